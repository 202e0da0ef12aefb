"""One tower in a census round: what is to be done next, its floors, and the floor as it is gone over on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mashang.accounts.rules.roles import Permission
from mashang.doors.guarding import Asked
from mashang.doors.wording import say
from mashang.faces.desk.answering import ask_and_do, do_and_return
from mashang.faces.desk.forms.rounds import StewardForm, result_of
from mashang.faces.desk.import_words import DECISIONS
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.round_words import ACTS, FLOORS, SEEN, STATES, WAITS, floor_name, path_of
from mashang.kernel.errors import NotThere, Refused
from mashang.register.acts import rounds as acts
from mashang.register.reads.rounds.changes import count_decisions
from mashang.register.reads.rounds.looks import FloorToSee, Look, Step, find_look, get_floor, list_floors, list_steps
from mashang.register.reads.rounds.people import stewards_of
from mashang.register.reads.rounds.progress import RoundTowerLine, get_round, get_round_tower, round_of
from mashang.register.reads.stacking import UnitOnPlan
from mashang.register.reads.towers import get_tower
from mashang.register.rules.rounds.floor_checks import UnitSeen
from mashang.ui.page import Crumb
from mashang.ui.parts import Event, Option
from mashang.ui.toast import toast

HERE = gettext_lazy("Census rounds")
WORKER = "/desk/rounds/worker.js"


def round_tower(request: Asked, pk: int) -> HttpResponse:
    """A tower in a round: where it stands, the one thing to do next, its floors, what was done."""
    actor = request.actor
    line = get_round_tower(actor, pk)
    floors = list_floors(actor, line)
    going_on = get_round(actor, round_of(actor, pk)).state == "open"
    may_edit, may_run = (going_on and actor.may(one) for one in (Permission.REGISTER_EDIT, Permission.CENSUS_RUN))
    values = {
        "line": line, "state": STATES[line.state], "waits": WAITS[line.waits_for], "steps": path_of(line),
        "floors": [_floor(floor, request) for floor in floors], "clashes": _clashes(floors),
        "unseen": sum(floor.state == "unseen" for floor in floors),
        "events": [_event(step) for step in list_steps(pk)],
        "next": _next(line, may_edit=may_edit, may_run=may_run), "may_edit": may_edit, "may_run": may_run,
        "worker": WORKER, "changes": _changes(request, line, floors) if line.state in ("verified", "approved") else None, "people": [(who, name, who == line.steward_id) for who, name in _candidates(request, line)] if may_run else None,
    }  # fmt: skip
    return render_page(request, "desk/rounds/tower.html", values, title=line.tower, crumbs=_crumbs(request, line))


@require_POST
def round_tower_ask(request: Asked, pk: int) -> HttpResponse:
    """Ask the property manager for the sheet."""
    deed = acts.ask_for_sheet
    return do_and_return(
        request,
        lambda: deed(actor=request.actor, round_tower_id=pk),
        said=_("The property manager has been told."),
        to=_url(pk),
    )


@require_POST
def round_tower_verify(request: Asked, pk: int) -> HttpResponse:
    """Say that the tower's rows are as they are on site."""
    deed = acts.verify_tower
    return do_and_return(
        request,
        lambda: deed(actor=request.actor, round_tower_id=pk, confirm=bool(request.POST.get("confirm"))),
        said=_("Verified. A section head approves it next."),
        to=_url(pk),
    )


@require_POST
def round_tower_approve(request: Asked, pk: int) -> HttpResponse:
    """Approve a verified tower."""
    deed = acts.approve_tower
    return do_and_return(
        request, lambda: deed(actor=request.actor, round_tower_id=pk), said=_("Approved."), to=_url(pk)
    )


@require_POST
def round_tower_assign(request: Asked, pk: int) -> HttpResponse:
    """Give the tower to another person of the office."""
    line = get_round_tower(request.actor, pk)
    form = StewardForm(request.POST, people=_candidates(request, line))
    user = form.cleaned_data["steward"] if form.is_valid() else 0
    return do_and_return(
        request, lambda: acts.assign_round_tower(actor=request.actor, round_tower_id=pk, user_id=user),
        said=_("The tower is given."), to=_url(pk),
    )  # fmt: skip


def round_tower_send_back(request: Asked, pk: int) -> HttpResponse:
    """Send a tower back to its steward, with a reason."""
    line = get_round_tower(request.actor, pk)
    return ask_and_do(
        request, lambda reason: acts.send_back_tower(actor=request.actor, round_tower_id=pk, reason=reason),
        title=_("Send %(tower)s back") % {"tower": line.tower}, button=_("Send back"), said=_("Sent back. The steward reads why."),
        explains=[_("The tower is gone over and verified once more. The steward is told why.")],
        to=_url(pk), crumbs=_crumbs(request, line),
    )  # fmt: skip


@require_POST
def floor_look_settle(request: Asked, pk: int) -> HttpResponse:
    """What was seen stands in the register now; of two looks that clash this one is right."""
    to = f"{_url(find_look(request.actor, pk))}#floors"
    try:
        look = acts.settle_floor_check(actor=request.actor, check_id=pk)
    except Refused as refused:
        toast(request, say(refused), tone="bad")
    else:
        toast(request, _("Settled.") if look.state == "settled" else _("Chosen. Enter it in the register next."))
    return HttpResponseRedirect(to)


def floor_look_drop(request: Asked, pk: int) -> HttpResponse:
    """A look was wrong: it is no longer followed, with a reason."""
    line = get_round_tower(request.actor, find_look(request.actor, pk))
    return ask_and_do(
        request, lambda reason: acts.drop_floor_check(actor=request.actor, check_id=pk, reason=reason),
        title=_("The look was wrong"), button=_("Do not follow it"), said=_("It is not followed any more."),
        explains=[_("What was seen is kept to be read, with your reason. The floor is gone over once more if nobody else has.")],
        to=f"{_url(line.id)}#floors", crumbs=_crumbs(request, line),
    )  # fmt: skip


def round_floor(request: Asked, pk: int, floor: str) -> HttpResponse:
    """One floor, made for a thumb: an answer for each room, a note, and on to the next floor.

    A page that was taken along without a line sends what was typed later, and is answered in JSON: nothing, or what is wrong.
    """
    line, here = get_floor(request.actor, pk, _floor_no(floor))
    problem = _take(request, line, here) if request.method == "POST" else ""
    if request.method == "POST" and "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"problem": problem})
    if request.method == "POST" and not problem:
        toast(request, _("Floor %(floor)s is kept.") % {"floor": floor_name(here)})
        return HttpResponseRedirect(_after(request, line, here))
    mine = _entered(request, here)
    values = {
        "line": line, "floor": here, "name": floor_name(here), "units": [_unit(unit, request, mine) for unit in here.units],
        "key": _key(request), "problem": problem, "back": _url(pk), "looks": [_look(one, here) for one in here.looks],
        "after": _after(request, line, here), "worker": WORKER,
    }  # fmt: skip
    title = f"{line.tower} {floor_name(here)}"
    return render_page(
        request, "desk/rounds/floor.html", values, title=title, crumbs=_crumbs(request, line, floor_name(here))
    )


def floors_worker(request: Asked) -> HttpResponse:
    """The service worker of floors, from the address under which it may answer."""
    found = finders.find("ui/js/kept-worker.js") or staticfiles_storage.path("ui/js/kept-worker.js")
    script = Path(str(found)).read_text(encoding="utf-8")
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


def _take(request: Asked, line: RoundTowerLine, here: FloorToSee) -> str:
    """Keep what was sent of a floor; what is wrong with it, or nothing."""
    try:
        acts.take_floor_check(
            actor=request.actor, round_tower_id=line.id, floor_no=here.no, client_key=_key(request),
            result=result_of(request.POST.dict(), here), seen_at=_seen_at(request.POST.get("seen_at", "")),
        )  # fmt: skip
    except Refused as refused:
        return say(refused)
    return ""


def _seen_at(text: str) -> datetime | None:
    """When the device says it was seen; None for a form that is sent at once, and for what is no time."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _url(pk: int) -> str:
    return reverse("round_tower", args=[pk])


def _floor_no(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise NotThere("no_such_floor", _("This tower has no rooms on this floor.")) from error


def _key(request: Asked) -> UUID:
    try:
        return UUID(request.POST.get("client_key", ""))
    except ValueError:
        return uuid4()


def _after(request: Asked, line: RoundTowerLine, here: FloorToSee) -> str:
    """The next floor below that nobody has seen; the tower when there is none."""
    left = [floor.no for floor in list_floors(request.actor, line) if floor.state == "unseen"]
    following = next((no for no in left if no < here.no), next(iter(left), None))
    return _url(line.id) if following is None else reverse("round_floor", args=[line.id, following])


def _entered(request: Asked, here: FloorToSee) -> dict[int, UnitSeen]:
    """What the reader entered of the rooms of a floor in this round, by their newest look that is followed."""
    mine = next((look.seen for look in here.looks if look.by_id == request.actor.user_id), ())
    return {one.unit: one for one in mine if one.seen != "unseen"}


def _unit(unit: UnitOnPlan, request: Asked, mine: Mapping[int, UnitSeen]) -> dict[str, object]:
    number = unit.id
    said = mine.get(number, UnitSeen(number, "unseen")) if request.method != "POST" else UnitSeen(number, "unseen")
    chosen = request.POST.get(f"seen-{number}", said.seen if number in mine else "")
    return {
        "unit": unit,
        "options": [Option(label=words, value=code, chosen=code == chosen) for code, words in SEEN.items()],
        "name": request.POST.get(f"name-{number}", said.name),
        "note": request.POST.get(f"note-{number}", said.note),
    }


def _floor(floor: FloorToSee, request: Asked) -> dict[str, object]:
    lamp, word = FLOORS[floor.state]
    looks = [_look(look, floor) for look in floor.looks if look.open]
    return {"floor": floor, "name": floor_name(floor), "lamp": lamp, "word": word, "looks": looks}


def _look(look: Look, floor: FloorToSee) -> dict[str, object]:
    rooms = {unit.id: unit.room or _("without a number") for unit in floor.units}
    told = [one for one in look.seen if one.differs or one.note or one.unit in look.against]
    return {
        "look": look,
        "lines": [
            {"room": rooms.get(one.unit, "—"), "says": SEEN[one.seen], "seen": one, "against": one.unit in look.against}
            for one in told
        ],
    }


def _changes(request: Asked, line: RoundTowerLine, floors: tuple[FloorToSee, ...]) -> dict[str, object]:
    """What changed in a verified tower: the sheet's differences by kind, and what was seen otherwise on its floors."""
    decided = count_decisions(line)
    return {
        "decided": [(kind, [(DECISIONS[code], n) for code, n in counts.items()]) for kind, counts in decided.items()],
        "may_review": request.actor.may(Permission.CENSUS_IMPORT),
        "floors": [
            {"name": floor_name(floor), "looks": [_look(look, floor) for look in floor.looks if look.differs]}
            for floor in floors
            if any(look.differs for look in floor.looks)
        ],
    }


def _clashes(floors: tuple[FloorToSee, ...]) -> int:
    return sum(any(look.state == "clash" for look in floor.looks) for floor in floors)


def _next(line: RoundTowerLine, *, may_edit: bool, may_run: bool) -> str:
    """The one act that stands out: go on looking, settle, verify, approve, or nothing."""
    if line.state == "verified":
        return "approve" if may_run else ""
    if not may_edit or line.state in ("approved", "published", "excepted"):
        return ""
    if line.batch_state in ("compared", "uploaded", "reading"):
        return "review"
    if line.differing:
        return "settle"
    return "verify" if line.floors_seen or line.batch_id else "collect"


def _candidates(request: Asked, line: RoundTowerLine) -> list[tuple[int, str]]:
    return stewards_of(get_tower(request.actor, line.tower_id, timezone.localdate()).area_path)


def _event(step: Step) -> Event:
    at = timezone.localtime(step.at)
    said = [part for part in (step.by, step.reason) if part]
    return Event(when=at.strftime("%Y-%m-%d %H:%M"), iso=at.isoformat(), title=ACTS[step.act], text=_("; ").join(said))


def _crumbs(request: Asked, line: RoundTowerLine, floor: str = "") -> tuple[Crumb, ...]:
    found = get_round(request.actor, round_of(request.actor, line.id))
    above = (Crumb(label=HERE, url=reverse("rounds")), Crumb(label=found.name, url=reverse("round", args=[found.id])))
    return (
        (*above, Crumb(label=line.tower, url=_url(line.id)), Crumb(label=floor))
        if floor
        else (*above, Crumb(label=line.tower))
    )
