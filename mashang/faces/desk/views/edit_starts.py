"""A firm takes rooms: begun from a unit, from a tower, or from the firm's file. And the file of one tenancy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.acts_offered import Offered, acts_offered
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.filed import filed
from mashang.faces.desk.files import document_rows
from mashang.faces.desk.forms.editing_tenancies import StartForm
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.edit_tenancies import undo_page
from mashang.register.acts.tenancies import start_tenancy
from mashang.register.reads.choices import HAPPENINGS, TENANCY_KINDS, WISHES, label_of
from mashang.register.reads.documents import list_documents
from mashang.register.reads.firms import get_firm
from mashang.register.reads.picking import find_rooms, write_rooms
from mashang.register.reads.tenancy_file import get_tenancy, list_tenancy_happenings
from mashang.register.reads.towers import get_tower, list_tower_names
from mashang.register.reads.units import Stay, get_unit, list_unit_stays
from mashang.register.rules.versions import ONE_DAY
from mashang.ui.page import Crumb, Text
from mashang.ui.parts import Event


def unit_let(request: Asked, pk: int) -> HttpResponse:
    """Let one unit: its room is filled in, the firm is searched."""
    unit = get_unit(request.actor, pk, timezone.localdate())
    rooms = write_rooms(request.actor, [pk])
    back = reverse("unit", args=[pk])
    crumbs = (Crumb(label=unit.tower, url=reverse("tower", args=[unit.tower_id])), Crumb(label=rooms, url=back))
    area = {"area_sqm": unit.area_sqm} if unit.area_sqm is not None else {}
    initial = {"rooms": rooms, "start": free_from(list_unit_stays(unit), timezone.localdate()), **area}
    return _start(request, _("Add a tenancy"), back, crumbs, initial, tower_id=unit.tower_id)


def free_from(stays: Iterable[Stay], today: date) -> date:
    """The first day on which the room is free: the day after the last lease that has an end, else today."""
    ends = [stay.until for stay in stays if stay.until is None or stay.until >= today]
    known = [end for end in ends if end is not None]
    return max(known) + ONE_DAY if known and len(known) == len(ends) else today


def tenancy_start(request: Asked, pk: int) -> HttpResponse:
    """A tenancy in a tower: rooms and firm are typed."""
    tower = get_tower(request.actor, pk, timezone.localdate())
    back = reverse("tower", args=[pk])
    crumbs = (Crumb(label=tower.name, url=back),)
    return _start(request, _("Add a tenancy"), back, crumbs, {"start": timezone.localdate()}, tower_id=pk)


def firm_tenancy_start(request: Asked, pk: int) -> HttpResponse:
    """A tenancy of a firm: tower and rooms are typed."""
    firm = get_firm(request.actor, pk)
    back = reverse("firm", args=[pk])
    crumbs = (Crumb(label=firm.row.name, url=back),)
    initial = {"start": timezone.localdate(), "tower": request.GET.get("tower", "")}
    return _start(request, _("Add a tenancy"), back, crumbs, initial, firm_id=pk)


def _start(
    request: Asked, title: Text, back: str, crumbs: tuple[Crumb, ...], initial: dict[str, Any], *,
    tower_id: int | None = None, firm_id: int | None = None,
) -> HttpResponse:  # fmt: skip
    form = StartForm(
        **editing.typed(request), initial=editing.before(request, **initial), actor=request.actor,
        on=timezone.localdate(), firm_id=firm_id, towers=list_tower_names(request.actor) if tower_id is None else (),
    )  # fmt: skip

    def do(sent: StartForm) -> int:
        v = sent.cleaned_data
        units = find_rooms(request.actor, tower_id or v["tower"], v["rooms"], v["start"])
        return start_tenancy(
            actor=request.actor, firm_id=v["firm"], unit_ids=units, start=v["start"], start_known=not v["start_unsure"],
            lease_ends_on=v["lease_ends_on"], holds_over=v["holds_over"], terms=sent.terms(), source=v["source"],
        )  # fmt: skip

    deed = Deed(do=do, said=_("The tenancy is entered."), to=lambda _line: back, undo=undo_page)
    more = {"firm_fixed": firm_id is not None, "add_firm": reverse("firm_add")}
    sheet = Sheet(
        title=title, button=_("Enter the tenancy"), back=back, crumbs=(*crumbs, Crumb(label=title)),
        template="desk/editing/start.html", more=more,
    )  # fmt: skip
    return editing.edit(request, form, deed, sheet)


def tenancy(request: Asked, pk: int) -> HttpResponse:
    """The file of one tenancy: what is held, what happened, what can be done."""
    today = timezone.localdate()
    head = get_tenancy(request.actor, pk, today)
    values = {
        "head": head, "events": _events(pk, today), "kind": label_of(TENANCY_KINDS, head.kind),
        "wish": label_of(WISHES, head.renewal_wish), "documents": document_rows(list_documents("tenancy", pk)),
        "acts": acts_offered(request, *(() if head.taken_back else _offers(pk))),
        "take_back": acts_offered(request, Offered(label=_("Take the tenancy back"), name="tenancy_take_back", args=(pk,), tone="link")),
        **filed(request, "tenancy", pk),
    }  # fmt: skip
    crumbs = (
        Crumb(label=head.tower, url=reverse("tower", args=[head.tower_id])),
        Crumb(label=head.firm, url=reverse("firm", args=[head.firm_id])),
        Crumb(label=_("Tenancy")),
    )
    title = f"{head.firm} · {head.tower}"
    return render_page(request, "desk/editing/tenancy.html", values, title=title, crumbs=crumbs)


def _offers(pk: int) -> tuple[Offered, ...]:
    return (
        Offered(label=_("Correct"), name="tenancy_correct", icon="edit", args=(pk,)),
        Offered(label=_("Move to other rooms"), name="tenancy_move", icon="arrow-right", args=(pk,)),
        Offered(label=_("Extend the lease"), name="tenancy_extend", icon="calendar-time", args=(pk,)),
        Offered(label=_("End the lease"), name="tenancy_end", icon="logout", args=(pk,), tone="primary"),
    )


def _events(pk: int, today: date) -> list[Event]:
    entered = _("entered on %(day)s · %(source)s")
    return [
        Event(
            when=one.on.isoformat(), iso=one.on.isoformat(), title=str(HAPPENINGS.get(one.kind, one.kind)),
            text=entered % {"day": timezone.localtime(one.recorded_at).date().isoformat(), "source": one.source.name},
        )
        for one in list_tenancy_happenings(pk, today)
    ]  # fmt: skip
