"""Roles: granted, approved, ended."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.doors.acts import granting
from mashang.doors.guarding import Asked
from mashang.doors.reads.people import find_person, find_role
from mashang.doors.reads.places import list_areas, list_departments
from mashang.doors.sending import do_once
from mashang.doors.wording import tell_form
from mashang.faces.desk.answering import ask_and_do, do_and_return
from mashang.faces.desk.forms.people import GrantForm
from mashang.faces.desk.nav import render_page
from mashang.kernel.errors import Refused
from mashang.ui.page import Crumb
from mashang.ui.toast import toast


def role_grant(request: Asked, pk: int) -> HttpResponse:
    """Give a person a role."""
    actor = request.actor
    one, back = find_person(actor=actor, user_id=pk), reverse("person", args=[pk])
    form = GrantForm(request.POST or None, areas=list_areas(actor=actor), departments=list_departments(actor=actor))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            sent = do_once(
                request,
                lambda: granting.grant_role(
                    actor=actor, user_id=pk, role=values["role"], until=values["until"], area_id=form.area_id,
                    department_id=form.department_id,
                ),
                to=lambda _row: back,
            )  # fmt: skip
        except Refused as refused:
            tell_form(form, refused)
        else:
            waits = _("The role waits for the approval of another security administrator.")
            if sent.done is not None:
                toast(request, waits if sent.done.awaits_approval else _("The role is granted."))
            return HttpResponseRedirect(sent.to)
    values = {"form": form, "back": back, "button": _("Grant the role")}
    people = Crumb(label=_("People"), url=reverse("people"))
    crumbs = (people, Crumb(label=one.name, url=back), Crumb(label=_("Grant a role")))
    return render_page(request, "desk/people/form.html", values, title=_("Grant a role"), crumbs=crumbs)


@require_POST
def role_approve(request: Asked, pk: int) -> HttpResponse:
    """Agree to a role that another proposed."""
    line = find_role(actor=request.actor, membership_id=pk)
    deed = lambda: granting.approve_role(actor=request.actor, membership_id=pk)  # noqa: E731
    return do_and_return(
        request, deed, said=_("The role is approved and in force."), to=reverse("person", args=[line.user_id])
    )


def role_end(request: Asked, pk: int) -> HttpResponse:
    """End a role, with a reason."""
    line = find_role(actor=request.actor, membership_id=pk)
    return ask_and_do(
        request,
        lambda reason: granting.end_role(actor=request.actor, membership_id=pk, reason=reason),
        title=_("End this role"),
        button=_("End the role"),
        said=_("The role has ended."),
        explains=[
            f"{line.role_label} · {line.area}",
            _("It ends at once, also in pages that are open now. What was done in it stays on record."),
        ],
        to=reverse("person", args=[line.user_id]),
        crumbs=(Crumb(label=_("People"), url=reverse("people")), Crumb(label=_("End this role"))),
    )
