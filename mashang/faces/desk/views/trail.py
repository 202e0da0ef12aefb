"""The trail for the auditor: who did what, who saw what, taken out as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mashang.doors.guarding import Asked
from mashang.doors.wording import role_label
from mashang.faces.desk.forms.trail import EntryFilter, SightingFilter
from mashang.faces.desk.nav import render_page
from mashang.trail.acts.exporting import export_entries, export_views
from mashang.trail.reads.history import Line
from mashang.trail.reads.search import Seen, find_entries, find_views
from mashang.ui.page import Text
from mashang.ui.parts import Tab
from mashang.ui.tables import Column, Empty, Table, filter_chips, with_query

ENTRY_COLUMNS = (
    Column(key="at", label=_("When"), template="desk/trail/cell_when.html", head=True),
    Column(key="name", label=_("Who"), template="desk/trail/cell_who.html"),
    Column(key="words", label=_("Deed")),
    Column(key="subject_id", label=_("Record"), template="desk/trail/cell_subject.html"),
    Column(key="changes", label=_("What changed"), template="desk/trail/cell_changes.html"),
    Column(key="reason", label=_("Reason")),
)
VIEW_COLUMNS = (
    Column(key="at", label=_("When"), template="desk/trail/cell_when.html", head=True),
    Column(key="name", label=_("Who"), template="desk/trail/cell_who.html"),
    Column(key="page", label=_("Page")),
    Column(key="subject_id", label=_("Record"), template="desk/trail/cell_subject.html"),
    Column(key="fields", label=_("Fields seen"), write=lambda fields: gettext(", ").join(str(one) for one in fields)),
    Column(key="purpose", label=_("Purpose")),
)
CSV_HEAD = (
    _("No."), _("When"), _("Who"), _("Role"), _("Deed"), _("Code"), _("Record"), _("Number of the record"), _("Name of the record"),
    _("What changed"), _("Reason"), _("Request"),
)  # fmt: skip

VIEWS_HEAD = (
    _("No."), _("When"), _("Who"), _("Role"), _("Page"), _("Record"), _("Number of the record"), _("Name of the record"),
    _("Fields seen"), _("Purpose"),
)  # fmt: skip


def entries(request: Asked) -> HttpResponseBase:
    """Who did what: filter, read, take out."""
    form = EntryFilter(request.GET)
    filters = form.filters()
    if request.GET.get("export") == "csv":
        return as_csv(export_entries(actor=request.actor, filters=filters))
    found = find_entries(actor=request.actor, filters=filters, before=before(request))
    table = Table(
        label=_("The trail"),
        columns=ENTRY_COLUMNS,
        rows=found.lines,
        query=request.GET,
        exports=("csv",),
        empty=nothing(reverse("trail")),
    )
    return _list(request, form, table, found.next_before, title=_("Trail"), current="trail")


def sightings(request: Asked) -> HttpResponseBase:
    """Who saw which sensitive fields: filter, read, take out."""
    form = SightingFilter(request.GET)
    if request.GET.get("export") == "csv":
        return views_as_csv(export_views(actor=request.actor, filters=form.filters()))
    found = find_views(actor=request.actor, filters=form.filters(), before=before(request))
    table = Table(
        label=_("Views of sensitive fields"),
        columns=VIEW_COLUMNS,
        rows=found.lines,
        query=request.GET,
        exports=("csv",),
        empty=nothing(reverse("trail_views")),
    )
    return _list(request, form, table, found.next_before, title=_("Trail"), current="trail_views")


def _list(
    request: Asked, form: SightingFilter, table: Table, older: int | None, *, title: Text, current: str
) -> HttpResponse:
    tabs = [
        Tab(label=_("Deeds"), url=reverse("trail"), current=current == "trail"),
        Tab(label=_("Views of sensitive fields"), url=reverse("trail_views"), current=current == "trail_views"),
    ]
    values = {
        "form": form,
        "table": table,
        "tabs": tabs,
        "chips": filter_chips(form, request.GET),
        "older_url": with_query(request.GET, {"before": str(older)}) if older else "",
        "newest_url": with_query(request.GET, {"before": ""}) if before(request) else "",
    }
    return render_page(request, "desk/trail/list.html", values, title=title)


def before(request: Asked) -> int | None:
    """Where this page of the list begins; what is no number is as good as nothing."""
    wanted = request.GET.get("before", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None


def nothing(url: str) -> Empty:
    """Why the list is empty, and the way out."""
    return Empty(
        title=_("Nothing fits these filters"), text=_("Take a filter away."), url=url, url_label=_("Show everything")
    )


class _Echo:
    """A file that gives back what is written to it: the rows leave as they are made."""

    def write(self, value: str) -> str:
        return value


def as_csv(lines: Iterable[Line]) -> StreamingHttpResponse:
    """The lines as CSV in UTF-8 with its mark, as spreadsheet programs expect it."""
    return _as_file(_csv_rows(lines), "trail")


def views_as_csv(views: Iterable[Seen]) -> StreamingHttpResponse:
    """Who saw what, as CSV in the same way."""
    return _as_file(_view_rows(views), "views")


def _as_file(rows: Iterator[str], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate().isoformat()}.csv"'
    return response


def _view_rows(views: Iterable[Seen]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow([str(word) for word in VIEWS_HEAD])
    for one in views:
        values = (
            one.id, timezone.localtime(one.at).isoformat(sep=" ", timespec="seconds"), one.name, role_label(one.role),
            one.page, one.subject_words, one.subject_id, one.subject_name, "; ".join(str(field) for field in one.fields),
            one.purpose,
        )  # fmt: skip
        yield writer.writerow([_safe(value) for value in values])


def _csv_rows(lines: Iterable[Line]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow([str(word) for word in CSV_HEAD])
    for line in lines:
        changes = "; ".join(f"{c.words}: {c.before} → {c.after}" for c in line.changes if not c.hidden)
        values = (
            line.id, timezone.localtime(line.at).isoformat(sep=" ", timespec="seconds"), line.name, role_label(line.role),
            line.words, line.act, line.subject_words, line.subject_id, line.subject_name, changes, line.reason, line.request_id,
        )  # fmt: skip
        yield writer.writerow([_safe(value) for value in values])


def _safe(value: object) -> str:
    """A text that a spreadsheet will not take for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text[:1] else text
