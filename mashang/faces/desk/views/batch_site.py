"""The team of a batch on its way: today's stops on a phone, results, papers, signatures; sheets of paper, calendar files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mashang.cases.acts.batch_visiting import record_result, send_item_back, sign_item, start_tour
from mashang.cases.reads.batch_lines import BatchFile, ItemLine, StopLine
from mashang.cases.reads.batches import get_batch
from mashang.cases.rules.calendar_files import Event, write_calendar
from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import say
from mashang.faces.desk import batch_words as words
from mashang.faces.desk.answering import do_and_return
from mashang.faces.desk.forms.batches import RESULTS, read_signature
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.batches import crumbs, on_team
from mashang.kernel.errors import Refused
from mashang.ui.toast import toast


def batch_today(request: Asked, pk: int) -> HttpResponse:
    """Today's stops in their order on a phone, each item with its form."""
    told, day = get_batch(request.actor, pk), timezone.localdate()
    stops = [stop for stop in told.stops if stop.day == day]
    values = {
        "batch": told, "stops": [(stop, _clock(stop), [_item(one) for one in stop.items]) for stop in stops],
        "results": RESULTS, "begun": bool(stops) and all(stop.started for stop in stops), "back_url": words.batch_url(pk),
        "back_label": told.number, "sub": f"{told.number} · {words.short_day(day)}", "on_team": on_team(request.actor, told),
        "later": [stop for stop in told.stops if stop.day > day], "brand": told.title,
        "left": sum(one.standing in ("here", "planned") for stop in stops for one in stop.items),
    }  # fmt: skip
    return render_page(request, "desk/batches/today.html", values, title=_("Today's stops"))


@require_POST
def batch_start(request: Asked, pk: int) -> HttpResponse:
    """The day begins; the firms of today are told."""
    return do_and_return(
        request, lambda: start_tour(actor=request.actor, batch_id=pk), said=_("The firms of today have been told."),
        to=reverse("batch_today", args=[pk]),
    )  # fmt: skip


@require_POST
def batch_item_record(request: Asked, pk: int) -> HttpResponse:
    """What came of one item; papers that are missing send it back."""
    sent = request.POST

    def deed() -> int:
        if sent.get("result") == "papers":
            return send_item_back(actor=request.actor, item_id=pk, gaps=sent.get("words", "")).batch_id
        return record_result(
            actor=request.actor, item_id=pk, result=sent.get("result", ""), words=sent.get("words", ""),
            signature=read_signature(sent.get("signature", "")),
        ).batch_id  # fmt: skip

    return _answer(request, deed, _("Written down."))


@require_POST
def batch_item_sign(request: Asked, pk: int) -> HttpResponse:
    """The firm signs on the screen what was written down."""
    picture = read_signature(request.POST.get("signature", ""))
    return _answer(
        request,
        lambda: sign_item(actor=request.actor, item_id=pk, signature=picture).batch_id,
        _("The firm has signed."),
    )


def batch_route(request: Asked, pk: int) -> HttpResponse:
    """The route on paper: every stop of every day."""
    told = get_batch(request.actor, pk)
    values = {
        "batch": told,
        "item": words.item_name(told.item),
        "stops": [(stop, _clock(stop), words.why_here(stop)) for stop in told.stops],
    }
    return render_page(
        request,
        "desk/batches/route.html",
        values,
        title=_("Route sheet"),
        crumbs=crumbs(told.number, pk, _("Route sheet")),
    )


def batch_sheets(request: Asked, pk: int) -> HttpResponse:
    """The sheets for the doors: one page for each stop of a day, with room for result and signature."""
    told = get_batch(request.actor, pk)
    day = _day(request, told)
    stops = [(stop, _clock(stop)) for stop in told.stops if stop.day == day]
    title = _("Visit sheets of %(day)s") % {"day": day.isoformat() if day else "—"}
    values = {
        "batch": told,
        "item": words.item_name(told.item),
        "stops": stops,
        "days": _day_links(told, day),
        "day": day,
    }
    return render_page(request, "desk/batches/sheets.html", values, title=title, crumbs=crumbs(told.number, pk, title))


def batch_calendar(request: Asked, pk: int) -> HttpResponse:
    """The tour as a calendar file for the team."""
    told = get_batch(request.actor, pk)
    events = [
        Event(
            uid=f"batch-{told.id}-stop-{stop.id}@mashang", begin=stop.from_at, end=stop.to_at,
            title=f"{told.title} · {stop.tower}", place=f"{stop.tower} {stop.meeting_point}".strip(),
            text="\n".join(f"{words.when(one.planned_at)} {one.firm}" for one in stop.items),
        )
        for stop in told.stops
    ]  # fmt: skip
    body = write_calendar(events, name=f"{told.number} {told.title}", stamped_at=timezone.now())
    name = f'attachment; filename="{told.number}.ics"'
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": name})


def _answer(request: Asked, deed: Callable[[], int], said: str) -> HttpResponse:
    """Do it once however often it is sent; say to a script or to a person what came of it."""
    problem, to = "", reverse("batches")
    try:
        to = do_once(request, deed, to=lambda batch: reverse("batch_today", args=[batch])).to
    except Refused as refused:
        problem = say(refused)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"problem": problem})
    toast(request, problem or said, tone="bad" if problem else "")
    return HttpResponseRedirect(request.headers.get("Referer") or to if problem else to)


def _item(one: ItemLine) -> tuple[ItemLine, object, str, bool]:
    """An item with its lamp, when the team comes, and whether there is still something to write down."""
    at = timezone.localtime(one.planned_at).strftime("%H:%M") if one.planned_at else ""
    return one, words.standing_due(one), at, one.ended_at is None and one.standing != "left"


def _clock(stop: StopLine) -> str:
    return f"{timezone.localtime(stop.from_at):%H:%M}–{timezone.localtime(stop.to_at):%H:%M}"


def _day(request: Asked, told: BatchFile) -> date | None:
    """The day that is asked for, else today when there is a stop, else the next day with one."""
    days = sorted({stop.day for stop in told.stops})
    asked = next((day for day in days if day.isoformat() == request.GET.get("day", "")), None)
    today = timezone.localdate()
    return asked or next((day for day in days if day >= today), days[-1] if days else None)


def _day_links(told: BatchFile, day: date | None) -> list[tuple[str, str, bool]]:
    return [(one.isoformat(), words.short_day(one), one == day) for one in sorted({stop.day for stop in told.stops})]
