"""What a firm sees of a batch that its case is in: when the team comes, where, what came of it, what to sign."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from mashang.cases.models import BatchItem, BatchMove, BatchPlace, CaseText, TeamMember
from mashang.cases.reads.batch_plans import calendar_of
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.rules.calendar_files import Event, write_calendar
from mashang.cases.rules.items import load_items, name_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.reads.naming import name_in

MOST = 200  # items of one firm; more of them no page can show
TO_SIGN = (BatchItem.Result.DONE, BatchItem.Result.BUREAU, BatchItem.Result.CANNOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnItem:
    """One item of the firm.

    `to_sign`: there is a result that it has not signed. `may_move`: the team is still to come, and another time may be
    asked for. `team` names who comes, by their names; `bring` what to have ready.
    """

    id: int
    case_id: int
    case_ref: str
    case_number: str
    case_title: str
    batch_number: str
    item: str
    item_name: str
    firm: str
    tower: str
    place: str
    meeting_point: str
    comes_at: datetime | None
    minutes: int
    team: tuple[str, ...]
    bring: tuple[str, ...]
    due_at: datetime | None
    result: str
    result_words: str
    result_at: datetime | None
    words: str
    signed_at: datetime | None
    to_sign: bool
    may_move: bool
    left: bool

    @property
    def ends_at(self) -> datetime | None:
        """When the team is done, if all goes as planned."""
        return self.comes_at + timedelta(minutes=self.minutes) if self.comes_at else None

    @property
    def waits(self) -> bool:
        """Whether the firm has something to do or to wait for here."""
        return not self.left and (self.to_sign or not self.result or self.result == BatchItem.Result.NOT_DONE)


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A span in which the team is out, for a firm to choose."""

    day: date
    begin: str
    end: str
    morning: bool


def list_own_items(actor: Actor, *, case_id: int | None = None, item_id: int | None = None) -> list[OwnItem]:
    """The items of the actor's own firms in batches that were accepted, the newest first, in three queries.

    What left its batch is shown as such: it has a clock of its own again. Nothing of the other firms of the batch is told.
    """
    said = CaseText.objects.filter(case=OuterRef("case"), part=CaseText.Part.ANSWER, seen_by=CaseText.SeenBy.ALL)
    rows = BatchItem.objects.filter(case__in=cases_seen_by(actor), batch__accepted_at__isnull=False)
    rows = rows.filter(case=case_id) if case_id is not None else rows
    rows = rows.filter(pk=item_id) if item_id is not None else rows
    found = list(
        rows.annotate(said=Subquery(said.order_by("-pk").values("body")[:1]))
        .select_related("batch", "case__tower", "case__firm", "stop").order_by("-batch_id", "no")[:MOST]
    )  # fmt: skip
    batches = {row.batch_id for row in found}
    places = BatchPlace.objects.filter(batch__in=batches).values_list("batch_id", "tower_id", "meeting_point")
    points, teams = {(batch, tower): point for batch, tower, point in places}, _teams(batches)
    return [_own(actor, row, points.get((row.batch_id, row.case.tower_id or 0), ""), teams) for row in found]


def get_own_item(actor: Actor, item_id: int) -> OwnItem:
    """One item of the actor's own; NotThere for every other."""
    found = list_own_items(actor, item_id=item_id)
    if not found:
        raise NotThere("no_such_item", _("There is no such item, or it lies outside your reach."))
    return found[0]


def list_half_days(actor: Actor, item_id: int) -> list[HalfDay]:
    """The half days on which the team of an own item is out from now on and before the item is due, for asking for another time."""
    item = BatchItem.objects.filter(pk=item_id, case__in=cases_seen_by(actor)).select_related("batch", "case").first()
    if item is None:
        raise NotThere("no_such_item", _("There is no such item, or it lies outside your reach."))
    calendar, today = calendar_of(item.batch), timezone.localdate()
    last = timezone.localdate(item.case.due_at) if item.case.due_at else date.max
    days = sorted(day for day in map(date.fromisoformat, item.batch.days) if today <= day <= last)
    return [
        HalfDay(day, f"{opens:%H:%M}", f"{closes:%H:%M}", opens.hour < 12)
        for day in days if calendar.works(day, provisional=True)
        for opens, closes in calendar.hours_on(day) if day > today or closes > timezone.localtime().time()
    ]  # fmt: skip


def own_item_calendar(actor: Actor, item_id: int, *, page: str) -> tuple[str, bytes]:
    """Name and contents of the calendar file of a visit to the firm; `page` is the address that its reader opens.

    A plan that changed since raises the sequence, so that a calendar replaces what it holds. Refuses an item without a time.
    """
    item = get_own_item(actor, item_id)
    if item.comes_at is None or item.ends_at is None:
        raise Refused("no_day", _("The time is not set yet."), mend=_("You are told as soon as it is."))
    event = Event(
        uid=f"batch-item-{item.id}@mashang", begin=item.comes_at, end=item.ends_at, title=item.item_name,
        place=" ".join(filter(None, (item.tower, item.meeting_point))), text="\n".join((*item.bring, page)),
        sequence=BatchMove.objects.filter(batch__items=item_id).count(),
    )  # fmt: skip
    return f"{item.case_number}.ics", write_calendar([event], name=item.item_name, stamped_at=timezone.now())


def _own(actor: Actor, row: BatchItem, point: str, teams: dict[int, tuple[str, ...]]) -> OwnItem:
    case, item = row.case, load_items().get(row.batch.item)
    visited = row.stop is not None and row.stop.visited_at is not None and row.result != BatchItem.Result.NOT_DONE
    going = row.ended_at is None and row.left_at is None
    return OwnItem(
        id=row.pk, case_id=case.pk, case_ref=str(case.ref), case_number=case.number, case_title=case.title,
        batch_number=row.batch.number, item=row.batch.item,
        item_name=name_of(item.names, actor.locale) if item else row.batch.item, firm=case.firm.name if case.firm else "",
        tower=name_in(actor.locale, case.tower) if case.tower else "", place=case.place, meeting_point=point,
        comes_at=timezone.localtime(row.planned_at) if row.planned_at else None, minutes=row.batch.minutes_each,
        team=teams.get(row.batch_id, ()), bring=tuple(name_of(one, actor.locale) for one in item.bring) if item else (),
        due_at=case.due_at, result=row.result, result_words=str(row.get_result_display()) if row.result else "",
        result_at=row.result_at, words=str(row.said or "") if row.result else "",  # type: ignore[attr-defined]
        signed_at=row.signed_at,
        to_sign=row.result in TO_SIGN and row.signed_at is None and row.left_at is None and case.closed_at is None,
        may_move=going and not visited and row.result != BatchItem.Result.BUREAU and bool(row.batch.days),
        left=row.left_at is not None,
    )  # fmt: skip


def _teams(batches: Collection[int]) -> dict[int, tuple[str, ...]]:
    out: dict[int, tuple[str, ...]] = {}
    rows = TeamMember.objects.filter(batch__in=batches, left_at=None).order_by("team", "pk")
    for batch, name in rows.values_list("batch", "user__name"):
        out[batch] = (*out.get(batch, ()), name)
    return out
