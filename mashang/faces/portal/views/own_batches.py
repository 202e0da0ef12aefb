"""Batches as a firm sees them: when the team comes, what to have ready, what came of it, and signing."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mashang.cases.acts.batch_visiting import sign_own_item
from mashang.cases.acts.touring import move_visit
from mashang.cases.reads.batch_plans import read_window
from mashang.cases.reads.own_batches import (
    HalfDay,
    OwnItem,
    get_own_item,
    list_half_days,
    list_own_items,
    own_item_calendar,
)
from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import say, tell_form
from mashang.faces.portal.forms.batches import AnotherTimeForm
from mashang.faces.portal.nav import render_page
from mashang.kernel.errors import Refused
from mashang.ui.page import Crumb
from mashang.ui.toast import toast

HERE = gettext_lazy("Done at your door")


def own_batch_items(request: Asked) -> HttpResponse:
    """What a team comes to the firm for, those that wait first, and what was done."""
    items = list_own_items(request.actor)
    values = {"waiting": [one for one in items if one.waits], "over": [one for one in items if not one.waits]}
    return render_page(request, "portal/batches/list.html", values, title=HERE, crumbs=_crumbs())


def own_batch_item(request: Asked, pk: int) -> HttpResponse:
    """One of them: time, meeting point, people, what to have ready, the result."""
    item = get_own_item(request.actor, pk)
    values = {
        "one": item,
        "today": item.comes_at is not None and timezone.localdate(item.comes_at) == timezone.localdate(),
    }
    return render_page(
        request, "portal/batches/item.html", values, title=item.item_name, crumbs=_crumbs(item.case_number)
    )


def own_batch_item_move(request: Asked, pk: int) -> HttpResponse:
    """Ask for another time, of those at which the team is out."""
    item = get_own_item(request.actor, pk)
    times = [(f"{one.day} {one.begin}-{one.end}", _half_day(one)) for one in list_half_days(request.actor, pk)]
    form = AnotherTimeForm(request.POST if request.method == "POST" else None, times=times)
    if request.method == "POST" and form.is_valid():
        windows = [read_window(one) for one in form.cleaned_data["times"]]
        try:
            do_once(
                request, lambda: move_visit(actor=request.actor, item_id=pk, windows=windows), to=lambda _done: _url(pk)
            )
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _now_comes(get_own_item(request.actor, pk)))
            return HttpResponseRedirect(_url(pk))
    values = {"form": form, "one": item, "times": times, "back": _url(pk)}
    crumbs = (*_crumbs(), Crumb(label=item.case_number, url=_url(pk)), Crumb(label=_("Another time")))
    return render_page(request, "portal/batches/move.html", values, title=_("Ask for another time"), crumbs=crumbs)  # fmt: skip


@require_POST
def own_batch_item_sign(request: Asked, pk: int) -> HttpResponse:
    """Sign what was recorded."""
    get_own_item(request.actor, pk)
    try:
        do_once(request, lambda: sign_own_item(actor=request.actor, item_id=pk), to=lambda _item: _url(pk))
    except Refused as refused:
        toast(request, say(refused), tone="bad")
    else:
        toast(request, _("Signed. Thank you."))
    return HttpResponseRedirect(_url(pk))


def own_batch_item_ics(request: Asked, pk: int) -> HttpResponse:
    """When the team comes, as a file for the firm's calendar."""
    name, text = own_item_calendar(request.actor, pk, page=request.build_absolute_uri(_url(pk)))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


def _now_comes(item: OwnItem) -> str:
    if item.comes_at is None:
        return _("Nothing is free at that time. The team is told and names another one.")
    return _("The team now comes at %(time)s.") % {"time": item.comes_at.strftime("%m-%d %H:%M")}


def _half_day(one: HalfDay) -> str:
    part = _("morning") if one.morning else _("afternoon")
    return f"{one.day:%m-%d} {date_format(one.day, 'l')} {part} {one.begin}–{one.end}"


def _url(pk: int) -> str:
    return reverse("own_batch_item", args=[pk])


def _crumbs(last: str = "") -> tuple[Crumb, ...]:
    start = Crumb(label=_("Requests"), url=reverse("own_cases"))
    if not last:
        return (start, Crumb(label=HERE))
    return (start, Crumb(label=HERE, url=reverse("own_batch_items")), Crumb(label=last))
