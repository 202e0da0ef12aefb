"""The key figures of one tower and the age of what is known of it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mashang.faces.desk import writing
from mashang.register.reads.stacking import Stacking
from mashang.ui.moments import Moment
from mashang.ui.parts import Figure, Part

AGES = (
    (30, gettext_lazy("Within 30 days"), "bar-ok"),
    (90, gettext_lazy("31 to 90 days"), "bar-ok2"),
    (180, gettext_lazy("91 to 180 days"), "bar-warn"),
)
OLDER = (gettext_lazy("More than 180 days"), "bar-bad")


def tower_figures(stacking: Stacking, moment: Moment) -> list[Figure]:
    """Occupancy, vacancy, leases about to end, registration: each with its definition, day and rows."""
    one = stacking.figures
    units = ngettext("%(count)s unit", "%(count)s units", one.units) % {"count": one.units}
    firms = ngettext("%(count)s firm", "%(count)s firms", one.firms) % {"count": one.firms}
    leases = ngettext("%(count)s lease", "%(count)s leases", one.ending_leases) % {"count": one.ending_leases}
    day = moment.words
    return [
        Figure(
            name=_("Occupancy rate"),
            value=writing.share(one.occupancy_rate),
            unit="%",
            definition=_lettable_words(stacking),
            line=writing.unknown_words(one),
            line_end=_("%(area)s ㎡ occupied") % {"area": writing.whole_area(one.occupied_sqm)},
            as_of=day,
            rows=units,
            rows_url="#plan",
        ),
        Figure(
            name=_("Vacant area"),
            value=writing.whole_area(one.vacant_sqm),
            unit="㎡",
            definition=_(
                "Units that could be let on the day. Reserved, being fitted out, sealed and not handed over are not vacant."
            ),
            line=_("vacancy rate %(rate)s") % {"rate": writing.percent(one.vacancy_rate)},
            as_of=day,
            rows=ngettext("%(count)s unit", "%(count)s units", one.vacant_units) % {"count": one.vacant_units},
            rows_url="#plan",
        ),
        Figure(
            name=_("Ending in 90 days"),
            value=writing.whole_area(one.ending_sqm),
            unit="㎡",
            definition=_("Area of units with a lease whose last day is the day shown or one of the 90 days after it."),
            line=ngettext(
                "%(count)s lease over, still in place", "%(count)s leases over, still in place", one.overrun_leases
            )
            % {"count": one.overrun_leases}
            if one.overrun_leases
            else "",
            as_of=day,
            rows=leases,
            rows_url="?expiry=soon#tenants",
        ),
        Figure(
            name=_("Registered here"),
            value=writing.share(one.registration_rate),
            unit="%",
            definition=_(
                "Firms in the tower whose place of registration is in this area, over the firms of which it is known. "
                "Firms of which it is not known are in neither."
            ),
            line=f"{one.registered} / {one.registration_asked}",
            line_end=_("%(count)s not known") % {"count": one.firms - one.registration_asked}
            if one.firms > one.registration_asked
            else "",
            as_of=day,
            rows=firms,
            rows_url="?view=registration#plan",
        ),
    ]


def _lettable_words(stacking: Stacking) -> str:
    if stacking.figures.lettable_stated:
        return _("Occupied area (let or used by its owner) over the lettable area that the tower's papers state.")
    return _(
        "Occupied area (let or used by its owner) over the lettable area, here the sum of its units of known area. "
        "The tower's papers state no lettable area, or less than its units add up to."
    )


def freshness_parts(stacking: Stacking) -> dict[str, object]:
    """The known area by the age of what was last said of it, and the floors that were longest not looked at."""
    sums = [Decimal(0)] * 4
    floors: dict[int, list[int]] = {}
    for unit in stacking.units:
        if unit.verified_on is None:
            continue
        age = (stacking.as_of - unit.verified_on).days
        place = next((i for i, (days, _label, _css) in enumerate(AGES) if age <= days), 3)
        sums[place] += unit.area_sqm or Decimal(0)
        if unit.floor_no is not None:
            floors.setdefault(unit.floor_no, []).append(age)
    labels = [*((label, css) for _days, label, css in AGES), OLDER]
    parts = [
        Part(label=label, amount=float(sums[i]), css=css, text=f"{writing.whole_area(sums[i])} ㎡")
        for i, (label, css) in enumerate(labels)
    ]
    oldest = sorted(((sum(ages) // len(ages), no, len(ages)) for no, ages in floors.items()), reverse=True)[:4]
    return {
        "share": writing.share(stacking.figures.fresh_rate, 1),
        "parts": parts,
        "floors": [{"no": no, "units": count, "days": max(days, 0)} for days, no, count in oldest],
    }
