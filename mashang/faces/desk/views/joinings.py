"""Firms' people: who asks to join, and who is asked in to keep a firm's account."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import tell_form
from mashang.faces.desk.answering import ask_and_do, do_and_return
from mashang.faces.desk.forms.keeping import OwnerForm
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.invitations import show_link_once
from mashang.kernel.errors import Refused
from mashang.register.acts import keeping
from mashang.register.reads.keeping import list_joinings
from mashang.ui.page import Crumb

HERE = _("Firms' people")


def joining_list(request: Asked) -> HttpResponse:
    """Those who ask to join a firm of one's area."""
    values = {"rows": list_joinings(actor=request.actor)}
    return render_page(request, "desk/people/joinings.html", values, title=HERE, crumbs=(Crumb(label=HERE),))


@require_POST
def joining_approve(request: Asked, pk: int) -> HttpResponse:
    """Let a person belong to a firm, as owner or as member."""
    as_owner = request.POST.get("as") == "owner"
    deed = lambda: keeping.approve_firm_member(actor=request.actor, firm_member_id=pk, as_owner=as_owner)  # noqa: E731
    return do_and_return(request, deed, said=_("The person belongs to the firm now."), to=reverse("joinings"))


def joining_refuse(request: Asked, pk: int) -> HttpResponse:
    """Refuse a person who asks to join, with a reason."""
    return ask_and_do(
        request, lambda reason: keeping.end_firm_member(actor=request.actor, firm_member_id=pk, reason=reason),
        title=_("Turn the request down"), button=_("Turn down"), said=_("The request is turned down."),
        explains=[_("The person can ask again tomorrow.")], to=reverse("joinings"),
        crumbs=(Crumb(label=HERE, url=reverse("joinings")), Crumb(label=_("Turn the request down"))),
    )  # fmt: skip


def owner_invite(request: Asked) -> HttpResponse:
    """Ask the person in who will keep a firm's account."""
    form = OwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = do_once(
                request,
                lambda: keeping.invite_firm_owner(actor=request.actor, **form.cleaned_data),
                to=lambda _invited: reverse("invitations"),
            )
        except Refused as refused:
            tell_form(form, refused)
        else:
            return show_link_once(request, sent, mailed=bool(form.cleaned_data["email"]))
    values = {"form": form, "back": reverse("people"), "button": _("Invite")}
    crumbs = (Crumb(label=_("People"), url=reverse("people")), Crumb(label=_("Invite a firm's owner")))
    return render_page(request, "desk/people/form.html", values, title=_("Invite a firm's owner"), crumbs=crumbs)
