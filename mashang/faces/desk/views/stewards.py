"""Who keeps which tower."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import tell_form
from mashang.faces.desk.answering import ask_and_do
from mashang.faces.desk.forms.keeping import AskInForm, AssignForm, StewardFilter
from mashang.faces.desk.guard import guard
from mashang.faces.desk.lists import Shown, export, files_offered, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.invitations import show_link_once
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.kernel.errors import Refused
from mashang.register.acts import keeping
from mashang.register.reads.keeping import EVERY, find_keeper, find_kept_tower, list_candidates, list_kept_towers
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb
from mashang.ui.tables import Column, Empty, Table, filter_chips
from mashang.ui.toast import toast

HERE = _("Tower stewards")
COLUMNS = (
    Column(key="name", label=_("Tower"), head=True, template="desk/people/cell_tower.html"),
    Column(key="area", label=_("Area covered")),
    Column(key="keepers", label=_("Stewards and property managers"), template="desk/people/cell_keepers.html"),
)


TOLD = (
    Shown(key="code", label=_("Code"), value=lambda tower: tower.code),
    Shown(key="name", label=_("Tower"), value=lambda tower: tower.name),
    Shown(key="area", label=_("Area covered"), value=lambda tower: tower.area),
    Shown(
        key="keepers",
        label=_("Stewards and property managers"),
        value=lambda tower: gettext(", ").join(f"{one.name} ({one.duty_label})" for one in tower.keepers),
    ),
)


def steward_list(request: Asked) -> HttpResponseBase:
    """The towers of one's area and who keeps them."""
    form = StewardFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    wanted = {"actor": request.actor, "q": chosen.get("q", ""), "without": chosen.get("without", False)}
    if wants_file(request):
        towers = list(list_kept_towers(**wanted, size=EVERY))
        return export(request, page="stewards", title=HERE, moment=read_moment(request.GET), shown=TOLD, rows=towers)
    shown = list_kept_towers(**wanted, page=request.GET.get("page", 1))
    table = Table(
        label=HERE,
        columns=COLUMNS,
        rows=list(shown),
        query=request.GET,
        page=shown,
        empty=_empty(),
        exports=files_offered(request),
    )
    values = {
        "table": table, "form": form, "chips": filter_chips(form, request.GET),
        "views": saved_views_of(request, "stewards"),
    }  # fmt: skip
    return render_page(request, "desk/people/stewards.html", values, title=HERE, crumbs=(Crumb(label=HERE),))


def _empty() -> Empty:
    return Empty(
        title=_("No tower fits these filters"),
        text=_("Take a filter away."),
        url=reverse("stewards"),
        url_label=_("Show all"),
    )


def steward_assign(request: Asked, pk: int) -> HttpResponse:
    """One tower: who keeps it, and giving it to someone."""
    actor = request.actor
    tower = find_kept_tower(actor=actor, tower_id=pk)
    candidates = list_candidates(actor=actor, tower=tower)
    form = AssignForm(request.POST or None, candidates=candidates)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            sent = do_once(
                request,
                lambda: keeping.assign_steward(
                    actor=actor, tower_id=pk, membership_id=int(values["membership"]), duty=values["duty"]
                ),
                to=lambda _keeper: reverse("steward_assign", args=[pk]),
            )
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("The tower is given."))
            return HttpResponseRedirect(sent.to)
    may_invite = guard.may_open(request, "manager_invite")
    values = {"tower": tower, "form": form, "candidates": candidates, "may_invite": may_invite}
    return render_page(request, "desk/people/tower_keepers.html", values, title=tower.name, crumbs=_crumbs(tower.name))


def manager_invite(request: Asked, pk: int) -> HttpResponse:
    """Ask a property manager in for one tower."""
    tower = find_kept_tower(actor=request.actor, tower_id=pk)
    back = reverse("steward_assign", args=[pk])
    form = AskInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = do_once(
                request,
                lambda: keeping.invite_property_manager(actor=request.actor, tower_id=pk, **form.cleaned_data),
                to=lambda _invited: back,
            )
        except Refused as refused:
            tell_form(form, refused)
        else:
            return show_link_once(request, sent, mailed=bool(form.cleaned_data["email"]))
    values = {"form": form, "back": back, "button": _("Invite")}
    return render_page(
        request, "desk/people/form.html", values, title=_("Invite a property manager"), crumbs=_crumbs(tower.name)
    )


def steward_end(request: Asked, pk: int) -> HttpResponse:
    """Take a tower from someone, with a reason."""
    keeper = find_keeper(actor=request.actor, keeper_id=pk)
    tower = find_kept_tower(actor=request.actor, tower_id=keeper.tower_id)
    return ask_and_do(
        request, lambda reason: keeping.end_stewardship(actor=request.actor, keeper_id=pk, reason=reason),
        title=_("Take the tower away"), button=_("Take it away"), said=_("The duty has ended."),
        explains=[f"{tower.name} · {keeper.duty_label} · {keeper.name}", _("A duty given today ends with the day.")],
        to=reverse("steward_assign", args=[keeper.tower_id]), crumbs=_crumbs(tower.name),
    )  # fmt: skip


def _crumbs(here: str) -> tuple[Crumb, ...]:
    return (Crumb(label=HERE, url=reverse("stewards")), Crumb(label=here))
