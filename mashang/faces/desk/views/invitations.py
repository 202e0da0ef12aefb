"""Invitations: the list, a new one, its link."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.doors.acts import inviting
from mashang.doors.guarding import Asked
from mashang.doors.reads.invitations import list_invitations
from mashang.doors.reads.people import EVERY
from mashang.doors.reads.places import list_areas, list_departments
from mashang.doors.sending import Sent, do_once
from mashang.doors.wording import tell_form
from mashang.faces.desk.answering import do_and_return
from mashang.faces.desk.forms.people import InvitationFilter, InviteForm
from mashang.faces.desk.guard import guard
from mashang.faces.desk.lists import Shown, export, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.kernel.errors import Refused
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb
from mashang.ui.tables import Empty, filter_chips
from mashang.ui.toast import toast

HERE = _("Invitations")
STATES = {"accepted": _("Came in"), "recalled": _("Recalled"), "expired": _("Link is dead"), "open": _("Link works")}
COLUMNS = (
    Shown(key="name", label=_("Name"), value=lambda one: one.name, template="desk/people/cell_invited.html", head=True),
    Shown(key="email", label=_("E-mail"), value=lambda one: one.email, screen=False),
    Shown(key="role_label", label=_("Role"), value=lambda one: one.role_label, template="desk/people/cell_asked_for.html"),
    Shown(key="area", label=_("Area covered"), value=lambda one: one.area, screen=False),
    Shown(key="department", label=_("Department"), value=lambda one: one.department, screen=False),
    Shown(key="invited_by", label=_("Invited by"), value=lambda one: one.invited_by or str(_("The platform")), template="desk/people/cell_invited_by.html"),
    Shown(key="created_at", label=_("Invited on"), value=lambda one: timezone.localdate(one.created_at), screen=False),
    Shown(key="state", label=_("State"), value=lambda one: str(STATES[one.state]), template="desk/people/cell_invitation.html"),
)  # fmt: skip


def invitation_list(request: Asked) -> HttpResponseBase:
    """The invitations into one's area."""
    form = InvitationFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    wanted = {"actor": request.actor, "q": chosen.get("q", ""), "state": chosen.get("state", "")}
    if wants_file(request):
        every = list(list_invitations(**wanted, size=EVERY))
        moment = read_moment(request.GET)
        return export(request, page="invitations", title=HERE, moment=moment, shown=COLUMNS, rows=every)
    shown = list_invitations(**wanted, page=request.GET.get("page", 1))
    columns = (*COLUMNS, _acts(request))
    table = table_of(request, label=HERE, shown=columns, rows=shown, sort="", page=shown, empty=_empty())
    values = {
        "table": table, "form": form, "chips": filter_chips(form, request.GET),
        "views": saved_views_of(request, "invitations"), "may_invite": guard.may_open(request, "invite"),
    }  # fmt: skip
    return render_page(request, "desk/people/invitations.html", values, title=HERE, crumbs=(Crumb(label=HERE),))


def _acts(request: Asked) -> Shown:
    names = ("invitation_recall", "invitation_renew", "invitation_approve", "role_approve")
    may = {name: guard.may_open(request, name) for name in names} | {"own_id": request.actor.user_id}
    return Shown(key="acts", label=_("What to do"), cell=lambda _one: may, template="desk/people/invitation_acts.html")


def _empty() -> Empty:
    return Empty(title=_("No invitations here"), text=_("Take a filter away, or invite a person."), icon="user-plus")


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
