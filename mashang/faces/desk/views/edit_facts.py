"""Facts by hand: choose which, then say the value, from which day, and from where it is known."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.editing_firms import FactForm, KeyForm
from mashang.faces.desk.nav import render_page
from mashang.register.acts.facts import state_fact
from mashang.register.reads.fact_asking import get_asked, list_asked
from mashang.register.reads.facts import get_facts
from mashang.register.reads.papers import find_subject
from mashang.ui.page import Crumb

PAGES = {"tower": "tower", "unit": "unit", "firm": "firm", "tenancy": "tenancy"}


def fact_choose(request: Asked, about: str, pk: int) -> HttpResponse:
    """Which fact is to be stated."""
    subject = find_subject(request.actor, about, pk)
    form = KeyForm(request.GET if "key" in request.GET else None, groups=list_asked(request.actor, about))
    if form.is_valid():
        return HttpResponseRedirect(reverse("fact_state", args=[about, pk, form.cleaned_data["key"]]))
    back, title = page_of(about, pk), _("State a fact")
    values = {"form": form, "back": back}
    crumbs = (Crumb(label=subject.name, url=back), Crumb(label=title))
    return render_page(request, "desk/editing/fact_choose.html", values, title=title, crumbs=crumbs)


def fact_state(request: Asked, about: str, pk: int, key: str) -> HttpResponse:
    """The value of one fact from a day on; what is held now stands above."""
    subject, today = find_subject(request.actor, about, pk), timezone.localdate()
    asked = get_asked(request.actor, about, key)
    held = next((f for f in get_facts(request.actor, about, pk, today) if f.key == key and not f.locked), None)
    form = FactForm(**editing.typed(request), asked=asked, initial={"valid_from": today, "source_kind": "desk"})
    back = page_of(about, pk)
    deed = Deed(
        do=lambda sent: state_fact(actor=request.actor, subject=about, subject_id=pk, key=key, **sent.cleaned_data),
        said=_("The fact is stated."), to=lambda _fact: f"{back}#facts",
    )  # fmt: skip
    title = _("State a fact")
    crumbs = (
        Crumb(label=subject.name, url=back),
        Crumb(label=title, url=reverse("fact_choose", args=[about, pk])),
        Crumb(label=asked.label),
    )
    sheet = Sheet(
        title=asked.label, button=_("State it"), back=back, crumbs=crumbs, template="desk/editing/fact.html",
        more={"held": held, "asked": asked},
    )  # fmt: skip
    return editing.edit(request, form, deed, sheet)


def page_of(about: str, pk: int) -> str:
    """The page of the tower, unit, firm or tenancy."""
    return reverse(PAGES[about], args=[pk])
