"""The outbox: what leaves the platform, what did not, and why."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.clocks.acts.sweeping import release_deadlines
from mashang.clocks.reads.held import count_held
from mashang.doors.guarding import Asked
from mashang.faces.desk.forms.trail import OutboxFilter
from mashang.faces.desk.guard import guard
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
    Column(key="channel_words", label=_("Channel")),
    Column(key="topic", label=_("About"), template="desk/trail/cell_letter.html"),
    Column(key="state", label=_("State"), template="desk/trail/cell_state.html"),
    Column(key="error", label=_("Why"), write=error_words),
    Column(key="attempts", label=_("Attempts"), numeric=True),
    Column(key="id", label=_("Act"), template="desk/trail/cell_retry.html"),
)


def outbox(request: Asked) -> HttpResponse:
    """What leaves the platform, by channel and state; in a demo with its text, because nothing leaves the machine."""
    form = OutboxFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {"state": "", "channel": ""}
    found = list_outbox(actor=request.actor, before=before(request), **chosen)
    table = Table(
        label=_("Outbox"), columns=COLUMNS, rows=found.rows, query=request.GET, empty=nothing(reverse("outbox"))
    )
    values = {
        "form": form,
        "table": table,
        "chips": filter_chips(form, request.GET),
        "held": sum(count_held(actor=request.actor).values()),
        "may_release": guard.may_open(request, "outbox_release"),
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


@require_POST
def outbox_release(request: Asked) -> HttpResponse:
    """Let go the notices of overdue time limits that were held back."""
    n = release_deadlines(actor=request.actor)
    toast(request, _("%(n)s time limits are let go; who follows them is told within a few minutes.") % {"n": n})
    return HttpResponseRedirect(reverse("outbox"))
