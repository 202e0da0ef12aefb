"""What waits for a head's ruling, deciding it, what is left out of rates; and what the officer asks for."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from mashang.cases.acts import rulings as acts
from mashang.cases.reads.gate import (
    RulingRow,
    count_left_out,
    get_ruling,
    list_at_the_gate,
    list_departments,
    list_left_out,
    list_rulings,
)
from mashang.cases.reads.summons_words import RATES, RULING_KINDS, RULING_MEANS, SUMMONS_PARTS, WHISTLE_KINDS, when
from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.answering import do_and_return
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.whistles import CarryForm, ExtensionForm, LeaveOutForm, RulingForm
from mashang.faces.desk.lists import Shown, export, page_of_count, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.whistles import case_url, crumbs_of
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb, Text
from mashang.ui.tables import Cell, Empty

HERE = gettext_lazy("Rulings")
LEFT_OUT = gettext_lazy("Left out of rates")
PER_PAGE, EVERY = 50, 20_000


def rulings(request: Asked) -> HttpResponse:
    """Whistles at the gate, emergencies to look at, and everything that somebody asked to be ruled; what was ruled lately."""
    whistles = list_at_the_gate(request.actor)
    waiting = list_rulings(request.actor)
    values = {
        "whistles": [{"one": row, "kind": WHISTLE_KINDS[row.kind], "blown": when(row.blown_at)} for row in whistles],
        "waiting": [_card(row) for row in waiting], "count": len(whistles) + len(waiting),
        "ruled": [_card(row) for state in ("granted", "refused") for row in list_rulings(request.actor, state=state, most=10)],
    }  # fmt: skip
    return render_page(request, "desk/whistles/rulings.html", values, title=HERE)


def ruling(request: Asked, pk: int) -> HttpResponse:
    """One ruling: what was asked and why, what either answer means, and the answer."""
    row = get_ruling(request.actor, pk)
    departments = list_departments(request.actor, row.case_id) if row.kind == "objection" else None
    form = RulingForm(**editing.typed(request), departments=departments)
    title = _("%(kind)s: %(number)s") % {"kind": RULING_KINDS[row.kind], "number": row.case_number}
    deed = Deed(
        do=lambda sent: _rule(request, row, sent),
        said=_("Ruled; everybody concerned is told."),
        to=lambda _done: reverse("rulings"),
    )
    sheet = Sheet(
        title=title, button=pgettext("of a head", "Rule"), back=reverse("rulings"), template="desk/whistles/ruling.html",
        crumbs=(Crumb(label=HERE, url=reverse("rulings")), Crumb(label=title)), more={"card": _card(row)},
    )  # fmt: skip
    return editing.edit(request, form, deed, sheet)


def left_out(request: Asked) -> HttpResponseBase:
    """The open list of cases that do not count in a rate: which, why, who asked and who decided."""
    moment, rate = read_moment(request.GET), request.GET.get("rate", "")
    rate = rate if rate in RATES else ""
    if wants_file(request):
        rows = list_left_out(request.actor, rate=rate, most=EVERY)
        return export(request, page="left_out", title=LEFT_OUT, moment=moment, shown=COLUMNS, rows=rows)
    total = count_left_out(request.actor, rate=rate)
    page = page_of_count(request, total, PER_PAGE)
    rows = list_left_out(request.actor, rate=rate, start=page.start_index() - 1 if total else 0, most=PER_PAGE)
    empty = Empty(
        title=_("No case is left out of a rate"),
        text=_("Every case counts. Leaving one out takes a reason and two people."),
    )
    values = {"table": table_of(request, label=LEFT_OUT, shown=COLUMNS, rows=rows, sort="", page=page, empty=empty)}
    return render_page(request, "desk/whistles/left_out.html", values, title=LEFT_OUT)


def extension(request: Asked, pk: int) -> HttpResponse:
    """The officer asks for more time for the whole."""
    deed = Deed(
        do=lambda sent: acts.ask_case_extension(actor=request.actor, case_id=pk, **sent.cleaned_data), said=_("Asked; a head decides."),
        to=lambda _done: case_url(pk),
    )  # fmt: skip
    return editing.edit(
        request,
        ExtensionForm(**editing.typed(request)),
        deed,
        _sheet(request, pk, _("Ask for an extension"), "extension"),
    )


def carry_over(request: Asked, pk: int) -> HttpResponse:
    """The officer asks to carry the case over."""
    deed = Deed(
        do=lambda sent: acts.ask_carry_over(actor=request.actor, case_id=pk, **sent.cleaned_data), said=_("Asked; a head decides."),
        to=lambda _done: case_url(pk),
    )  # fmt: skip
    return editing.edit(
        request, CarryForm(**editing.typed(request)), deed, _sheet(request, pk, _("Carry over"), "carry_over")
    )


def leave_out(request: Asked, pk: int) -> HttpResponse:
    """The officer asks to leave the case out of a rate."""
    deed = Deed(
        do=lambda sent: acts.ask_exclusion(actor=request.actor, case_id=pk, **sent.cleaned_data), said=_("Asked; a head decides."),
        to=lambda _done: case_url(pk),
    )  # fmt: skip
    return editing.edit(
        request,
        LeaveOutForm(**editing.typed(request)),
        deed,
        _sheet(request, pk, _("Leave out of a rate"), "exclusion"),
    )


@require_POST
def take_up(request: Asked, pk: int) -> HttpResponse:
    """Take a carried case up before its day."""
    return do_and_return(
        request,
        lambda: acts.take_case_up(actor=request.actor, case_id=pk),
        said=_("Taken up; its clock begins anew."),
        to=case_url(pk),
    )


def _rule(request: Asked, row: RulingRow, sent: RulingForm) -> object:
    granted, reason = sent.cleaned_data["granted"], sent.cleaned_data["reason"]
    if row.kind == "objection":
        return acts.rule_objection(
            actor=request.actor, ruling_id=row.id, upheld=granted, reason=reason,
            next_department_id=sent.cleaned_data.get("next_department"),
        )  # fmt: skip
    rule = {"extension": acts.rule_extension, "carry_over": acts.rule_carry_over, "exclusion": acts.rule_exclusion}[
        row.kind
    ]
    return rule(actor=request.actor, ruling_id=row.id, granted=granted, reason=reason)


def _sheet(request: Asked, pk: int, title: Text, kind: str) -> Sheet:
    return Sheet(
        title=title, button=title, back=case_url(pk), crumbs=crumbs_of(request, pk, title), lead=RULING_MEANS[kind]
    )


def _card(row: RulingRow) -> dict[str, object]:
    return {
        "row": row, "kind": RULING_KINDS[row.kind], "means": RULING_MEANS[row.kind], "asked": when(row.asked_at),
        "ruled": when(row.ruled_at), "part": SUMMONS_PARTS.get(row.part, ""), "rate": RATES.get(row.rate, ""),
    }  # fmt: skip


COLUMNS = (
    Shown(key="case", label=gettext_lazy("Case"), value=lambda r: r.case_number, cell=lambda r: Cell(text=r.case_number, url=case_url(r.case_id), sub=r.title), head=True),
    Shown(key="title", label=gettext_lazy("Matter"), value=lambda r: r.title, screen=False),
    Shown(key="rate", label=gettext_lazy("Rate"), value=lambda r: str(RATES[r.rate])),
    Shown(key="basis", label=gettext_lazy("Why"), value=lambda r: r.basis),
    Shown(key="asked_by", label=gettext_lazy("Asked by"), value=lambda r: r.asked_by),
    Shown(key="ruled_by", label=gettext_lazy("Decided by"), value=lambda r: r.ruled_by, cell=lambda r: Cell(text=r.ruled_by, sub=r.reason)),
    Shown(key="ruled_on", label=gettext_lazy("Day"), value=lambda r: timezone.localdate(r.ruled_at), css="nowrap"),
)  # fmt: skip
