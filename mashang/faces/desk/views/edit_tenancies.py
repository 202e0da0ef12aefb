"""Tenancies by hand: let a room, extend, end, move, correct, take back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.answering import ask_and_do, do_and_return
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms import editing_tenancies as given
from mashang.faces.desk.guard import guard
from mashang.register.acts import tenancies as acts
from mashang.register.acts import tenancy_corrections as corrections
from mashang.register.reads.picking import find_firms, find_rooms, write_rooms
from mashang.register.reads.tenancy_file import TenancyHead, get_tenancy, latest_version_of
from mashang.ui.page import Crumb, Text


def tenancy_extend(request: Asked, pk: int) -> HttpResponse:
    """The contract now ends on another day."""
    head, today = get_tenancy(request.actor, pk, timezone.localdate()), timezone.localdate()
    form = given.ExtendForm(**editing.typed(request), initial={"lease_ends_on": head.lease_ends_on})
    return _change(
        request, head, form, title=_("Extend the lease"), button=_("Extend the lease"), said=_("The lease is extended."),
        act=lambda v: acts.extend_lease(
            actor=request.actor, line=pk, lease_ends_on=v["lease_ends_on"], on=today, source=v["source"]
        ),
    )  # fmt: skip


def tenancy_end(request: Asked, pk: int) -> HttpResponse:
    """The firm leaves: the last day there."""
    head, today = get_tenancy(request.actor, pk, timezone.localdate()), timezone.localdate()
    ends = min(head.until, today) if head.until and head.until >= head.since else today
    form = given.EndForm(**editing.typed(request), initial={"last_day": max(ends, head.since)})
    return _change(
        request, head, form, title=_("End the lease"), button=_("End the lease"), said=_("The lease is ended."),
        act=lambda v: acts.end_tenancy(actor=request.actor, line=pk, last_day=v["last_day"], source=v["source"]),
    )  # fmt: skip


def tenancy_move(request: Asked, pk: int) -> HttpResponse:
    """The firm goes on in other rooms of the tower."""
    head, today = get_tenancy(request.actor, pk, timezone.localdate()), timezone.localdate()
    held = write_rooms(request.actor, [r.unit_id for r in head.rooms_on(today)])
    form = given.MoveForm(**editing.typed(request), initial={"rooms": held, "on": today})

    def act(v: dict[str, Any]) -> None:
        units = find_rooms(request.actor, head.tower_id, v["rooms"], v["on"])
        terms = acts.Terms(area_sqm=v["area_sqm"], shared=v["shared"])
        acts.move_tenant(
            actor=request.actor, line=pk, unit_ids=units, on=v["on"], terms=terms, source=v["source"]
        )  # fmt: skip

    return _change(
        request, head, form, title=_("Move to other rooms"), button=_("Move"), said=_("The move is entered."), act=act
    )


def tenancy_correct(request: Asked, pk: int) -> HttpResponse:
    """What is held was wrong, or is now known."""
    head = get_tenancy(request.actor, pk, timezone.localdate())
    form = given.CorrectForm(**editing.typed(request), initial=held_terms(head))
    return _change(
        request, head, form, title=_("Correct the tenancy"), button=_("Save the correction"),
        said=_("The tenancy is corrected."), lead=_("What was held until now stays on record as what was known then."),
        act=lambda v: corrections.correct_tenancy(
            actor=request.actor, line=pk, terms=form.terms(), start=v["start"], renewal_wish=v["renewal_wish"],
            source=v["source"],
        ),
    )  # fmt: skip


def tenancy_take_back(request: Asked, pk: int) -> HttpResponse:
    """The tenancy never was: with a reason."""
    head = get_tenancy(request.actor, pk, timezone.localdate())
    return ask_and_do(
        request, lambda reason: corrections.take_back_tenancy(actor=request.actor, line=pk, reason=reason),
        title=_("Take the tenancy back"), button=_("Take it back"), said=_("The tenancy is taken back."),
        explains=[f"{head.firm} · {head.tower}", _("Use this when the firm never came. A firm that left has ended its lease."), _("The old statement stays on record.")],
        to=reverse("tenancy", args=[pk]), crumbs=_crumbs(head, _("Take the tenancy back")),
    )  # fmt: skip


@require_POST
def tenancy_undo(request: Asked, pk: int, version: int) -> HttpResponse:
    """Undo the change that wrote this version."""
    head = get_tenancy(request.actor, pk, timezone.localdate())
    return do_and_return(
        request, lambda: corrections.undo_tenancy_change(actor=request.actor, line=pk, version_id=version),
        said=_("The change is undone."), to=unit_page(head),
    )  # fmt: skip


def firm_choices(request: Asked) -> HttpResponse:
    """The firms that the typed words name, as a list to pick from; asked by the field while one types."""
    found = find_firms(request.actor, request.GET.get("firm_text", ""), timezone.localdate())
    values = {
        "firms": [(f.id, given.firm_line(f)) for f in found], "asked": bool(request.GET.get("firm_text")),
        "may_add": guard.may_open(request, "firm_add"),
    }  # fmt: skip
    return render(request, "desk/editing/firm_choices.html", values)


def held_terms(head: TenancyHead) -> dict[str, object]:
    """What is held of a tenancy, as the form of corrections shows it."""
    rooms = head.rooms_on(timezone.localdate())
    area = head.area_sqm if head.area_sqm is not None else rooms[0].area_sqm if len(rooms) == 1 else None
    return {
        "start": head.since, "kind": head.kind, "area_sqm": area, "rent_per": head.rent_per or "month",
        "rent": None if head.rent_fen is None else f"{head.rent_fen / 100:.2f}", "rent_basis": head.rent_basis,
        "shared": head.shared, "registered_here": given.WRITE_FLAG[head.registered_here],
        "taxed_here": given.WRITE_FLAG[head.taxed_here], "operates_here": given.WRITE_FLAG[head.operates_here],
        "renewal_wish": head.renewal_wish,
    }  # fmt: skip


def unit_page(head: TenancyHead) -> str:
    """The page of the room that the tenancy holds now, or held last; else its own."""
    rooms = head.rooms_on(timezone.localdate())
    return reverse("unit", args=[rooms[0].unit_id]) if rooms else reverse("tenancy", args=[head.line])


def undo_page(line: int) -> str:
    """The address that undoes what was just written."""
    return reverse("tenancy_undo", args=[line, latest_version_of(line)])


def _crumbs(head: TenancyHead, last: Text) -> tuple[Crumb, ...]:
    return (
        Crumb(label=head.tower, url=reverse("tower", args=[head.tower_id])),
        Crumb(label=head.firm, url=reverse("tenancy", args=[head.line])),
        Crumb(label=last),
    )


def _change(
    request: Asked, head: TenancyHead, form: Any, *, title: Text, button: Text, said: Text,
    act: Callable[[dict[str, Any]], object], lead: Text = "",
) -> HttpResponse:  # fmt: skip
    if head.taken_back:
        return HttpResponseRedirect(reverse("tenancy", args=[head.line]))
    deed = Deed(
        do=lambda sent: act(sent.cleaned_data), said=said, to=lambda _done: unit_page(head),
        undo=lambda _done: undo_page(head.line),
    )  # fmt: skip
    sheet = Sheet(
        title=title, button=button, lead=lead, back=unit_page(head), crumbs=_crumbs(head, title),
        template="desk/editing/tenancy_change.html", more={"head": head, "rooms": head.rooms_on(timezone.localdate())},
    )  # fmt: skip
    return editing.edit(request, form, deed, sheet)
