"""Twenty or more cases become a batch: proposed by a head, accepted by a department, each item on a clock of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone, translation

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.batch_leaving import leave_batch
from mashang.cases.acts.batch_moving import (
    need_head,
    step_batch,
    take_batch,
    take_batch_with_cases,
    tell_batch,
    write_batch_move,
)
from mashang.cases.acts.moving import (
    BATCH,
    end_clock,
    follow_clocks,
    need_reason,
    own_item_url,
    respond_clock,
    solve_clock,
    start_clock,
    step,
    tell_firm,
)
from mashang.cases.models import Batch, BatchItem, BatchPlace, Case, Hands
from mashang.cases.reads.batch_offers import cases_of_offer
from mashang.cases.reads.batch_people import list_departments
from mashang.cases.reads.batches import batches_seen_by
from mashang.cases.reads.receivers import liaisons_of
from mashang.cases.rules.batches import SMALLEST, makes_batch
from mashang.cases.rules.items import find_item, name_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.register.models import TowerKeeper
from mashang.trail.acts import next_number

SERIES = "B"


@transaction.atomic
def propose_batch(
    *, actor: Actor, item: str, department_id: int, park_id: int | None = None, tower_id: int | None = None,
    case_ids: Sequence[int] | None = None, title: str = "", sample: bool = False,
) -> Batch:  # fmt: skip
    """Gather the free cases of one item in one park or tower, or those of them that are named, and propose them.

    Twenty or more: 20 make a batch, 19 do not (`too_few`). The department that is to accept it lies over the place
    (`no_such_department`). Its liaisons and the stewards of the towers are told. By a head who may run batches.
    """
    need_head(actor)
    find_item(item)
    cases = _gathered(actor, item, park_id, tower_id, case_ids)
    area = cases[0].area
    if department_id not in dict(list_departments(area.path)):
        raise Refused(
            "no_such_department", _("Say which department accepts it."), field="department", mend=_("Choose one.")
        )
    now = timezone.now()
    batch = Batch(
        area=area, area_path=area.path, district_id=area.district_id, item=item, park_id=park_id,
        tower_id=None if park_id else tower_id, department_id=department_id, proposed_at=now,
        proposed_by_id=actor.user_id, title=(title.strip() or _title(item))[:120], sample=sample,
    )  # fmt: skip
    year = timezone.localtime(now).year
    batch.number = f"{SERIES}-{year}-{next_number(area.pk, SERIES, year):04d}"
    batch.save()
    write_batch_move(actor, batch, "gather", "", at=now)
    _add(batch, cases, 1)
    step_batch(actor, batch, "propose", diff={"item": item, "items": len(cases), "department": department_id})
    _tell_proposed(actor, batch, cases)
    return batch


@transaction.atomic
def gather_cases(*, actor: Actor, batch_id: int) -> int:
    """Add the free cases of the same item and place that came since; returns how many. Before it is accepted only."""
    need_head(actor)
    batch = take_batch(actor, batch_id)
    taken = batch.items.values_list("no", flat=True).order_by("-no").first() or 0
    cases = _locked(cases_of_offer(actor, batch.item, park_id=batch.park_id, tower_id=batch.tower_id))
    step_batch(actor, batch, "gather", diff={"items": len(cases)})
    _add(batch, cases, taken + 1)
    return len(cases)


@transaction.atomic
def accept_batch(*, actor: Actor, batch_id: int) -> Batch:
    """The department accepts: from this instant each item has the clock of a batch (7 working days) in place of its own.

    Nobody's case waits for a first contact any more: the firms are told. By a liaison of the department, or a head on
    its word. Refuses (`too_few_left`) when fewer than twenty are still in it.
    """
    _need_acceptor(actor, batch_id)
    batch, items = take_batch_with_cases(actor, batch_id)
    if not makes_batch(len(items)):
        raise Refused(
            "too_few_left", _("Only %(count)s cases are left: a batch has %(least)s.", count=len(items), least=SMALLEST),
            mend=_("Gather those that came since, or send it back: they are handled one by one."),
        )  # fmt: skip
    batch.accepted_at = timezone.now()
    step_batch(actor, batch, "accept", also=["accepted_at"], diff={"items": len(items)})
    for item in items:
        _take_in(actor, batch, item)
    tell_batch(
        actor, batch, topic="batch.accepted", people=[batch.proposed_by_id], key="accept", count=len(items)
    )  # fmt: skip
    return batch


@transaction.atomic
def decline_batch(*, actor: Actor, batch_id: int, reason: str) -> Batch:
    """The department does not take it, or the head calls it off before: the cases go on one by one, as if it never was.

    Their clocks have run all the time. Says why.
    """
    _need_acceptor(actor, batch_id)
    batch, items = take_batch_with_cases(actor, batch_id)
    why = need_reason(reason)
    step_batch(actor, batch, "decline", reason=why)
    for item in items:
        leave_batch(actor, item.case, "declined")
    tell_batch(actor, batch, topic="batch.declined", people=[batch.proposed_by_id], key="decline", reason=why)
    return batch


def _gathered(
    actor: Actor, item: str, park_id: int | None, tower_id: int | None, case_ids: Sequence[int] | None
) -> list[Case]:
    if (park_id is None) == (tower_id is None):
        raise NotThere("no_such_place", _("There is no such park or tower in your area."))
    wanted = cases_of_offer(actor, item, park_id=park_id, tower_id=tower_id)
    if case_ids is not None:
        wanted = wanted.filter(pk__in=case_ids)
    cases = _locked(wanted)
    if not makes_batch(len(cases)):
        raise Refused(
            "too_few", _("%(count)s cases make no batch: it needs %(least)s.", count=len(cases), least=SMALLEST),
            field="cases", mend=_("Handle them one by one, or wait for more."),
        )  # fmt: skip
    return cases


def _locked(wanted: Iterable[Case]) -> list[Case]:
    """Those that are still free once they are locked, by tower."""
    ids = [case.pk for case in wanted]
    locked = {case.pk for case in Case.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")}
    alone = Case.objects.filter(cluster=None, parent=None, members=None, parts=None)
    still = alone.filter(pk__in=locked).select_related("area", "tower", "firm")
    held = set(BatchItem.objects.filter(case__in=ids, left_at=None).values_list("case_id", flat=True))
    by_id = {case.pk: case for case in still if case.closed_at is None and case.pk not in held}
    return [by_id[pk] for pk in ids if pk in by_id]


def _add(batch: Batch, cases: Sequence[Case], first: int) -> None:
    BatchItem.objects.bulk_create(
        BatchItem(batch=batch, case=case, no=no) for no, case in enumerate(cases, start=first)
    )
    known = set(batch.places.values_list("tower_id", flat=True))
    towers = dict.fromkeys(case.tower_id for case in cases if case.tower_id and case.tower_id not in known)
    BatchPlace.objects.bulk_create(BatchPlace(batch=batch, tower_id=tower) for tower in towers)


def _take_in(actor: Actor, batch: Batch, item: BatchItem) -> None:
    """One case becomes an item that counts: its own clock is void, the clock of the batch runs."""
    case = item.case
    step(actor, case, "batch", at=batch.accepted_at, hands=Hands.TEAM, reason=batch.number, shown=True)
    end_clock(actor, case, respond_clock(case))
    end_clock(actor, case, solve_clock(case), lapsed=True, reason=batch.number)
    start_clock(actor, case, BATCH, at=batch.accepted_at)
    follow_clocks(case)
    url = own_item_url(item.pk)
    tell_firm(actor, case, topic="case.batch", key=f"batch:{batch.pk}", url=url, batch=batch.number)


def _need_acceptor(actor: Actor, batch_id: int) -> None:
    """Refuses everybody but a liaison of the department that is asked, and a head who may run batches."""
    if actor.may(Permission.BATCH_RUN) and actor.may(Permission.CASE_RULE):
        return
    actor.require(Permission.CASE_ANSWER)
    asked = batches_seen_by(actor).filter(pk=batch_id).values_list("department_id", flat=True).first()
    if asked is not None and asked != actor.department_id:
        raise NotAllowed("other_department", _("Another department was asked."), mend=_("Its liaison accepts it."))


def _tell_proposed(actor: Actor, batch: Batch, cases: Sequence[Case]) -> None:
    today = timezone.localdate()
    keepers = TowerKeeper.objects.filter(
        tower__in={case.tower_id for case in cases}, span__contains=today, membership__ended_at=None
    )
    people = {*liaisons_of(batch.department_id, today), *keepers.values_list("membership__user_id", flat=True)}
    tell_batch(actor, batch, topic="batch.proposed", people=people, key="propose", count=len(cases))


def _title(item: str) -> str:
    return name_of(find_item(item).names, translation.get_language() or "zh-hans")
