"""How figures are written for people: numbers with their units, topics, owners, and why nothing is shown."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from mashang.insight.kpis.description import Additive, Kpi
from mashang.insight.reads.standing_runs import RunStamp

UNKNOWN = "—"
PLACES = {"percent": 1, "year": 1, "hour": 1}
UNITS: dict[str, Promise | str] = {
    "percent": "%",
    "sqm": "㎡",
    "mu": pgettext_lazy("unit of a figure", "mu"),
    "firm": pgettext_lazy("unit of a figure", "firms"),
    "tower": pgettext_lazy("unit of a figure", "towers"),
    "place": pgettext_lazy("unit of a figure", "places"),
    "yuan": pgettext_lazy("unit of a figure", "yuan"),
    "yuan_sqm": pgettext_lazy("unit of a figure", "yuan/㎡"),
    "case": pgettext_lazy("unit of a figure", "requests"),
    "hour": pgettext_lazy("unit of a figure", "office hours"),
}
_LARGE: dict[str, dict[str, tuple[tuple[int, int, Promise], ...]]] = {
    "zh": {
        "sqm": ((10_000, 1, pgettext_lazy("unit of a figure", "10,000 ㎡")),),
        "yuan": (
            (100_000_000, 2, pgettext_lazy("unit of a figure", "100 million yuan")),
            (10_000, 1, pgettext_lazy("unit of a figure", "10,000 yuan")),
        ),
    },
    "en": {"yuan": ((1_000_000, 1, pgettext_lazy("unit of a figure", "million yuan")),)},
}
TOPICS: dict[str, Promise] = {
    "space": gettext_lazy("How many towers, how much stands empty"),
    "firms": gettext_lazy("How many firms, of which kind"),
    "tax": gettext_lazy("How much tax"),
    "services": gettext_lazy("How the desk keeps its promises"),
}
TOPIC_NOTES: dict[str, Promise] = {
    "space": gettext_lazy("measured by lettable area"),
    "firms": gettext_lazy("a firm in several towers counts once"),
    "tax": gettext_lazy("never of a single firm"),
    "services": gettext_lazy("over 90 days; never by person"),
}
OWNERS: dict[str, Promise] = {
    "tower_economy": gettext_lazy("Tower economy office"),
    "enterprise_service": gettext_lazy("Enterprise service office"),
    "finance": gettext_lazy("Finance office"),
}
KINDS: dict[str, Promise] = {
    "nightly": gettext_lazy("frozen by itself at seven in the morning"),
    "on_demand": gettext_lazy("frozen when asked for"),
    "afterwards": gettext_lazy("counted afterwards"),
    "published": gettext_lazy("published"),
}
WITHHELD: dict[str, Promise] = {
    "small": gettext_lazy("Too few firms: a figure could tell one of them."),
    "dominance": gettext_lazy("One firm makes up nearly all of it."),
    "second": gettext_lazy("Shown, it would give away another figure that is withheld."),
    "sticky": gettext_lazy("Too few firms have changed since it was withheld."),
}
ADDS: dict[Additive, Promise] = {
    Additive.SUM: gettext_lazy("Adds up: the parts of an area give the area."),
    Additive.RATIO: gettext_lazy("Does not add up: a rate is reckoned anew from its two parts."),
    Additive.DISTINCT: gettext_lazy("Does not add up: what stands in several parts counts once in the whole."),
    Additive.MEDIAN: gettext_lazy("Does not add up: a median follows from the rows alone."),
}


def write_value(value: Decimal | None, unit: str) -> str:
    """A number as people read it: shares with one decimal, all else whole; a dash where there is none."""
    if value is None:
        return UNKNOWN
    step = Decimal(1).scaleb(-PLACES.get(unit, 0))
    return f"{value.quantize(step, ROUND_HALF_UP):,}"


def write_short(value: Decimal | None, unit: str) -> tuple[str, str]:
    """A number and its unit where there is little room: large areas and sums in the large units of the reader's language."""
    for bound, places, name in _LARGE["zh" if (get_language() or "").startswith("zh") else "en"].get(unit, ()):
        if value is not None and abs(value) >= bound:
            return f"{value / bound:,.{places}f}", str(name)
    return write_value(value, unit), "" if value is None else name_unit(unit)


def name_unit(unit: str) -> str:
    """The unit beside a number."""
    return str(UNITS.get(unit, unit))


def write_with_unit(value: Decimal | None, unit: str) -> str:
    """The number with its unit behind it; per cent without a space."""
    if value is None:
        return UNKNOWN
    return write_value(value, unit) + ("%" if unit == "percent" else f" {name_unit(unit)}")


def name_topic(topic: str) -> str:
    """The heading of a group of figures."""
    return str(TOPICS.get(topic, topic))


def name_owner(kpi: Kpi) -> str:
    """The office that answers for a figure."""
    return str(OWNERS.get(kpi.owner, kpi.owner))


def say_run(run: RunStamp, freezer: str = "") -> str:
    """A run in one line: its number and how it came about."""
    number = _("snapshot no. %(no)s") % {"no": run.no}
    if freezer:
        return _("%(number)s, frozen by %(who)s") % {"number": number, "who": freezer}
    return _("%(number)s, %(how)s") % {"number": number, "how": KINDS.get(run.kind, run.kind)}


def say_withheld(why: str) -> str:
    """Why a figure is not shown, in words for those who look at it."""
    return str(WITHHELD.get(why, why))
