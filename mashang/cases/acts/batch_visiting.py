"""The team on site: the day begins, each item gets its result, the firm signs, papers send an item back."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.batch_moving import (
    need_open,
    need_team,
    record_item,
    step_batch,
    take_batch,
    take_item,
    tell_batch,
)
from mashang.cases.acts.closing import begin_call_back, confirm_closure
from mashang.cases.acts.handling import answered, papers_asked, settle
from mashang.cases.acts.moving import (
    CONFIRM,
    end_clock,
    follow_clocks,
    need_reason,
    own_item_url,
    say,
    step,
    tell_firm,
)
from mashang.cases.models import Batch, BatchItem, Case, CaseFile, CaseText, Hands, Tour, TourStop
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.rules.batches import ENDING, digest_signed
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.documents import store_file
from mashang.register.models import Document
from mashang.register.rules.media import sniff
from mashang.register.rules.pictures import strip_metadata

ALL = CaseText.SeenBy.ALL
LARGEST_SIGNATURE = 200_000  # bytes: a drawn line is a few thousand
OUTCOMES = {BatchItem.Result.DONE: Case.Outcome.SOLVED, BatchItem.Result.CANNOT: Case.Outcome.NOT_POSSIBLE}


@transaction.atomic
def start_tour(*, actor: Actor, batch_id: int) -> int:
    """The team goes: the firms of today are told that it comes; returns how many items are called on today.

    Once a day (`day_begun`); refuses a day without a stop (`no_tour_today`). By the team.
    """
    batch = take_batch(actor, batch_id)
    need_team(actor, batch)
    today = timezone.localdate()
    tours = list(Tour.objects.filter(batch=batch, day=today, stops__dropped_at=None).distinct())
    if not tours or not any(tour.stops.filter(dropped_at=None).exists() for tour in tours):
        raise Refused("no_tour_today", _("No stop is planned for today."), mend=_("Plan the tour for this day first."))
    if all(tour.started_at for tour in tours):
        raise Refused("day_begun", _("This day has begun already."), mend=_("Write down the results."))
    step_batch(actor, batch, "start_day", diff={"day": today})
    Tour.objects.filter(pk__in=[tour.pk for tour in tours], started_at=None).update(started_at=timezone.now())
    due_today = BatchItem.objects.filter(
        batch=batch, stop__tour__in=tours, ended_at=None, left_at=None
    ).select_related("case__firm")  # fmt: skip
    for item in due_today:
        at = timezone.localtime(item.planned_at).strftime("%H:%M") if item.planned_at else ""
        tell_firm(
            actor, item.case, topic="case.team_comes", key=f"team:{today.isoformat()}", url=own_item_url(item.pk), comes_at=at
        )  # fmt: skip
    return len(due_today)


@transaction.atomic
def record_result(*, actor: Actor, item_id: int, result: str, words: str, signature: bytes = b"") -> BatchItem:
    """What came of one item: done on site, taken to the bureau, not done this time, or cannot be done, in plain words.

    `done` and `cannot` answer the case and meet its clock; the others let it run, and `not_done` asks for another call.
    `signature`: the firm's on the screen, a PNG; it closes what is done. Refuses a second recording in the name of the
    first (`recorded_already`), one before the day has begun, and one without words. By the team.
    """
    batch, item, case = take_item(actor, item_id)
    need_team(actor, batch)
    need_open(item)
    if result not in BatchItem.Result.values:
        raise Refused("no_result", _("Say what came of it."), field="result", mend=_("Choose one of the list."))
    why = need_reason(words, "words")
    if batch.state != Batch.State.ON_SITE:
        raise Refused("not_on_site", _("The day of this team has not begun."), mend=_("Begin the day first."))
    now = timezone.now()
    if item.stop_id:
        TourStop.objects.filter(pk=item.stop_id, visited_at=None).update(visited_at=now)
    _unsign(item)
    if result in ENDING:
        answered(actor, case, OUTCOMES[BatchItem.Result(result)], why)
        item.refresh_from_db(fields=["result", "result_at", "result_by", "ended_at"])
    else:
        _note(actor, batch, item, case, result, why)
    record_item(actor, item, "record_result", result=result)
    if signature:
        _sign(actor, batch, item, case, signature)
    return item


@transaction.atomic
def sign_item(*, actor: Actor, item_id: int, signature: bytes) -> BatchItem:
    """The firm signs on the team's screen what was recorded; the picture is bound to it by a digest. By the team.

    Refuses (`nothing_to_sign`) before there is a result, and a second signature under the same result.
    """
    batch, item, case = take_item(actor, item_id)
    need_team(actor, batch)
    _sign(actor, batch, item, case, signature)
    return item


@transaction.atomic
def sign_own_item(*, actor: Actor, item_id: int) -> BatchItem:
    """The firm signs on the portal what was recorded for it; what is done is closed by it. By the firm's own people."""
    if not actor.may(Permission.OWN_CASE_ASK):
        raise NotAllowed("firm_only", _("Only the firm says this."), mend=_("Let it sign on the screen of the team."))
    found = BatchItem.objects.filter(pk=item_id, case__in=cases_seen_by(actor)).values_list("batch", "case").first()
    if found is None:
        raise NotThere("no_such_item", _("There is no such item, or it lies outside your reach."))
    case = Case.objects.select_for_update(of=("self",)).get(pk=found[1])
    item = BatchItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    _need_signable(item)
    if case.state == Case.State.DONE_WAITING:
        confirm_closure(actor=actor, case_id=case.pk)
    _bind(actor, Batch.objects.get(pk=found[0]), item, case, BatchItem.Signed.PORTAL)
    return item


@transaction.atomic
def send_item_back(*, actor: Actor, item_id: int, gaps: str) -> BatchItem:
    """Papers are missing: the firm is told all of them in one notice, and the item leaves the batch.

    Its clock there is void; when the papers are complete it has a clock of its own. By the team.
    """
    batch, item, case = take_item(actor, item_id)
    need_team(actor, batch)
    need_open(item)
    if item.stop_id and batch.state == Batch.State.ON_SITE:
        TourStop.objects.filter(pk=item.stop_id, visited_at=None, tour__day__lte=timezone.localdate()).update(
            visited_at=timezone.now()
        )
    papers_asked(actor, case, gaps)
    item.refresh_from_db()
    return item


def _note(actor: Actor, batch: Batch, item: BatchItem, case: Case, result: str, why: str) -> None:
    """A result after which the item stays in the batch and its clock runs on."""
    item.result, item.result_at, item.result_by_id = result, timezone.now(), actor.user_id
    taken = result == BatchItem.Result.BUREAU
    if not taken:
        item.stop, item.planned_at = None, None
    item.save(update_fields=["result", "result_at", "result_by", "stop", "planned_at"])
    step(
        actor, case, "note", reason=why, shown=True, also=["hands", "department"],
        hands=Hands.DEPARTMENT if taken else Hands.TEAM, department_id=batch.department_id if taken else None,
    )  # fmt: skip
    say(actor, case, CaseText.Part.ANSWER, why, seen_by=ALL)
    follow_clocks(case)
    tell_firm(actor, case, topic="case.visited", key=f"visited:{case.moves.count()}", url=own_item_url(item.pk))
    if not taken:
        tell_batch(
            actor, batch, topic="batch.again", people=[batch.proposed_by_id], key=f"again:{item.pk}:{case.moves.count()}",
            case_number=case.number,
        )  # fmt: skip


def _unsign(item: BatchItem) -> None:
    """A new result wants a new signature; the old picture stays with the case."""
    if item.signed_at is not None:
        item.signed_at, item.signed_way, item.signed_digest, item.signature = None, "", "", None
        item.save(update_fields=["signed_at", "signed_way", "signed_digest", "signature"])


def _need_signable(item: BatchItem) -> None:
    if not item.result or item.left_at is not None:
        raise Refused(
            "nothing_to_sign", _("There is no result to sign yet."), mend=_("Write down first what came of it.")
        )
    if item.signed_at is not None:
        raise Refused("signed_already", _("The firm has signed this already."), mend=_("There is nothing to do."))


def _sign(actor: Actor, batch: Batch, item: BatchItem, case: Case, signature: bytes) -> None:
    _need_signable(item)
    if not signature or len(signature) > LARGEST_SIGNATURE or sniff(signature) != "image/png":
        raise Refused(
            "no_signature",
            _("The signature did not come through."),
            field="signature",
            mend=_("Let the firm sign again."),
        )
    data = strip_metadata(signature, "image/png")
    key, digest = store_file(data)
    document = Document.objects.create(
        kind="signature", name=f"{batch.number}-{item.no:02d}.png", media="image/png", bytes=len(data), sha256=digest,
        storage_key=key, about_kind="case", about_id=case.pk, taken_by_id=actor.user_id, area_path=case.area_path,
        district_id=case.district_id,
    )  # fmt: skip
    CaseFile.objects.create(case=case, document=document, seen_by=ALL)
    item.signature = document
    if case.state == Case.State.DONE_WAITING:
        step(actor, case, "confirm", reason="signed", shown=True)
        end_clock(actor, case, CONFIRM)
        settle(actor, case)
        begin_call_back(actor, case)
        follow_clocks(case)
    _bind(actor, batch, item, case, BatchItem.Signed.FINGER, picture=hashlib.sha256(data).hexdigest())


def _bind(actor: Actor, batch: Batch, item: BatchItem, case: Case, way: str, *, picture: str = "") -> None:
    """Write down that it was signed, with the digest of all that was."""
    item.signed_at, item.signed_way = timezone.now(), way
    item.signed_digest = signed_digest(batch, item, case, picture)
    item.save(update_fields=["signed_at", "signed_way", "signed_digest", "signature"])
    record_item(actor, item, "sign", signed_way=way, signed_digest=item.signed_digest)


def signed_digest(batch: Batch, item: BatchItem, case: Case, picture: str = "") -> str:
    """The digest of what the firm signed, from the rows as they stand: equal to the kept one unless something changed."""
    said = CaseText.objects.filter(case=case, part=CaseText.Part.ANSWER, seen_by=ALL).order_by("-pk").first()
    firm = case.firm.name if case.firm else ""
    return digest_signed(
        batch=batch.number, case=case.number, firm=firm, item=batch.item, result=item.result,
        words=said.body if said else "", at=item.result_at or timezone.now(), picture=picture,
    )  # fmt: skip
