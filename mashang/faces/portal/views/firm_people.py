"""Joining a firm by approval, and the people of one's own firm."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import say, tell_form
from mashang.faces.portal.forms.firm_people import ColleagueForm, EndForm, JoinForm
from mashang.faces.portal.nav import render_page
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _ as word
from mashang.register.acts import keeping
from mashang.register.reads.keeping import list_firm_people, own_askings, own_firms
from mashang.ui.page import Crumb
from mashang.ui.toast import toast


def join_firm(request: Asked) -> HttpResponse:
    """Ask to belong to a firm; says the same whether the firm is here or not."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = do_once(
                request,
                lambda: keeping.ask_to_join_firm(actor=request.actor, code=form.cleaned_data["code"]),
                to=lambda _asked: reverse("join_firm"),
            )
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("If a firm with this code is here, your request waits for its owner or for the office."))
            return HttpResponseRedirect(sent.to)
    values = {"form": form, "rows": own_askings(user_id=request.user.pk)}
    return render_page(request, "portal/join_firm.html", values, title=_("Join a firm"))


def people(request: Asked) -> HttpResponse:
    """Who belongs to one's own firms, and who asks to."""
    values = {"rows": list_firm_people(actor=request.actor), "own_id": request.user.pk}
    return render_page(request, "portal/firm_people.html", values, title=_("Colleagues"))


def invite(request: Asked) -> HttpResponse:
    """Ask a colleague in."""
    form = ColleagueForm(request.POST or None, firms=own_firms(actor=request.actor))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            sent = do_once(
                request,
                lambda: keeping.invite_colleague(
                    actor=request.actor, firm_id=int(values["firm"]), name=values["name"], email=values["email"]
                ),
                to=lambda _invited: reverse("firm_people"),
            )
        except Refused as refused:
            tell_form(form, refused)
        else:
            if sent.done is None:
                toast(request, _("The invitation is out already. Its link was shown once."))
                return HttpResponseRedirect(sent.to)
            link = {"link": request.build_absolute_uri(sent.done.path), "mailed": bool(values["email"])}
            return render_page(
                request, "portal/link.html", link, title=_("The invitation is out"), crumbs=_crumbs(_("The link"))
            )
    values = {"form": form, "button": _("Invite"), "back": reverse("firm_people")}
    return render_page(
        request, "portal/form.html", values, title=_("Invite a colleague"), crumbs=_crumbs(_("Invite a colleague"))
    )


@require_POST
def approve(request: Asked, pk: int) -> HttpResponse:
    """Let a person who asks belong to the firm."""
    try:
        keeping.approve_firm_member(actor=request.actor, firm_member_id=pk)
    except Refused as refused:
        toast(request, say(refused), tone="bad")
    else:
        toast(request, _("The person belongs to the firm now."))
    return HttpResponseRedirect(reverse("firm_people"))


def end(request: Asked, pk: int) -> HttpResponse:
    """Refuse a person who asks, or end their place in the firm."""
    one = next((row for row in list_firm_people(actor=request.actor) if row.id == pk), None)
    if one is None:
        raise NotThere("no_such_member", word("There is no such person in the firm."))
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.end_firm_member(actor=request.actor, firm_member_id=pk, reason=form.cleaned_data["reason"])
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("The person does not belong to the firm any more."))
            return HttpResponseRedirect(reverse("firm_people"))
    values = {
        "form": form,
        "button": _("End it"),
        "back": reverse("firm_people"),
        "explains": f"{one.name} · {one.firm}",
    }
    return render_page(
        request, "portal/form.html", values, title=_("End a person's place in the firm"), crumbs=_crumbs(one.name)
    )


def _crumbs(here: object) -> tuple[Crumb, ...]:
    return (Crumb(label=_("Colleagues"), url=reverse("firm_people")), Crumb(label=str(here)))
