"""Blowing a whistle over a case, and the sub-district's gate."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mashang.cases.acts import gate as gates
from mashang.cases.acts.whistles import Call, blow_whistle, call_another_department
from mashang.cases.reads.gate import get_at_the_gate, list_departments
from mashang.cases.reads.summons_words import SUMMONS_PARTS, WHISTLE_KINDS, when
from mashang.cases.reads.whistles import case_title
from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.answering import ask_and_do, do_and_return
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.whistles import AnotherForm, BlowForm
from mashang.faces.desk.nav import render_page
from mashang.ui.page import Crumb, Text


def blow(request: Asked, pk: int) -> HttpResponse:
    """Call departments in: kind, who leads, who assists, what each is asked."""
    form = BlowForm(**editing.typed(request), departments=list_departments(request.actor, pk))
    title = _("Blow a whistle")
    deed = Deed(
        do=lambda sent: blow_whistle(actor=request.actor, case_id=pk, kind=sent.cleaned_data["kind"], calls=sent.calls()),
        said=_("The whistle is blown."), to=lambda _done: case_url(pk),
    )  # fmt: skip
    lead = _("The sub-district lets it through first; an emergency goes through at once and is looked at afterwards.")
    sheet = Sheet(title=title, button=title, back=case_url(pk), crumbs=crumbs_of(request, pk, title), lead=lead)
    return editing.edit(request, form, deed, sheet)


def another(request: Asked, pk: int) -> HttpResponse:
    """Call one more assisting department."""
    form = AnotherForm(**editing.typed(request), departments=list_departments(request.actor, pk))
    title = _("Call another department")

    def do(sent: AnotherForm) -> object:
        values = sent.cleaned_data
        call = Call(department_id=values["department"], asked=values["asked"])
        return call_another_department(actor=request.actor, case_id=pk, call=call)

    deed = Deed(do=do, said=_("The department is called."), to=lambda _done: case_url(pk))
    sheet = Sheet(title=title, button=title, back=case_url(pk), crumbs=crumbs_of(request, pk, title))
    return editing.edit(request, form, deed, sheet)


def gate(request: Asked, pk: int) -> HttpResponse:
    """The whistle over a case that waits for a head, with what speaks against too many of them."""
    found = get_at_the_gate(request.actor, pk)
    values = {
        "one": found, "kind": WHISTLE_KINDS[found.kind], "blown": when(found.blown_at),
        "departments": [(SUMMONS_PARTS[row.part], row.department, row.asked) for row in found.departments],
        "unmanned": [row.department for row in found.departments if not row.has_liaison],
    }  # fmt: skip
    title = _("Whistle %(number)s") % {"number": found.number}
    crumbs = (Crumb(label=_("Rulings"), url=reverse("rulings")), Crumb(label=found.number))
    return render_page(request, "desk/whistles/gate.html", values, title=title, crumbs=crumbs)


@require_POST
def through(request: Asked, pk: int) -> HttpResponse:
    """Let a whistle through."""
    return do_and_return(
        request, lambda: gates.let_whistle_through(actor=request.actor, whistle_id=pk),
        said=_("Let through; the departments are called."), to=reverse("rulings"),
    )  # fmt: skip


def back(request: Asked, pk: int) -> HttpResponse:
    """Turn a whistle back, with the reason."""
    title = _("Turn the whistle back")
    return ask_and_do(
        request, lambda reason: gates.turn_back(actor=request.actor, whistle_id=pk, reason=reason), title=title,
        button=_("Turn back"), said=_("Turned back; whoever blew it reads why."), to=reverse("rulings"),
        explains=[_("No department hears of it. It can be blown again with better reasons.")],
        crumbs=(Crumb(label=_("Rulings"), url=reverse("rulings")), Crumb(label=title)),
    )  # fmt: skip


def look(request: Asked, pk: int) -> HttpResponse:
    """Look at an emergency afterwards, and say what was found."""
    title = _("Look at the emergency afterwards")
    return ask_and_do(
        request, lambda words: gates.look_at_whistle(actor=request.actor, whistle_id=pk, words=words), title=title,
        button=_("Write it down"), said=_("Noted."), to=reverse("rulings"),
        explains=[_("It went through at once. Say whether it was one, and what follows.")],
        crumbs=(Crumb(label=_("Rulings"), url=reverse("rulings")), Crumb(label=title)),
    )  # fmt: skip


def case_url(pk: int) -> str:
    """Where the office goes on with a case."""
    return f"/desk/cases/{pk}#whistle"


def crumbs_of(request: Asked, pk: int, title: Text) -> tuple[Crumb, ...]:
    """The way to a deed on a case."""
    number, name = case_title(request.actor, pk)
    return Crumb(label=f"{number} {name}", url=case_url(pk)), Crumb(label=title)
