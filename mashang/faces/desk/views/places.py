"""Areas and departments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mashang.doors.acts import areas as acts
from mashang.doors.acts import chat_groups
from mashang.doors.guarding import Asked
from mashang.doors.reads.places import find_area, find_department, list_areas, list_departments
from mashang.doors.sending import do_once
from mashang.doors.wording import tell_form
from mashang.faces.desk.answering import ask_and_do
from mashang.faces.desk.forms.people import (
    AreaForm,
    ChatGroupForm,
    DepartmentFilter,
    DepartmentForm,
    NewAreaForm,
    NewDepartmentForm,
)
from mashang.faces.desk.guard import guard
from mashang.faces.desk.lists import Shown, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.histories import timeline
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.kernel.errors import Refused
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb, Text
from mashang.ui.tables import Empty, filter_chips
from mashang.ui.toast import toast

AREAS, DEPARTMENTS = _("Areas"), _("Departments")
COLUMNS = (
    Shown(key="name", label=_("Department"), value=lambda one: one.name, template="desk/people/cell_department.html", head=True),
    Shown(key="area", label=_("Area covered"), value=lambda one: one.area),
    Shown(key="supervisor", label=_("Superior department"), value=lambda one: one.supervisor),
    Shown(key="people", label=_("People"), value=lambda one: one.people, numeric=True),
    Shown(key="closed", label=_("Closed"), value=lambda one: str(_("yes") if one.closed else _("no")), screen=False),
)  # fmt: skip


def areas(request: Asked) -> HttpResponse:
    """The tree of areas below one's own."""
    values = {
        "rows": list_areas(actor=request.actor, closed=request.GET.get("closed") == "1"),
        "closed": request.GET.get("closed") == "1",
        "may": {name: guard.may_open(request, name) for name in ("area_add", "area_edit")},
    }
    return render_page(request, "desk/people/areas.html", values, title=AREAS, crumbs=(Crumb(label=AREAS),))


def area_add(request: Asked) -> HttpResponse:
    """A new area below another."""
    form = NewAreaForm(
        request.POST or None, areas=list_areas(actor=request.actor), initial={"area": request.GET.get("parent", "")}
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            sent = do_once(
                request,
                lambda: acts.add_area(
                    actor=request.actor, parent_id=int(values["area"]), kind=values["kind"], names=_names(values),
                    code=values["code"],
                ),
                to=lambda _area: reverse("areas"),
            )  # fmt: skip
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("The area is added."))
            return HttpResponseRedirect(sent.to)
    return _form_page(request, form, title=_("Add an area"), back=reverse("areas"), up=AREAS)


def area_edit(request: Asked, pk: int) -> HttpResponse:
    """Names and code of an area."""
    one = find_area(actor=request.actor, area_id=pk)
    initial = {"name_zh": one.name_zh, "name_hant": one.name_hant, "name_en": one.name_en, "code": one.code}
    form = AreaForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            acts.edit_area(
                actor=request.actor, area_id=pk, names=_names(form.cleaned_data), code=form.cleaned_data["code"]
            )
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("The area is saved."))
            return HttpResponseRedirect(reverse("areas"))
    more = {"close_url": reverse("area_close", args=[pk]), **timeline(request, (), "area", pk)}
    return _form_page(request, form, title=one.name, back=reverse("areas"), up=AREAS, more=more)


def area_close(request: Asked, pk: int) -> HttpResponse:
    """Close an empty area, with a reason."""
    one = find_area(actor=request.actor, area_id=pk)
    return ask_and_do(
        request, lambda reason: acts.close_area(actor=request.actor, area_id=pk, reason=reason),
        title=_("Close this area"), button=_("Close the area"), said=_("The area is closed."),
        explains=[one.name, _("It must be empty: no open areas below it, no departments, no roles of people.")],
        to=reverse("areas"), crumbs=(Crumb(label=AREAS, url=reverse("areas")), Crumb(label=one.name)),
    )  # fmt: skip


def departments(request: Asked) -> HttpResponseBase:
    """The departments of one's area and of the areas above it."""
    form = DepartmentFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = list_departments(actor=request.actor, q=chosen.get("q", ""), closed=chosen.get("closed", False))
    if wants_file(request):
        moment = read_moment(request.GET)
        return export(request, page="departments", title=DEPARTMENTS, moment=moment, shown=COLUMNS, rows=rows)
    page = page_of_list(request, rows)
    columns = (*COLUMNS, _acts(guard.may_open(request, "department_edit")))
    table = table_of(request, label=DEPARTMENTS, shown=columns, rows=page, sort="", page=page, empty=_empty())
    values = {
        "table": table, "form": form, "chips": filter_chips(form, request.GET),
        "views": saved_views_of(request, "departments"), "may_add": guard.may_open(request, "department_add"),
    }  # fmt: skip
    crumbs = (Crumb(label=DEPARTMENTS),)
    return render_page(request, "desk/people/departments.html", values, title=DEPARTMENTS, crumbs=crumbs)


def _acts(may: bool) -> Shown:
    return Shown(key="acts", label=_("What to do"), cell=lambda _one: may, template="desk/people/department_acts.html")


def _empty() -> Empty:
    return Empty(
        title=_("No departments yet"), text=_("Departments are needed for liaisons and, later, for whistles."),
        icon="building",
    )  # fmt: skip


def department_add(request: Asked) -> HttpResponse:
    """A new department."""
    actor = request.actor
    form = NewDepartmentForm(
        request.POST or None, areas=list_areas(actor=actor), departments=list_departments(actor=actor)
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            sent = do_once(
                request,
                lambda: acts.add_department(
                    actor=actor, area_id=int(values["area"]), names=_names(values),
                    supervisor_id=_id(values["supervisor"]),
                ),
                to=lambda _department: reverse("departments"),
            )  # fmt: skip
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("The department is added."))
            return HttpResponseRedirect(sent.to)
    return _form_page(request, form, title=_("Add a department"), back=reverse("departments"), up=DEPARTMENTS)


def department_edit(request: Asked, pk: int) -> HttpResponse:
    """Names and superior of a department."""
    one = find_department(actor=request.actor, department_id=pk)
    initial = {
        "name_zh": one.name_zh,
        "name_hant": one.name_hant,
        "name_en": one.name_en,
        "supervisor": str(one.supervisor_id or ""),
    }
    form = DepartmentForm(request.POST or None, departments=list_departments(actor=request.actor), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            acts.edit_department(
                actor=request.actor, department_id=pk, names=_names(values), supervisor_id=_id(values["supervisor"])
            )
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("The department is saved."))
            return HttpResponseRedirect(reverse("departments"))
    more = {
        "close_url": reverse("department_close", args=[pk]),
        "chat_url": reverse("department_chat", args=[pk]),
        **timeline(request, (), "department", pk),
    }
    return _form_page(request, form, title=one.name, back=reverse("departments"), up=DEPARTMENTS, more=more)


def department_chat(request: Asked, pk: int) -> HttpResponse:
    """The group in a work chat to which a department's notices go as well."""
    one = find_department(actor=request.actor, department_id=pk)
    form, back = ChatGroupForm(request.POST or None), reverse("department_edit", args=[pk])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            if values["url"]:
                chat_groups.set_chat_group(actor=request.actor, department_id=pk, **values)
            else:
                chat_groups.drop_chat_group(actor=request.actor, department_id=pk)
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("The chat group is saved."))
            return HttpResponseRedirect(back)
    says = _("A group is set; a new address takes its place.") if one.has_chat else _("No group is set.")
    return _form_page(request, form, title=_("Chat group"), back=back, up=one.name, more={"says": says})


def department_close(request: Asked, pk: int) -> HttpResponse:
    """Close a department, with a reason."""
    one = find_department(actor=request.actor, department_id=pk)
    return ask_and_do(
        request, lambda reason: acts.close_department(actor=request.actor, department_id=pk, reason=reason),
        title=_("Close this department"), button=_("Close the department"), said=_("The department is closed."),
        explains=[one.name, _("Nobody may hold a role in it any more.")],
        to=reverse("departments"), crumbs=(Crumb(label=DEPARTMENTS, url=reverse("departments")), Crumb(label=one.name)),
    )  # fmt: skip


def _names(values: dict[str, Any]) -> acts.Names:
    return acts.Names(zh=values["name_zh"], hant=values["name_hant"], en=values["name_en"])


def _id(value: str) -> int | None:
    return int(value) if value else None


def _form_page(
    request: Asked, form: object, *, title: Text, back: str, up: Text, more: Mapping[str, object] | None = None
) -> HttpResponse:
    values = {"form": form, "back": back, "button": _("Save"), **(more or {})}
    crumbs = (Crumb(label=up, url=back), Crumb(label=title))
    return render_page(request, "desk/people/form.html", values, title=title, crumbs=crumbs)
