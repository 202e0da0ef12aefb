"""People: the list, a person's file, their account, locked sign-ins."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.doors.acts import accounts
from mashang.doors.acts.handing_over import make_password_link
from mashang.doors.guarding import Asked
from mashang.doors.reads.people import EVERY, find_person, list_lockouts, list_people
from mashang.doors.reads.places import list_areas
from mashang.doors.wording import tell_form
from mashang.faces.desk.answering import ReasonForm, ask_and_do, do_and_return
from mashang.faces.desk.forms.people import PeopleFilter, PersonForm
from mashang.faces.desk.guard import guard
from mashang.faces.desk.lists import Shown, columns_of, export, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.histories import timeline
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.kernel.errors import Refused
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb
from mashang.ui.tables import Empty, filter_chips, read_sort
from mashang.ui.toast import toast

HERE = _("People")
COLUMNS = (
    Shown(key="name", label=_("Name"), value=lambda one: one.name, template="desk/people/cell_name.html", sortable=True, head=True),
    Shown(key="login", label=_("Login name"), value=lambda one: one.login, sortable=True, css="code"),
    Shown(key="email", label=_("E-mail"), value=lambda one: one.email, screen=False),
    Shown(key="roles", label=_("Roles"), value=lambda one: "; ".join(role.told for role in one.current_roles), template="desk/people/cell_roles.html"),
    Shown(key="second_factor", label=_("Second factor"), value=lambda one: str(_("yes") if one.second_factor else _("no")), cell=lambda one: one.second_factor, template="desk/people/cell_factor.html"),
    Shown(key="last_login", label=_("Last sign-in"), value=lambda one: one.last_login and timezone.localdate(one.last_login), cell=lambda one: one.last_login, template="desk/people/cell_day.html", sortable=True, descending_first=True),
    Shown(key="closed", label=_("Closed"), value=lambda one: str(_("no") if one.is_active else _("yes")), screen=False),
)  # fmt: skip


def people(request: Asked) -> HttpResponseBase:
    """Everyone who works in one's area."""
    form = PeopleFilter(request.GET, areas=list_areas(actor=request.actor))
    chosen = form.cleaned_data if form.is_valid() else {}
    sort = read_sort(request.GET, columns_of(COLUMNS), "name")
    wanted: dict[str, Any] = {name: chosen.get(name, "") for name in ("q", "role", "state")}
    wanted |= {"actor": request.actor, "area_id": int(chosen["area"]) if chosen.get("area") else None, "sort": sort}
    if wants_file(request):
        every = list(list_people(**wanted, size=EVERY))
        return export(request, page="people", title=HERE, moment=read_moment(request.GET), shown=COLUMNS, rows=every)
    shown = list_people(**wanted, page=request.GET.get("page", 1))
    table = table_of(request, label=HERE, shown=_columns(request), rows=shown, sort=sort, page=shown, empty=_empty())
    values = {
        "table": table, "form": form, "chips": filter_chips(form, request.GET),
        "views": saved_views_of(request, "people"), "may_invite": guard.may_open(request, "invite"),
    }  # fmt: skip
    return render_page(request, "desk/people/list.html", values, title=HERE, crumbs=(Crumb(label=HERE),))


def _columns(request: Asked) -> list[Shown]:
    """On screen a role that waits is approved where it stands."""
    may = {"role_approve": guard.may_open(request, "role_approve"), "own_id": request.actor.user_id}
    return [replace(one, cell=lambda _person: may) if one.key == "roles" else one for one in COLUMNS]


def _empty() -> Empty:
    return Empty(
        title=_("Nobody fits these filters"),
        text=_("Take a filter away, or invite the person."),
        url=reverse("people"),
        url_label=_("Show everyone"),
    )


def person(request: Asked, pk: int) -> HttpResponse:
    """A person's file: account, roles, history."""
    one = find_person(actor=request.actor, user_id=pk)
    names = (
        "person_edit",
        "person_close",
        "person_reopen",
        "person_sign_out",
        "person_drop_second_factor",
        "person_password_link",
        "role_grant",
        "role_end",
        "role_approve",
    )
    values = {
        "person": one,
        "may": {name: guard.may_open(request, name) for name in names},
        "is_self": one.id == request.actor.user_id,
        "own_id": request.actor.user_id,
        **timeline(request, (), "user", pk),
    }
    return render_page(request, "desk/people/person.html", values, title=one.name, crumbs=_crumbs(one.name))


def person_edit(request: Asked, pk: int) -> HttpResponse:
    """Name and address of a person."""
    one = find_person(actor=request.actor, user_id=pk)
    form = PersonForm(request.POST or None, initial={"name": one.name, "email": one.email})
    if request.method == "POST" and form.is_valid():
        try:
            accounts.edit_person(actor=request.actor, user_id=pk, **form.cleaned_data)
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("Account saved."))
            return HttpResponseRedirect(reverse("person", args=[pk]))
    values = {"form": form, "back": reverse("person", args=[pk]), "button": _("Save")}
    return render_page(
        request,
        "desk/people/form.html",
        values,
        title=_("Edit account"),
        crumbs=_crumbs(one.name, pk, _("Edit account")),
    )


def person_close(request: Asked, pk: int) -> HttpResponse:
    """Close an account, with a reason."""
    one = find_person(actor=request.actor, user_id=pk)
    return ask_and_do(
        request, lambda reason: accounts.close_account(actor=request.actor, user_id=pk, reason=reason),
        title=_("Close this account"), button=_("Close the account"), said=_("The account is closed."),
        explains=[_("Nobody can sign in with it any more, and every open session ends at once."), _("Nothing that the person did is deleted. The account can be opened again.")],
        to=reverse("person", args=[pk]), crumbs=_crumbs(one.name, pk, _("Close this account")),
    )  # fmt: skip


@require_POST
def person_reopen(request: Asked, pk: int) -> HttpResponse:
    """Open a closed account again."""
    return do_and_return(
        request,
        lambda: accounts.reopen_account(actor=request.actor, user_id=pk),
        said=_("The account is open again."),
        to=reverse("person", args=[pk]),
    )


@require_POST
def person_sign_out(request: Asked, pk: int) -> HttpResponse:
    """End every session of a person."""
    return do_and_return(
        request,
        lambda: accounts.sign_person_out(actor=request.actor, user_id=pk),
        said=_("The person is signed out everywhere."),
        to=reverse("person", args=[pk]),
    )


def person_drop_second_factor(request: Asked, pk: int) -> HttpResponse:
    """Take a lost second factor off, with a reason."""
    one = find_person(actor=request.actor, user_id=pk)
    return ask_and_do(
        request, lambda reason: accounts.drop_second_factor(actor=request.actor, user_id=pk, reason=reason),
        title=_("Take the second factor off"), button=_("Take it off"), said=_("The second factor is off; the person sets up a new one at the next sign-in."),
        explains=[_("Do this only when you are sure that it is this person who asks, for example face to face."), _("Every open session of the person ends.")],
        to=reverse("person", args=[pk]), crumbs=_crumbs(one.name, pk, _("Take the second factor off")),
    )  # fmt: skip


def person_password_link(request: Asked, pk: int) -> HttpResponse:
    """A link for a new password, shown this once, for someone whom mail does not reach."""
    one = find_person(actor=request.actor, user_id=pk)
    title, form = _("Link for a new password"), ReasonForm(request.POST or None)
    back, crumbs = reverse("person", args=[pk]), _crumbs(one.name, pk, title)
    if request.method == "POST" and form.is_valid():
        try:
            path = make_password_link(actor=request.actor, user_id=pk, reason=form.cleaned_data["reason"])
        except Refused as refused:
            tell_form(form, refused)
        else:
            shown = {"link": request.build_absolute_uri(path), "back": back}
            return render_page(request, "desk/people/password_link.html", shown, title=title, crumbs=crumbs)
    explains = [
        _("Hand it over face to face, to somebody you know or whose card you saw."),
        _("It works once and for three days. The second factor stays as it is."),
    ]
    values = {"form": form, "explains": explains, "button": _("Make the link"), "back": back}
    return render_page(request, "desk/people/reason.html", values, title=title, crumbs=crumbs)


def lockouts(request: Asked) -> HttpResponse:
    """The sign-ins that are locked now."""
    return render_page(
        request,
        "desk/people/lockouts.html",
        {"rows": list_lockouts(actor=request.actor)},
        title=_("Locked sign-ins"),
        crumbs=(Crumb(label=_("Locked sign-ins")),),
    )


@require_POST
def lockout_lift(request: Asked, pk: int) -> HttpResponse:
    """Let a locked person try again."""
    return do_and_return(
        request,
        lambda: accounts.lift_lockout(actor=request.actor, user_id=pk),
        said=_("The lock is lifted."),
        to=reverse("lockouts"),
    )


def _crumbs(name: str, pk: int | None = None, here: object = "") -> tuple[Crumb, ...]:
    first = Crumb(label=HERE, url=reverse("people"))
    if pk is None:
        return (first, Crumb(label=name))
    return (first, Crumb(label=name, url=reverse("person", args=[pk])), Crumb(label=str(here)))
