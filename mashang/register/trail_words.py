"""Words for what the register writes into the trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.trail.words import ACT_WORDS, FIELD_WORDS, SUBJECT_WORDS


def tell() -> None:
    """Hand the words to the trail; called once at start."""
    ACT_WORDS.update(
        {
            "import.upload": _("Tenant sheet uploaded"),
            "import.compare": _("Tenant sheet compared with the register"),
            "import.apply": _("Differences of a tenant sheet applied"),
            "import.undo": _("Import taken back"),
            "import.drop": _("Import put away"),
            "document.keep": _("File kept"),
            "list.export": _("List exported"),
        }
    )
    SUBJECT_WORDS.update({"batch": _("Import"), "tower": _("Tower"), "firm": _("Firm"), "unit": _("Unit"), "tenancy": _("Lease")})
    FIELD_WORDS.update(
        {
            "applied": _("Applied"),
            "left_open": _("Left open"),
            "rows": _("Rows"),
            "as_of": _("Day of the sheet"),
            "bytes": _("Size in bytes"),
            "sha256": _("Checksum"),
            "counts": _("Counts"),
            "no": _("Number"),
            "batch": _("Import"),
            "document": _("File"),
            "kind": _("Kind"),
            "tower": _("Tower"),
        }
    )
