"""One deed with many cases, and the report of what went through and what was refused and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mashang.cases.acts.bulk import Report, hand_over_cases, join_cases, urge_cases
from mashang.cases.acts.clustering import cluster_cases
from mashang.cases.reads.choices import list_officers
from mashang.cases.reads.desk_queue import QueueRow, list_picked
from mashang.doors.guarding import Asked
from mashang.doors.wording import say, tell_form
from mashang.faces.desk.case_rows import columns
from mashang.faces.desk.forms.case_bulk import BulkHandOver, BulkJoin, BulkLead
from mashang.faces.desk.lists import export_as
from mashang.faces.desk.nav import render_page
from mashang.kernel.errors import Refused
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb, Text
from mashang.ui.toast import toast

TITLES: dict[str, Text] = {
    "urge": gettext_lazy("Reminded"),
    "hand_over": gettext_lazy("Handed over"),
    "join": gettext_lazy("Joined into one"),
}
ASKS: dict[str, tuple[type[BulkHandOver] | type[BulkJoin] | type[BulkLead], Text]] = {
    "hand_over": (BulkHandOver, gettext_lazy("Hand over")),
    "join": (BulkJoin, gettext_lazy("Join into one")),
    "cluster": (BulkLead, gettext_lazy("Handle as one ask")),
}


@require_POST
def cases_bulk(request: Asked) -> HttpResponseBase:
    """Remind, hand over, join or export the picked cases; what a deed asks is asked on a page between."""
    picked = [int(one) for one in request.POST.getlist("pick") if one.isdecimal() and len(one) < 19]
    do = request.POST.get("do", "")
    rows = list_picked(request.actor, picked)
    if not rows or do not in (*TITLES, "cluster", "export"):
        toast(request, _("Pick some cases first."), tone="warn")
        return HttpResponseRedirect(reverse("cases"))
    if do == "export":
        return export_as(
            request, "xlsx", page="cases", title=_("Picked cases"), moment=read_moment(request.GET),
            shown=columns(request.actor.locale), rows=rows,
        )  # fmt: skip
    if do == "urge":
        return _told(request, do, urge_cases(actor=request.actor, case_ids=[row.id for row in rows]))
    return _asked(request, do, rows)


def _asked(request: Asked, do: str, rows: Sequence[QueueRow]) -> HttpResponse:
    kind, button = ASKS[do]
    choices = (
        list_officers(request.actor) if do == "hand_over" else [(row.id, f"{row.number} {row.title}") for row in rows]
    )
    form = kind(request.POST if "sure" in request.POST else None, choices=choices)
    if form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        ids = [row.id for row in rows]
        if do == "cluster" and (answer := _gathered(request, form, ids)):
            return answer
        if do == "join":
            return _told(request, do, join_cases(actor=request.actor, case_ids=ids, to_id=said["to"]))
        if do == "hand_over":
            report = hand_over_cases(actor=request.actor, case_ids=ids, user_id=said["user"], reason=said["reason"])
            return _told(request, do, report)
    values = {"form": form, "rows": rows, "do": do, "button": button, "back": reverse("cases")}
    return render_page(request, "desk/cases/bulk.html", values, title=button, crumbs=_crumbs(button))


def _gathered(request: Asked, form: Form, ids: Sequence[int]) -> HttpResponse | None:
    """The file of the lead; nothing when it was refused, which the form then says."""
    lead = form.cleaned_data["to"]
    try:
        cluster_cases(actor=request.actor, lead_id=lead, case_ids=set(ids) - {lead})
    except Refused as refused:
        tell_form(form, refused)
        return None
    toast(request, _("They are one ask now; the firms are told."))
    return HttpResponseRedirect(f"{reverse('case', args=[lead])}#together")


def _told(request: Asked, do: str, report: Report) -> HttpResponse:
    refused = [(one, say(one.why)) for one in report.refused]
    values = {"done": report.done, "refused": refused}
    return render_page(request, "desk/cases/bulk_report.html", values, title=TITLES[do], crumbs=_crumbs(TITLES[do]))


def _crumbs(title: Text) -> tuple[Crumb, ...]:
    return (Crumb(label=_("Requests and whistles"), url=reverse("cases")), Crumb(label=title))
