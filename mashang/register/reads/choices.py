"""The lists people choose from, with their names in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mashang.register.models import Firm, GradeResult, MapFeature, Source, Tenancy, TenancyEvent, Tower, UnitHold

TOWER_KINDS = tuple(Tower.Kind.choices)
GRADE_STATES = tuple(GradeResult.State.choices)
MAP_KINDS = tuple(MapFeature.Kind.choices)
TENANCY_KINDS = tuple(Tenancy.Kind.choices)
STANDINGS = tuple(Firm.Standing.choices)
SOURCE_KINDS = tuple(Source.Kind.choices)
HOLD_KINDS = tuple(UnitHold.Kind.choices)
WISHES = (
    ("", _("not known")),
    ("renew", _("Will renew")),
    ("expand", _("Will renew and wants more room")),
    ("unsure", _("Not decided")),
    ("leave", _("Will leave")),
)
HAPPENINGS = {
    **dict(TenancyEvent.Kind.choices),
    "split": _("Unit split"),
    "merge": _("Units merged"),
    "redraw": _("Units redrawn"),
    "renumber": _("Unit renumbered"),
    "import": _("Tenant sheet imported"),
    "import_undone": _("Import taken back"),
}


def label_of(choices: object, value: str) -> str:
    """The name of a value in one of these lists; the value itself when it is not in it."""
    return str(dict(choices).get(value, value))  # type: ignore[call-overload]


def name_source(kind: str, label: str) -> str:
    """The name of a source in the reader's language; of a taken-back import, which one it was."""
    mark, _colon, no = label.partition(":")
    if mark == "undo":
        return gettext("Import %(no)s taken back") % {"no": no} if no else gettext("Import taken back")
    return label or label_of(SOURCE_KINDS, kind)


CONFLICT_KINDS = {
    "value": _("Two sources disagree"),
    "same_name": _("Two firms of one name"),
    "same_tower": _("Two towers of one name or address"),
    "double_let": _("One room let to two firms"),
    "floor_over": _("Rooms larger than their floor"),
}
