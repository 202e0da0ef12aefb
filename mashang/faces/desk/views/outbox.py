"""The outbox: what leaves the platform, what did not, and why."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.doors.guarding import Asked
from mashang.faces.desk.forms.trail import OutboxFilter
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.trail import before, nothing
from mashang.notices.acts.reading import retry
from mashang.notices.reads.outbox import list_outbox
from mashang.notices.reads.wording import error_words
from mashang.ui.tables import Column, Table, filter_chips, with_query
from mashang.ui.toast import toast

COLUMNS = (
    Column(key="at", label=_("When"), template="desk/trail/cell_when.html", head=True),
    Column(key="to", label=_("Recipient"), css="code"),
    Column(key="topic", label=_("About"), template="desk/trail/cell_letter.html"),
    Column(key="state", label=_("State"), template="desk/trail/cell_state.html"),
    Column(key="error", label=_("Why"), write=error_words),
    Column(key="attempts", label=_("Attempts"), numeric=True),
    Column(key="id", label=_("Act"), template="desk/trail/cell_retry.html"),
)


def outbox(request: Asked) -> HttpResponse:
    """Mail by state; in a demo with its text, because nothing leaves the machine."""
    form = OutboxFilter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    found = list_outbox(actor=request.actor, state=state, before=before(request))
    table = Table(
        label=_("Outbox"), columns=COLUMNS, rows=found.rows, query=request.GET, empty=nothing(reverse("outbox"))
    )
    values = {
        "form": form,
        "table": table,
        "chips": filter_chips(form, request.GET),
        "shown_only": any(row.state == "shown" for row in found.rows),
        "older_url": with_query(request.GET, {"before": str(found.next_before)}) if found.next_before else "",
        "newest_url": with_query(request.GET, {"before": ""}) if before(request) else "",
    }
    return render_page(request, "desk/trail/outbox.html", values, title=_("Outbox"))


@require_POST
def outbox_retry(request: Asked, pk: int) -> HttpResponse:
    """Queue one notice again."""
    retry(actor=request.actor, notice_id=pk)
    toast(request, _("It is queued again and goes out within a few seconds."))
    return HttpResponseRedirect(reverse("outbox"))
