"""Words for what the register writes into the trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.trail.words import (
    ACT_WORDS,
    CODE_NAMERS,
    FIELD_WORDS,
    NAMERS,
    SUBJECT_NAMERS,
    SUBJECT_WORDS,
    add_value_words,
)


def tell() -> None:
    """Hand the words to the trail; called once at start."""
    from mashang.register.models import Contact  # the models are there only when the apps are
    from mashang.register.reads import trail_names as names
    from mashang.register.reads.choices import CONFLICT_KINDS, HOLD_KINDS, TENANCY_KINDS, TOWER_KINDS, WISHES
    from mashang.register.reads.papers import KINDS

    ACT_WORDS.update(
        {
            "import.upload": _("Tenant sheet uploaded"),
            "import.compare": _("Tenant sheet compared with the register"),
            "import.review": _("Import reviewed"),
            "import.apply": _("Differences of a tenant sheet applied"),
            "import.undo": _("Import taken back"),
            "import.drop": _("Import put away"),
            "contact.add": _("Contact added"),
            "contact.erase": _("Contact erased"),
            "document.keep": _("File kept"),
            "list.export": _("List exported"),
            "form.upload": _("Blank sheet handed in"),
            "form.point": _("Head of a blank sheet pointed out"),
            "form.fill": _("Blank sheet filled"),
            "form.take": _("Filled sheet taken"),
            "form.forget": _("Filled sheet with people to call erased"),
            "tower.add": _("Tower added"),
            "tower.edit": _("Tower edited"),
            "tower.merge": _("Two records of one tower merged"),
            "tower.undo_merge": _("Merge of two towers undone"),
            "floor.put": _("Floor entered"),
            "unit.add": _("Unit added"),
            "unit.edit": _("Unit edited"),
            "unit.split": _("Unit split"),
            "unit.merge": _("Units merged"),
            "unit.renumber": _("Unit renumbered"),
            "unit.hold": _("Unit held"),
            "unit.release": _("Unit released"),
            "firm.add": _("Firm added"),
            "firm.merge": _("Two records of one firm merged"),
            "firm.undo_merge": _("Merge of two firms undone"),
            "firm.rename": _("Firm renamed"),
            "firm.set_code": _("Credit code of a firm set"),
            "firm.set_parent": _("Parent of a firm set"),
            "tenancy.start": _("Lease started"),
            "tenancy.extend": _("Lease extended"),
            "tenancy.end": _("Lease ended"),
            "tenancy.move": _("Firm moved inside the tower"),
            "tenancy.correct": _("Lease corrected"),
            "tenancy.take_back": _("Lease taken back"),
            "tenancy.undo": _("Change of a lease undone"),
            "fact.state": _("Fact stated"),
            "grade.propose": _("Grade of a tower proposed"),
            "grade.approve": _("Grade of a tower given"),
            "grade.reject": _("Grade of a tower rejected"),
            "grade.withdraw": _("Proposed grade taken back"),
            "grade.revoke": _("Grade of a tower revoked"),
            "conflict.settle": _("Conflict settled"),
            "conflict.leave": _("Conflict left as it is"),
            "fact.confirm": _("Fact confirmed"),
            "tower.confirm": _("Tower confirmed as it is"),
            "facts.load": _("List of facts loaded"),
            "sample.load": _("Sample district loaded"),
            "map.load": _("Map loaded"),
            "land.load": _("Land loaded"),
            "search.rebuild": _("Search made anew"),
        }
    )
    SUBJECT_WORDS.update(
        {
            "blank_form": _("Blank sheet"),
            "document": _("File"),
            "fact_key": _("List of facts"),
            "conflict": _("Conflict"),
            "batch": _("Import"),
            "tower": _("Tower"),
            "firm": _("Firm"),
            "unit": _("Unit"),
            "tenancy": _("Lease"),
            "register": _("Register"),
        }
    )
    FIELD_WORDS.update(
        {
            "applied": _("Applied"),
            "decisions": _("Decisions"),
            "whole": _("Complete list"),
            "columns": _("Columns"),
            "left_open": _("Left open"),
            "rows": _("Rows"),
            "as_of": _("Day of the sheet"),
            "bytes": _("Size in bytes"),
            "sha256": _("Checksum"),
            "counts": _("Counts"),
            "no": _("Number"),
            "batch": _("Import"),
            "document": _("File"),
            "file": _("File"),
            "workbook": _("Workbook"),
            "contact": _("Contact"),
            "post": _("Post"),
            "rent_fen": _("Rent"),
            "registered_here": _("Registered here"),
            "taxed_here": _("Taxed here"),
            "operates_here": _("Works here"),
            "kind": _("Kind"),
            "tower": _("Tower"),
            "hold": _("Hold of a unit"),
            "since": _("First day"),
            "released": _("Released on"),
            "start": _("First day"),
            "lease_ends_on": _("Last day of lease"),
            "unit": _("Unit"),
            "units": _("Units"),
            "room": _("Room"),
            "floor": _("Floor"),
            "on": _("From"),
            "to": _("To"),
            "line": _("Lease"),
            "key": _("Item"),
            "valid_from": _("From"),
            "firm_fact": _("Value"),
            "tower_fact": _("Value"),
            "unit_fact": _("Value"),
            "unknown": _("not known"),
            "form": _("File format"),
            "query": _("Filters in force"),
            "renewal_wish": _("Renewal wish"),
            "note": _("Note"),
            "use": _("Use"),
            "label": _("Called"),
            "list": _("Rows from"),
            "place": _("Sheet or table"),
            "head": _("Row of the head"),
            "area_sqm": _("Area ㎡"),
        }
    )
    FIELD_WORDS.update(
        {
            "address": _("Address"),
            "divisible": _("Can be divided"),
            "joinable": _("Can be joined"),
            "floors_above": _("Floors above ground"),
            "floors_below": _("Floors below ground"),
            "gross_sqm": _("Gross area ㎡"),
            "lettable_sqm": _("Lettable area ㎡"),
            "inner_sqm": _("Inner area ㎡"),
            "lon": _("Longitude"),
            "lat": _("Latitude"),
            "own_use": _("The owner uses it"),
            "owner_changed": _("Owner changed"),
            "last_day": _("Last day"),
            "grade": _("Grade"),
            "score": _("Points"),
            "valid_until": _("Last day"),
            "revoked_on": _("Revoked from"),
            "page": _("List"),
            "parent": _("Branch of"),
            "verified_on": _("Verified on"),
            "leases": _("Leases"),
            "other_firm": _("The other firm"),
            "other_tower": _("The other tower"),
            "floors_stay": _("Floors left as they are now"),
            "crs": _("Coordinate system"),
            "footprint": _("Outline"),
            "park_id": _("Park"),
            "joined": _("Rooms made one"),
            "rooms": _("Rooms"),
            "not_followed": _("Statements not followed"),
            "conflict_kind": _("Kind of conflict"),
            "state": _("State"),
            "uscc": _("Credit code"),
            "conflict": _("Conflicts"),
            "changed": _("Changed"),
            "new": _("New"),
            "moved": _("Moved"),
            "gone": _("Gone"),
            "refused": _("Refused"),
            "same": _("Same"),
            "duplicate": _("Repeated rows"),
            "skipped": _("Not tenant rows"),
        }
    )
    add_value_words(
        "decisions",
        {
            "accept": _("Accepted"),
            "refuse": _("Not accepted"),
            "later": _("To be checked"),
            "proposal": _("As proposed"),
            "none": _("Left open"),
        },
    )
    add_value_words(
        "page",
        {
            "towers": _("List of towers"),
            "tower_tenants": _("Tenants of a tower"),
            "firms": _("List of firms"),
            "lease_ends": _("Leases that end"),
            "taxed_towers": _("¥100M-tax towers"),
            "above_threshold": _("Above-threshold firms and candidates"),
            "themed_towers": _("Themed towers"),
            "imports": _("Imports"),
            "stewards": _("Tower stewards"),
            "map": _("Map"),
            "snapshots": _("Snapshots compared"),
            "rechecks": _("To be looked at again"),
            "left_out": _("Left out of rates"),
            "conflicts": _("Conflicts"),
            "grades": _("Grades of towers"),
            "merges": _("Merged records"),
            "fill": _("Blank sheet filled"),
            "fill_file": _("Filled sheet taken"),
        },
    )
    NAMERS.update(
        {
            "tower": names.tower_names,
            "unit": names.unit_names,
            "units": names.unit_names,
            "from": names.unit_names,
            "to": names.unit_names,
            "firm": names.firm_names,
            "other_firm": names.firm_names,
            "other_tower": names.tower_names,
            "hold": names.hold_names,
            "line": names.lease_names,
            "contact": names.contact_names,
            "parent": names.firm_names,
            "grade": names.grade_names,
            "batch": names.import_names,
            "document": names.document_names,
            "firm_fact": names.firm_facts,
            "tower_fact": names.tower_facts,
            "unit_fact": names.unit_facts,
        }
    )
    SUBJECT_NAMERS.update({"unit": names.unit_places, "tenancy": names.lease_names})
    CODE_NAMERS["key"] = names.fact_names
    add_value_words("conflict_kind", CONFLICT_KINDS)
    add_value_words("renewal_wish", dict(WISHES))
    add_value_words("form", {"xlsx": "XLSX", "csv": "CSV", "geojson": "GeoJSON"})
    add_value_words("reason", {"keep_until": _("The time it may be kept is over")})
    add_value_words("kind", {**dict(KINDS), "tenant_sheet": _("Tenant sheet")})
    for choices in (TOWER_KINDS, TENANCY_KINDS, HOLD_KINDS):
        add_value_words("kind", dict(choices))
    add_value_words("post", dict(Contact.Post.choices))
