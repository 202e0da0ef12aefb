"""The review of one file of tickets: its columns, its rows, taking it in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from mashang.cases.acts.ticket_returning import fetch_refused_tickets
from mashang.cases.acts.ticket_taking import take_tickets
from mashang.cases.acts.tickets import drop_tickets, reread_tickets
from mashang.cases.reads.choices import PRIORITIES
from mashang.cases.reads.ticket_review import VERDICTS, TicketLine, lines_of, rows_of_import, taken_so_far
from mashang.cases.reads.ticket_scope import get_ticket_import
from mashang.doors.guarding import Asked
from mashang.doors.wording import say
from mashang.faces.desk import ticket_words as words
from mashang.faces.desk.answering import do_and_return, open_anew
from mashang.faces.desk.forms.tickets import RowsFilter
from mashang.faces.desk.lists import XLSX, Shown, columns_of, page_of_list, rows_of
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.tickets import HERE
from mashang.kernel.errors import Refused
from mashang.kernel.text import Message
from mashang.register.reads.choices import label_of
from mashang.ui.page import Crumb
from mashang.ui.parts import Tab
from mashang.ui.tables import Cell, Empty, Table, filter_chips, with_query
from mashang.ui.toast import toast

ROWS = gettext_lazy("Rows of the file")


def ticket_review(request: Asked, pk: int) -> HttpResponse:
    """One file: while it is taken in its progress, else its rows by what they mean."""
    imported = get_ticket_import(request.actor, pk)
    crumbs = (Crumb(label=HERE, url=reverse("tickets")), Crumb(label=imported.name))
    values: dict[str, Any] = {"file": imported, "tone": words.TONES[imported.state], **_progress(imported)}
    if imported.state != "taking":
        values |= _rows(request, imported) | _columns(imported)
    return render_page(request, "desk/tickets/review.html", values, title=imported.name, crumbs=crumbs)


def ticket_progress(request: Asked, pk: int) -> HttpResponse:
    """The progress again, for the page that waits; it opens the review once the work is done."""
    imported = get_ticket_import(request.actor, pk)
    if imported.state != "taking":
        return open_anew(request, reverse("ticket_review", args=[pk]))
    return render(request, "desk/tickets/progress.html", {"file": imported, **_progress(imported)})


@require_POST
def ticket_columns(request: Asked, pk: int) -> HttpResponse:
    """Say what the columns hold, and read the rows again."""
    said = dict(zip(request.POST.getlist("head"), request.POST.getlist("field"), strict=False))
    deed = lambda: reread_tickets(actor=request.actor, import_id=pk, fields=said)  # noqa: E731
    return do_and_return(
        request, deed, said=_("Columns noted, and read again."), to=reverse("ticket_review", args=[pk])
    )


@require_POST
def ticket_beyond(request: Asked, pk: int) -> HttpResponse:
    """Take in tickets of towers outside the area too, or not."""
    beyond = request.POST.get("beyond") == "1"
    deed = lambda: reread_tickets(actor=request.actor, import_id=pk, beyond=beyond)  # noqa: E731
    return do_and_return(request, deed, said=_("Noted, and read again."), to=reverse("ticket_review", args=[pk]))


@require_POST
def ticket_take(request: Asked, pk: int) -> HttpResponse:
    """Take in what is new or changed; a long file by the worker, while the page shows how far it is."""
    to = reverse("ticket_review", args=[pk])
    try:
        imported = take_tickets(actor=request.actor, import_id=pk)
    except Refused as refused:
        toast(request, say(refused), tone="bad")
        return HttpResponseRedirect(to)
    if imported.state == "taken":
        toast(request, _("The tickets are taken in; each case went to whoever receives it."))
    return HttpResponseRedirect(to)


@require_POST
def ticket_drop(request: Asked, pk: int) -> HttpResponse:
    """Put the file away; nothing is opened."""
    deed = lambda: drop_tickets(actor=request.actor, import_id=pk)  # noqa: E731
    return do_and_return(request, deed, said=_("Put away. Nothing was changed."), to=reverse("tickets"))


def ticket_refused(request: Asked, pk: int) -> HttpResponse:
    """The refused rows as they came, with the reasons, as a workbook."""
    imported = get_ticket_import(request.actor, pk)
    data = fetch_refused_tickets(
        actor=request.actor, import_id=pk, says=words.reasons, column=_("Why it was not taken in"),
        head=_("Tickets of %(source)s that were not taken in") % {"source": imported.source},
    )  # fmt: skip
    response = HttpResponse(data, content_type=XLSX)
    name = f"{imported.name.rsplit('.', 1)[0]}-{_('returned')}.xlsx"
    response.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    return response


def _rows(request: Asked, imported: Any) -> dict[str, Any]:
    form = RowsFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    verdict = said.get("verdict", "") if said.get("verdict") in dict(VERDICTS) else ""
    found = rows_of_import(request.actor, imported.pk, verdict=verdict, q=said.get("q", ""))
    page = page_of_list(request, found)
    counts = imported.counts.get("verdicts", {})
    table = Table(
        label=ROWS, columns=columns_of(COLUMNS), rows=rows_of(COLUMNS, lines_of(request.actor, list(page.object_list))),
        query=request.GET, page=page, empty=_empty(),
    )  # fmt: skip
    wanted = counts.get("new", 0) + counts.get("changed", 0)
    button = ngettext("Take in %(n)s ticket", "Take in %(n)s tickets", wanted) % {"n": wanted}
    return {
        "table": table, "tabs": _tabs(request, counts, verdict), "form": form, "chips": filter_chips(form, request.GET),
        "counts": counts, "wanted": wanted, "button": button, "open": imported.state == "review",
    }  # fmt: skip


def _empty() -> Empty:
    text = _("Take away a filter, or look in another tab.")
    return Empty(title=_("No such row"), text=text, url="?", url_label=_("Clear all"))


def _tabs(request: Asked, counts: dict[str, int], verdict: str) -> list[Tab]:
    every = Tab(
        label=_("All"),
        url=with_query(request.GET, {"verdict": "", "page": ""}),
        count=sum(counts.values()),
        current=not verdict,
    )
    return [every] + [
        Tab(
            label=label, url=with_query(request.GET, {"verdict": code, "page": ""}), count=counts[code], current=code == verdict,
            warn=code == "refused",
        )
        for code, label in VERDICTS if counts.get(code)
    ]  # fmt: skip


def _columns(imported: Any) -> dict[str, Any]:
    return {
        "columns": [one for one in imported.columns if one["label"]], "known": sum(bool(one["field"]) for one in imported.columns),
        "fields": [("ignore", _("not taken in")), *words.FIELDS.items()],
        "lacks": [words.FIELDS[one] for one in imported.counts.get("lacks", [])],
    }  # fmt: skip


def _progress(imported: Any) -> dict[str, Any]:
    stopped = imported.stopped
    values: dict[str, Any] = {"stopped": say(Message(stopped["id"], stopped["params"])) if stopped else ""}
    if imported.state == "taking":
        done, total = taken_so_far(imported)
        values |= {
            "done": done,
            "total": total,
            "said": _("%(done)s of %(total)s tickets taken in") % {"done": done, "total": total},
        }
    return values


def _case(line: TicketLine) -> Cell:
    return Cell(text=line.case or "—", url=reverse("case", args=[line.case_id]) if line.case_id else "")


COLUMNS = (
    Shown(key="number", label=gettext_lazy("Ticket number"), cell=lambda one: Cell(text=one.number or "—", sub=_("row %(no)s") % {"no": one.row_no}), head=True),
    Shown(key="verdict", label=gettext_lazy("What it means"), cell=lambda one: one, template="desk/tickets/verdict_cell.html"),
    Shown(key="title", label=gettext_lazy("What it is about"), cell=lambda one: one, template="desk/tickets/about_cell.html"),
    Shown(key="place", label=gettext_lazy("Place and firm"), cell=lambda one: Cell(text=one.place or "—", sub=one.firm)),
    Shown(key="received", label=gettext_lazy("Received"), cell=lambda one: words.instant(one.received_at), css="nowrap"),
    Shown(
        key="due", label=gettext_lazy("Due by the hotline"), css="nowrap",
        cell=lambda one: Cell(text=words.instant(one.due_at), sub=label_of(PRIORITIES, one.priority) if one.priority != "normal" else ""),
    ),
    Shown(key="case", label=gettext_lazy("Case"), cell=_case, css="nowrap"),
)  # fmt: skip
