"""Who is away and who stands in, handing over all of one's cases, and what lies with nobody."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts import absences as acts
from mashang.cases.reads.standing_in import (
    AbsenceLine,
    OrphanLine,
    list_absences,
    orphan_cases,
    orphan_summonses,
    people_who_handle,
)
from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.answering import do_and_return
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.absences import AbsenceForm, HandOverForm
from mashang.faces.desk.lists import Shown, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb
from mashang.ui.tables import Cell, Empty

HERE = gettext_lazy("Absences and stand-ins")
ORPHANS = gettext_lazy("Matters that lie with nobody")


def absences(request: Asked) -> HttpResponseBase:
    """Who is away now and soon, how many open cases still lie with them, and what lies with nobody."""
    rows = list_absences(request.actor)
    if wants_file(request):
        return export(request, page="absences", title=HERE, moment=read_moment(request.GET), shown=COLUMNS, rows=rows)
    orphans = [*orphan_cases(request.actor), *orphan_summonses(request.actor)]
    values = {
        "table": table_of(request, label=HERE, shown=COLUMNS, rows=rows, sort="", page=page_of_list(request, rows), empty=EMPTY),
        "orphans": table_of(
            request, label=ORPHANS, shown=ORPHAN_COLUMNS, rows=orphans, sort="", page=page_of_list(request, orphans, 200)
        ) if orphans else None,
    }  # fmt: skip
    return render_page(request, "desk/absences/list.html", values, title=HERE)


def absence_new(request: Asked) -> HttpResponse:
    """Say who is away and who stands in."""
    form = AbsenceForm(**editing.typed(request), **_choices(request))
    deed = Deed(
        do=lambda sent: acts.say_absence(
            actor=request.actor, user_id=sent.cleaned_data["user"], stand_in_id=sent.cleaned_data["stand_in"],
            **{name: sent.cleaned_data[name] for name in ("first", "last", "hand_over", "reason")},
        ),
        said=_("Entered. The stand-in is told."), to=lambda _row: reverse("absences"),
    )  # fmt: skip
    title = _("Enter an absence")
    return editing.edit(
        request, form, deed, Sheet(title=title, button=_("Enter it"), back=reverse("absences"), crumbs=_crumbs(title))
    )


def cases_hand_over(request: Asked) -> HttpResponse:
    """Give all open cases of one officer to another."""
    form = HandOverForm(**editing.typed(request), **_choices(request))
    deed = Deed(
        do=lambda sent: acts.hand_over_all_cases(
            actor=request.actor, from_id=sent.cleaned_data["from_"], to_id=sent.cleaned_data["to"],
            reason=sent.cleaned_data["reason"],
        ),
        said=_("Handed over. The first receivers stay as they are."), to=lambda _n: reverse("absences"),
    )  # fmt: skip
    title = _("Hand over all cases")
    lead = _("At most 500 open cases at once. Each keeps its time limits and its first receiver.")
    sheet = Sheet(title=title, button=_("Hand over"), back=reverse("absences"), crumbs=_crumbs(title), lead=lead)
    return editing.edit(request, form, deed, sheet)


@require_POST
def absence_end(request: Asked, pk: int) -> HttpResponse:
    """The person is back earlier."""
    deed = lambda: acts.end_absence(actor=request.actor, absence_id=pk)  # noqa: E731
    return do_and_return(
        request, deed, said=_("The absence has ended. Cases handed over stay where they are."), to=reverse("absences")
    )


def _choices(request: Asked) -> dict[str, Any]:
    actor = request.actor
    return {"people": people_who_handle(actor), "own": actor.user_id, "may_all": actor.may(Permission.CASE_RULE)}


def _crumbs(title: str) -> tuple[Crumb, ...]:
    return Crumb(label=HERE, url=reverse("absences")), Crumb(label=title)


def _state(row: AbsenceLine) -> str:
    return _("Away now") if row.now else pgettext("absence", "To come")


def _orphan(row: OrphanLine) -> str:
    if row.department:
        return _("%(department)s has no liaison") % {"department": row.department}
    if row.officer:
        return _("%(officer)s may not handle it any more") % {"officer": row.officer}
    return _("No officer")


EMPTY = Empty(
    title=gettext_lazy("Nobody is away"), text=gettext_lazy("Enter an absence before it begins: new cases then go to the stand-in."),
    icon="user-check",
)  # fmt: skip
COLUMNS = (
    Shown(key="who", label=gettext_lazy("Who is away"), value=lambda r: r.who, head=True),
    Shown(key="stand_in", label=gettext_lazy("Who stands in"), value=lambda r: r.stand_in),
    Shown(key="first", label=gettext_lazy("First day"), value=lambda r: r.first, css="nowrap"),
    Shown(key="last", label=gettext_lazy("Last day (included)"), value=lambda r: r.last, css="nowrap"),
    Shown(key="state", label=gettext_lazy("State"), value=_state),
    Shown(key="cases", label=gettext_lazy("Open cases still with them"), value=lambda r: r.cases, numeric=True),
    Shown(key="end", label=gettext_lazy("End"), template="desk/absences/end_cell.html"),
)
ORPHAN_COLUMNS = (
    Shown(key="number", label=gettext_lazy("Number"), value=lambda r: r.number, cell=lambda r: Cell(text=r.number, url=f"/desk/cases/{r.case_id}"), head=True),
    Shown(key="title", label=gettext_lazy("What it is about"), value=lambda r: r.title),
    Shown(key="why", label=gettext_lazy("Why"), value=_orphan),
)  # fmt: skip
