"""What a merge of two towers does with every table that says a tower."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from mashang.accounts.models import Invitation
from mashang.register.models import Contact, Document, ImportBatch, Tower, TowerKeeper

# Every column that says a tower, by a key or by its bare number, and what a merge does with it. A merge is refused while
# one is found that is not here: say what becomes of it, and of rows that go over list them in OVER.
RELATIONS = {
    "Unit.tower": "goes over with all that hangs on it",
    "Occupancy.tower": "goes over with its unit",
    "Floor.tower": "goes over; where both have it a person says which holds",
    "TowerName.tower": "is said of the kept tower too",
    "TowerFact.subject": "is said of the kept tower too; another value becomes a conflict",
    "TowerKeeper.tower": "goes over, but for one who keeps both on the same days",
    "Contact.tower": "goes over",
    "Document.about_id": "goes over",
    "Invitation.for_id": "goes over while it is open",
    "ImportBatch.tower": "goes over",
    "ImportBatch.covers_towers": "goes over",
    "ImportRow.tower": "stays: the record that the sheet was compared with",
    "RoundTower.tower": "stays: what was done in a round was done for that record; one not begun leaves its round",
    "Cell.tower": "stays: a frozen figure is never changed",
    "Tower.merged_into": "stays: one that was merged into `gone` before leads on from there",
    "TowerMerge.kept": "stays",
    "TowerMerge.gone": "stays",
    "GradeResult.tower": "stays: it was given on what that record held; the tower is graded anew",
    "ConflictLeft.subject_id": "stays: a conflict that comes back is looked at again",
    "ConflictLeft.other_id": "stays: a conflict that comes back is looked at again",
    "Findable.ref_id": "is made anew",
    "Entry.subject_id": "stays: the trail is never changed",
    "View.subject_id": "stays: the trail is never changed",
    "Notice.subject_id": "stays: it was sent",
    "Reminder.subject_id": "stays: people are reminded of cases, none of a tower",
    "OneTimeLink.subject_id": "stays: links of people and sheets, none of a tower",
    "Deadline.subject_id": "stays: time limits run over towers of a round",
}
SUBJECTS = ("subject_id", "other_id", "about_id", "for_id", "ref_id")


@dataclass(frozen=True, slots=True)
class Over:
    """Rows of a table that simply change their tower, as far as they can stand with the other.

    `only` says which rows, `placed` that they bear the area of their tower. `apart` names the column of which no two rows of
    one tower may share days of `span`: such a row stays. `within` names the area that must hold the tower.
    """

    model: type[models.Model]
    column: str = "tower_id"
    placed: bool = False
    only: tuple[tuple[str, Any], ...] = ()
    apart: str = ""
    span: str = "span"
    within: str = ""

    def rows_of(self, kept: Tower, gone: Tower) -> list[int]:
        """The ids of the rows that can go over."""
        rows = self.model._default_manager.filter(**{self.column: gone.pk}, **dict(self.only))
        if self.apart:
            there = self.model._default_manager.filter(
                **{self.column: kept.pk, self.apart: models.OuterRef(self.apart)},
                **{f"{self.span}__overlap": models.OuterRef(self.span)},
            )
            rows = rows.exclude(models.Exists(there))
        if self.within:
            above = [kept.area_path[:end] for end in range(len(kept.area_path) + 1)]
            rows = rows.filter(**{f"{self.within}__in": above})
        return list(rows.order_by("pk").values_list("pk", flat=True))

    def point(self, ids: Iterable[int], source: Tower, target: Tower) -> None:
        """Those of the rows that still are of the first tower are of the second."""
        place = {"area_path": target.area_path} if self.placed else {}
        rows = self.model._default_manager.filter(pk__in=list(ids), **{self.column: source.pk})
        rows.update(**{self.column: target.pk}, **place)


OVER = {
    "keepers": Over(TowerKeeper, apart="membership", within="membership__area__path"),
    "contacts": Over(Contact, placed=True),
    "documents": Over(Document, "about_id", placed=True, only=(("about_kind", "tower"),)),
    "invitations": Over(
        Invitation,
        "for_id",
        within="area__path",
        only=(("for_kind", "tower"), ("accepted_at", None), ("recalled_at", None)),
    ),
    "batches": Over(ImportBatch),
}


def unknown_relations() -> set[str]:
    """Columns that say a tower and of which a merge knows nothing: keys, bare numbers called so, and numbers of any subject."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            bare = field.related_model is None and ("tower" in field.name or field.name in SUBJECTS)
            if field.related_model is Tower or bare:
                found.add(f"{model.__name__}.{field.name}")
    return found - RELATIONS.keys()
