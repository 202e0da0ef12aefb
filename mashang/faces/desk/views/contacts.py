"""Contacts of a firm or tower: masked in the list; seeing one in the clear goes on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import tell_form
from mashang.faces.desk.answering import ask_and_do
from mashang.faces.desk.forms.contacts import ContactForm
from mashang.faces.desk.guard import guard
from mashang.faces.desk.nav import render_page
from mashang.kernel.errors import Refused
from mashang.register.acts import contacts as acts
from mashang.register.reads.contacts import find_place_of, list_contacts
from mashang.register.reads.firms import get_firm
from mashang.register.reads.towers import get_tower
from mashang.ui.page import Crumb
from mashang.ui.toast import toast


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    firm_id: int | None = None
    tower_id: int | None = None


def firm_contacts(request: Asked, pk: int) -> HttpResponse:
    """Whom to call at a firm."""
    name = get_firm(request.actor, pk).row.name
    crumbs = (
        Crumb(label=_("Firms"), url=reverse("firms")),
        Crumb(label=name, url=reverse("firm", args=[pk])),
        Crumb(label=_("Contacts")),
    )
    return _contacts(request, _Place(firm_id=pk), name, crumbs)


def tower_contacts(request: Asked, pk: int) -> HttpResponse:
    """Whom to call at a tower."""
    name = get_tower(request.actor, pk, timezone.localdate()).name
    crumbs = (
        Crumb(label=_("Towers"), url=reverse("towers")),
        Crumb(label=name, url=reverse("tower", args=[pk])),
        Crumb(label=_("Contacts")),
    )
    return _contacts(request, _Place(tower_id=pk), name, crumbs)


def _contacts(request: Asked, place: _Place, name: str, crumbs: tuple[Crumb, ...]) -> HttpResponse:
    showing = request.method == "POST" and "show" in request.POST
    form = ContactForm(None if showing else request.POST or None)
    shown: dict[int, Any] = {}
    if showing and request.POST["show"].isdecimal():
        number = int(request.POST["show"])
        shown[number] = acts.show_contact(actor=request.actor, contact_id=number, page="contacts")
    elif request.method == "POST" and form.is_valid():
        try:
            sent = do_once(
                request,
                lambda: acts.add_contact(
                    actor=request.actor, firm_id=place.firm_id, tower_id=place.tower_id, **form.cleaned_data
                ),
                to=lambda _contact: request.path,
            )
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("The contact is kept."))
            return HttpResponseRedirect(sent.to)
    held = list_contacts(request.actor, firm_id=place.firm_id, tower_id=place.tower_id)
    lines = [(line, shown.get(line.id)) for line in held]
    values = {"lines": lines, "form": form, "about": name, "may_edit": guard.may_open(request, "contact_erase")}
    return render_page(request, "desk/contacts/list.html", values, title=_("Contacts"), crumbs=crumbs)


def contact_erase(request: Asked, pk: int) -> HttpResponse:
    """Forget a person, with a reason."""
    place, number = find_place_of(request.actor, pk)
    return ask_and_do(
        request,
        lambda reason: acts.erase_contact(actor=request.actor, contact_id=pk, reason=reason),
        title=_("Erase this contact"),
        explains=(
            _("Name and number are deleted and cannot be brought back. That there was a contact stays on record."),
        ),
        button=_("Erase it"),
        said=_("The contact is erased."),
        to=reverse(f"{place}_contacts", args=[number]),
    )
