"""Answers of tickets on their way back to the hotline, and the files that went."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mashang.cases.acts.ticket_sending import MOST, fetch_ticket_export, send_tickets
from mashang.cases.reads.choices import OUTCOMES, STATES
from mashang.cases.reads.tickets_out import list_ticket_exports, list_ticket_sources, list_tickets_out
from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import say
from mashang.faces.desk.figure_rows import FILE_SIZE
from mashang.faces.desk.forms.tickets import SendFilter
from mashang.faces.desk.lists import Shown, columns_of, export, page_of_list, rows_of, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.ticket_words import instant
from mashang.faces.desk.views.tickets import HERE
from mashang.kernel.errors import Refused
from mashang.register.reads.choices import label_of
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb
from mashang.ui.tables import Cell, Empty, Table, filter_chips
from mashang.ui.toast import toast

OUT = gettext_lazy("Send answers back")
SENT = gettext_lazy("Files that went back")


def tickets_out(request: Asked) -> HttpResponse:
    """The tickets of a hotline, those first that are answered and not sent back as they stand."""
    form = SendFilter(request.GET, sources=list_ticket_sources(request.actor))
    wanted = form.wanted
    found = list_tickets_out(request.actor, **wanted)
    page = page_of_list(request, found, 50)
    table = Table(
        label=OUT, columns=columns_of(COLUMNS), rows=rows_of(COLUMNS, page.object_list), query=request.GET, page=page,
        empty=_empty(),
    )  # fmt: skip
    values = {
        "table": table, "form": form, "chips": filter_chips(form, request.GET), "wanted": wanted, "total": page.paginator.count,
    }  # fmt: skip
    crumbs = (Crumb(label=HERE, url=reverse("tickets")), Crumb(label=OUT))
    return render_page(request, "desk/tickets/out.html", values, title=OUT, crumbs=crumbs)


@require_POST
def tickets_send(request: Asked) -> HttpResponse:
    """Make the file of the picked tickets, or of all that the list holds."""
    wanted = {name: request.POST.get(name, "") for name in ("source", "standing", "q")}
    try:
        sent = do_once(request, lambda: _send(request, wanted), to=lambda _one: reverse("tickets_sent"))
    except Refused as refused:
        toast(request, say(refused), tone="bad")
        return HttpResponseRedirect(reverse("tickets_out"))
    toast(request, _("The file is made. Fetch it here and hand it to the hotline."))
    return HttpResponseRedirect(sent.to)


def _send(request: Asked, wanted: dict[str, str]) -> Any:
    if request.POST.get("which") == "all":
        ids = list(list_tickets_out(request.actor, **wanted).values_list("pk", flat=True)[: MOST + 1])
    else:
        ids = [int(one) for one in request.POST.getlist("pick") if one.isdecimal() and len(one) < 19]
    day, mark = timezone.localdate().isoformat(), _("answers to tickets")
    source = wanted["source"] or _("Hotline")
    head = _("Answers to tickets of %(source)s, %(day)s, by %(who)s") % {
        "source": source,
        "day": day,
        "who": request.actor.name,
    }
    return send_tickets(
        actor=request.actor, case_ids=ids, source=wanted["source"], form=request.POST.get("form", ""),
        name=f"{source}-{mark}-{day}".replace("/", " "), head=head,
    )  # fmt: skip


def tickets_sent(request: Asked) -> HttpResponseBase:
    """The files that went back: of which hotline, how many tickets, by whom and when."""
    found = list_ticket_exports(request.actor)
    if wants_file(request):
        return export(
            request,
            page="tickets_sent",
            title=SENT,
            moment=read_moment(request.GET),
            shown=FILES,
            rows=list(found[:FILE_SIZE]),
        )
    page = page_of_list(request, found)
    empty = Empty(title=_("Nothing went back yet"), text=_("Choose answered tickets and make their file."), url=reverse("tickets_out"), url_label=OUT, icon="send")  # fmt: skip
    table = table_of(request, label=SENT, shown=FILES, rows=page.object_list, sort="", page=page, empty=empty)
    crumbs = (Crumb(label=HERE, url=reverse("tickets")), Crumb(label=SENT))
    return render_page(request, "desk/tickets/sent.html", {"table": table}, title=SENT, crumbs=crumbs)


def ticket_sent_file(request: Asked, pk: int) -> HttpResponse:
    """A file that went back, as it was made."""
    name, data, media = fetch_ticket_export(actor=request.actor, export_id=pk)
    response = HttpResponse(data, content_type=media)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    return response


def _empty() -> Empty:
    return Empty(
        title=_("No ticket stands here"), text=_("What is answered and not sent back yet stands here; look at all tickets with the filter."),
        url="?standing=all", url_label=_("All tickets"), icon="send",
    )  # fmt: skip


def _number(case: Any) -> Cell:
    return Cell(text=case.external_no or case.number, url=reverse("case", args=[case.pk]), sub=case.number)


def _sent(case: Any) -> Cell:
    at, state = case.sent_at, case.sent_state
    return Cell(text=instant(at), sub=label_of(STATES, state) if state else "")


COLUMNS = (
    Shown(key="pick", label=gettext_lazy("Choose"), cell=lambda one: one, template="desk/tickets/pick_cell.html"),
    Shown(key="number", label=gettext_lazy("Ticket number"), cell=_number, head=True),
    Shown(key="title", label=gettext_lazy("What it is about"), cell=lambda one: one.title),
    Shown(
        key="state", label=gettext_lazy("State"),
        cell=lambda one: Cell(text=label_of(STATES, one.state), sub=label_of(OUTCOMES, one.outcome) if one.outcome else ""),
    ),
    Shown(key="received", label=gettext_lazy("Received"), cell=lambda one: instant(one.opened_at), css="nowrap"),
    Shown(key="due", label=gettext_lazy("Due by the hotline"), cell=lambda one: instant(one.external_due_at), css="nowrap"),
    Shown(key="sent", label=gettext_lazy("Last sent back"), cell=_sent, css="nowrap"),
)  # fmt: skip
FILES = (
    Shown(
        key="name", label=gettext_lazy("File"), value=lambda one: one.document.name if one.document else "", head=True,
        cell=lambda one: Cell(text=one.document.name if one.document else "—", url=reverse("ticket_sent_file", args=[one.pk])),
    ),
    Shown(key="source", label=gettext_lazy("Hotline"), value=lambda one: one.source),
    Shown(key="tickets", label=gettext_lazy("Tickets"), value=lambda one: one.tickets, numeric=True),
    Shown(key="sent_at", label=gettext_lazy("Sent back on"), value=lambda one: timezone.localdate(one.sent_at), cell=lambda one: instant(one.sent_at), css="nowrap"),
    Shown(key="sent_by", label=gettext_lazy("By whom"), value=lambda one: one.sent_by.name if one.sent_by else ""),
)  # fmt: skip
