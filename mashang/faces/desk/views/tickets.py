"""Files of hotlines: the list, handing one in, a blank sheet for the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.cases.acts.tickets import upload_tickets
from mashang.cases.reads.ticket_review import list_ticket_imports
from mashang.cases.reads.ticket_scope import list_sources
from mashang.cases.rules.tickets import blank_heads
from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import tell_form
from mashang.faces.desk.acts_offered import Offered, acts_offered
from mashang.faces.desk.figure_rows import FILE_SIZE
from mashang.faces.desk.forms.tickets import TicketsFilter, TicketsForm
from mashang.faces.desk.lists import XLSX, Shown, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.kernel.errors import Refused
from mashang.register.reads.blank_template import write_template
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb
from mashang.ui.tables import Cell, Empty, filter_chips

HERE = gettext_lazy("Tickets of hotlines")
UPLOAD = gettext_lazy("Take in a file")


def tickets(request: Asked) -> HttpResponseBase:
    """The files that came, newest first."""
    form = TicketsFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    found = list_ticket_imports(request.actor, state=said.get("state", ""), q=said.get("q", ""))
    if wants_file(request):
        return export(
            request,
            page="tickets",
            title=HERE,
            moment=read_moment(request.GET),
            shown=COLUMNS,
            rows=list(found[:FILE_SIZE]),
        )
    page = page_of_list(request, found)
    values = {
        "table": table_of(request, label=HERE, shown=COLUMNS, rows=page.object_list, sort="", page=page, empty=_empty()),
        "form": form, "chips": filter_chips(form, request.GET),
        "acts": acts_offered(
            request, Offered(label=_("Blank sheet"), name="tickets_blank", icon="file-spreadsheet", tone="link"),
            Offered(label=_("Send answers back"), name="tickets_out", icon="send"),
            Offered(label=UPLOAD, name="ticket_new", icon="upload", tone="primary"),
        ),
    }  # fmt: skip
    return render_page(request, "desk/tickets/list.html", values, title=HERE)


def ticket_new(request: Asked) -> HttpResponse:
    """Hand in a file; the next page shows what its tickets mean for us."""
    form = TicketsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, source = form.cleaned_data["file"], form.cleaned_data["source"]
        try:
            sent = do_once(
                request,
                lambda: upload_tickets(actor=request.actor, data=file.read(), name=file.name, source=source),
                to=lambda one: reverse("ticket_review", args=[one.pk]),
            )
        except Refused as refused:
            tell_form(form, refused)
        else:
            return HttpResponseRedirect(sent.to)
    crumbs = (Crumb(label=HERE, url=reverse("tickets")), Crumb(label=UPLOAD))
    values = {"form": form, "sources": list_sources(request.actor)}
    return render_page(request, "desk/tickets/new.html", values, title=UPLOAD, crumbs=crumbs)


def tickets_blank(request: Asked) -> HttpResponse:
    """A blank sheet with the columns of a ticket."""
    heads = [head for _field, head in blank_heads()]
    example = ["FZ202600010001", "2026-11-20 09:30", _("The lift stands still"), *[""] * (len(heads) - 3)]
    notes = _("One row a ticket; the number and a title or content must be there. Times as 2026-11-20 09:30.")
    response = HttpResponse(write_template(heads, notes=notes, example=example), content_type=XLSX)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, f"{_('Tickets')}.xlsx"))
    return response


def _empty() -> Empty:
    return Empty(
        title=_("No file of tickets here"),
        text=_("Take in the list that the hotline gave you: you see what is new, changed or refused before a case is opened."),
        url=reverse("ticket_new"), url_label=UPLOAD, icon="phone",
    )  # fmt: skip


def _count(verdict: str) -> Callable[[Any], int]:
    return lambda one: int(one.counts.get("verdicts", {}).get(verdict, 0))


def _name(one: Any) -> Cell:
    return Cell(text=one.name, url=reverse("ticket_review", args=[one.pk]), sub=one.source)


def _uploaded(one: Any) -> Cell:
    at = timezone.localtime(one.uploaded_at).strftime("%Y-%m-%d %H:%M")
    return Cell(text=at, sub=one.uploaded_by.name if one.uploaded_by else "")


COLUMNS = (
    Shown(key="name", label=gettext_lazy("File"), value=lambda one: one.name, cell=_name, head=True),
    Shown(key="source", label=gettext_lazy("Hotline"), value=lambda one: one.source, screen=False),
    Shown(key="new", label=gettext_lazy("New tickets"), value=_count("new"), numeric=True),
    Shown(key="changed", label=gettext_lazy("Changed tickets"), value=_count("changed"), numeric=True),
    Shown(key="same", label=gettext_lazy("Here already"), value=_count("same"), numeric=True),
    Shown(key="refused", label=gettext_lazy("Refused rows"), value=_count("refused"), numeric=True),
    Shown(
        key="state", label=gettext_lazy("State"), value=lambda one: str(one.get_state_display()), cell=lambda one: one,
        template="desk/tickets/state_cell.html",
    ),
    Shown(key="uploaded_at", label=gettext_lazy("Handed in"), value=lambda one: timezone.localdate(one.uploaded_at), cell=_uploaded),
)  # fmt: skip
