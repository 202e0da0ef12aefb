"""Invitations: the list, a new one, its link."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.doors.acts import inviting
from mashang.doors.guarding import Asked
from mashang.doors.reads.invitations import list_invitations
from mashang.doors.reads.places import list_areas, list_departments
from mashang.doors.sending import Sent, do_once
from mashang.doors.wording import tell_form
from mashang.faces.desk.answering import do_and_return
from mashang.faces.desk.forms.people import InvitationFilter, InviteForm
from mashang.faces.desk.guard import guard
from mashang.faces.desk.nav import render_page
from mashang.kernel.errors import Refused
from mashang.ui.page import Crumb
from mashang.ui.tables import filter_chips
from mashang.ui.toast import toast

HERE = _("Invitations")


def invitation_list(request: Asked) -> HttpResponse:
    """The invitations into one's area."""
    form = InvitationFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    names = ("invite", "invitation_recall", "invitation_renew", "invitation_approve")
    values = {
        "rows": list_invitations(actor=request.actor, q=chosen.get("q", ""), state=chosen.get("state", "")),
        "form": form,
        "chips": filter_chips(form, request.GET),
        "may": {name: guard.may_open(request, name) for name in names},
        "own_id": request.actor.user_id,
    }
    return render_page(request, "desk/people/invitations.html", values, title=HERE, crumbs=(Crumb(label=HERE),))


def invite(request: Asked) -> HttpResponse:
    """Ask a person in; the link is shown once, for handing over."""
    actor = request.actor
    form = InviteForm(
        request.POST or None,
        areas=list_areas(actor=actor),
        departments=list_departments(actor=actor),
        initial={"locale": settings.LANGUAGE_CODE},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            sent = do_once(
                request,
                lambda: inviting.invite_person(
                    actor=actor, name=values["name"], email=values["email"], role=values["role"],
                    locale=values["locale"], area_id=form.area_id, department_id=form.department_id,
                ),
                to=lambda _invited: reverse("invitations"),
            )  # fmt: skip
        except Refused as refused:
            tell_form(form, refused)
        else:
            return show_link_once(request, sent, mailed=bool(values["email"]))
    values = {"form": form, "back": reverse("invitations"), "button": _("Invite")}
    crumbs = (Crumb(label=HERE, url=reverse("invitations")), Crumb(label=_("Invite a person")))
    return render_page(request, "desk/people/form.html", values, title=_("Invite a person"), crumbs=crumbs)


@require_POST
def invitation_recall(request: Asked, pk: int) -> HttpResponse:
    """Take an invitation back."""
    deed = lambda: inviting.recall_invitation(actor=request.actor, invitation_id=pk)  # noqa: E731
    return do_and_return(
        request, deed, said=_("The invitation is recalled; its link is dead."), to=reverse("invitations")
    )


@require_POST
def invitation_approve(request: Asked, pk: int) -> HttpResponse:
    """Agree to the role of an invitation."""
    deed = lambda: inviting.approve_invitation(actor=request.actor, invitation_id=pk)  # noqa: E731
    return do_and_return(request, deed, said=_("The role of the invitation is approved."), to=reverse("invitations"))


@require_POST
def invitation_renew(request: Asked, pk: int) -> HttpResponse:
    """A new link for an invitation, shown once."""
    return show_link(request, inviting.renew_invitation(actor=request.actor, invitation_id=pk), mailed=True)


def show_link_once(request: Asked, sent: Sent[inviting.Invited], *, mailed: bool) -> HttpResponse:
    """The link of an invitation just made; where the form was sent twice, the page one came from."""
    if sent.done is None:
        toast(request, _("The invitation is out already. Its link was shown once."))
        return HttpResponseRedirect(sent.to)
    return show_link(request, sent.done, mailed=mailed, back=sent.to)


def show_link(request: Asked, invited: inviting.Invited, *, mailed: bool, back: str = "") -> HttpResponse:
    """The link of an invitation, shown this once."""
    values = {
        "link": request.build_absolute_uri(invited.path),
        "mailed": mailed,
        "back": back or reverse("invitations"),
    }
    crumbs = (Crumb(label=HERE, url=reverse("invitations")), Crumb(label=_("The link")))
    return render_page(request, "desk/people/link.html", values, title=_("The invitation is out"), crumbs=crumbs)
