"""What was built on an import since it was applied: it is named, and nothing is taken back from under it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.models import (
    Contact,
    Document,
    Firm,
    FirmFact,
    FirmMember,
    ImportBatch,
    TowerFact,
    TowerKeeper,
    TowerMerge,
    Unit,
    UnitFact,
    UnitLineage,
)
from mashang.trail.models import Entry

SHOWN = 5


def refuse_later(names: Iterable[str]) -> None:
    """Refuse, naming up to five firms or rooms that stand on the import."""
    found = sorted(set(names))
    if found:
        raise Refused(
            "later_rows",
            _("Something later stands on this import: %(names)s.", names=", ".join(found[:SHOWN])),
            mend=_("Take the later change back first, or correct the single rows by hand."),
        )


def refuse_what_stands(batch: ImportBatch, firms: list[int], units: list[int], towers: list[int]) -> None:
    """Refuse when a firm, unit or tower that the batch made bears something that others gave it since."""
    named = [
        *FirmFact.objects.filter(subject__in=firms, superseded_at=None)
        .exclude(source__batch=batch)
        .values_list("subject__name", flat=True),
        *Contact.objects.filter(firm__in=firms, erased_at=None).values_list("firm__name", flat=True),
        *FirmMember.objects.filter(firm__in=firms).values_list("firm__name", flat=True),
        *Firm.objects.filter(parent__in=firms, retracted_at=None).values_list("parent__name", flat=True),
        *UnitFact.objects.filter(subject__in=units, superseded_at=None).values_list("subject__room", flat=True),
        *UnitLineage.objects.filter(from_unit__in=units).values_list("from_unit__room", flat=True),
        *TowerFact.objects.filter(subject__in=towers, superseded_at=None).values_list("subject__name_zh", flat=True),
        *TowerKeeper.objects.filter(tower__in=towers).values_list("tower__name_zh", flat=True),
        *Contact.objects.filter(tower__in=towers, erased_at=None).values_list("tower__name_zh", flat=True),
        *TowerMerge.objects.filter(Q(kept__in=towers) | Q(gone__in=towers), undone_at=None).values_list(
            "gone__name_zh", flat=True
        ),
    ]
    for kind, ids in (("firm", firms), ("unit", units), ("tower", towers)):
        named += Document.objects.filter(about_kind=kind, about_id__in=ids, state="stored").values_list(
            "name", flat=True
        )
    refuse_later(named)


def refuse_edited(batch: ImportBatch, coded: list[int], measured: list[int]) -> None:
    """Refuse when a code or an area that the batch filled in was changed by hand since: the trail knows."""
    since = Entry.objects.filter(at__gt=batch.applied_at)
    firms = since.filter(act="firm.set_code", subject_kind="firm", subject_id__in=coded).values_list(
        "subject_id", flat=True
    )
    units = since.filter(act="unit.edit", subject_kind="unit", subject_id__in=measured).values_list(
        "subject_id", flat=True
    )
    refuse_later(
        [
            *Firm.objects.filter(pk__in=firms).values_list("name", flat=True),
            *Unit.objects.filter(pk__in=units).values_list("room", flat=True),
        ]
    )
