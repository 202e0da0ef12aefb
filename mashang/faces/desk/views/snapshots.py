"""Published snapshots: what one holds, its files, correcting it, and two beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.accounts.rules.roles import Permission
from mashang.doors.guarding import Asked
from mashang.faces.desk import writing
from mashang.faces.desk.answering import ask_and_do
from mashang.faces.desk.forms.rounds import CompareForm
from mashang.faces.desk.lists import CSV, XLSX, Shown, export, files_offered, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.round_words import CHANGES, COLUMNS, TABLES
from mashang.faces.desk.snapshot_words import in_words
from mashang.kernel.errors import Refused
from mashang.register.acts.exporting import export_rows
from mashang.register.acts.rounds import correct_snapshot
from mashang.register.reads.exports import Sheet, write_csv, write_xlsx
from mashang.register.reads.rounds.changes import LeftOut, list_left_out
from mashang.register.reads.rounds.snapshots import (
    FirmChange,
    SnapshotLine,
    compare_snapshots,
    get_snapshot,
    is_sound,
    list_snapshot_rows,
    list_snapshots,
)
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb
from mashang.ui.tables import Cell, Empty, filter_chips

HERE = gettext_lazy("Snapshots")


def snapshots(request: Asked) -> HttpResponse:
    """All snapshots of one's area, newest first."""
    lines = list_snapshots(request.actor)
    crumbs = (Crumb(label=gettext_lazy("Census rounds"), url=reverse("rounds")), Crumb(label=HERE))
    return render_page(request, "desk/rounds/snapshots.html", {"lines": lines}, title=HERE, crumbs=crumbs)


def snapshot(request: Asked, pk: int) -> HttpResponseBase:
    """One snapshot: what it comes to, its files, and whether the register still gives the same rows."""
    line = get_snapshot(request.actor, pk)
    if wants_file(request):
        return _file(request, line)
    left_out = list_left_out(request.actor, line.round_id)
    values = {
        "line": line,
        "left_out": left_out,
        "left_out_why": _by_reason(left_out),
        "files": [{"table": name, "label": TABLES[name], **file} for name, file in line.files.items()],
        "sound": is_sound(request.actor, pk) if request.GET.get("check") else None,
        "others": [one for one in list_snapshots(request.actor) if one.id != pk and one.area == line.area],
        "exports": files_offered(request),
        "may_correct": request.actor.may(Permission.CENSUS_RUN) and line.corrected_by is None,
    }
    title = _("Snapshot no. %(no)s") % {"no": line.no}
    return render_page(request, "desk/rounds/snapshot.html", values, title=title, crumbs=_crumbs(title))


def _by_reason(left_out: Sequence[LeftOut]) -> list[tuple[str, list[str]]]:
    """Why towers were left out, the reason of most of them first, with their names."""
    told: dict[str, list[str]] = {}
    for one in left_out:
        told.setdefault(one.reason, []).append(one.tower)
    return sorted(told.items(), key=lambda item: -len(item[1]))


def _file(request: Asked, line: SnapshotLine) -> FileResponse:
    table, form = request.GET.get("table", "stays"), request.GET["export"]
    names, rows = list_snapshot_rows(request.actor, line.id, table, named=True)
    export_rows(
        actor=request.actor, page="snapshot", form=form, rows=int(line.files[table]["rows"]), as_of=line.valid_on,
        query=f"table={table}", subject_id=line.id,
    )  # fmt: skip
    title = _("Snapshot no. %(no)s, %(table)s") % {"no": line.no, "table": TABLES[table]}
    head = _("%(title)s, as of %(day)s") % {"title": title, "day": line.valid_on}
    sheet = Sheet(
        name=str(TABLES[table]), head=head, columns=[str(COLUMNS[name]) for name in names],
        rows=([in_words(table, name, value) for name, value in zip(names, row, strict=True)] for row in rows),
    )  # fmt: skip
    name = f"{title}.{form}"
    if form == "csv":
        return FileResponse(BytesIO(write_csv(sheet)), as_attachment=True, filename=name, content_type=CSV)
    return FileResponse(write_xlsx(sheet), as_attachment=True, filename=name, content_type=XLSX)


def snapshot_correct(request: Asked, pk: int) -> HttpResponse:
    """Publish what is known today of the same day, under the next number."""
    line = get_snapshot(request.actor, pk)
    title = _("Correct snapshot no. %(no)s") % {"no": line.no}
    return ask_and_do(
        request, lambda reason: correct_snapshot(actor=request.actor, snapshot_id=pk, reason=reason), title=title,
        explains=[
            _("This snapshot stays as it is. What the register holds of %(day)s today is published under the next number, with your reason.")
            % {"day": line.valid_on}
        ],
        button=_("Publish the correction"), said=_("The correction is published."), to=reverse("snapshot", args=[pk]),
        crumbs=_crumbs(title),
    )  # fmt: skip


def snapshots_compare(request: Asked) -> HttpResponseBase:
    """Two snapshots beside each other: which firms came, went, grew, shrank and moved."""
    lines = list_snapshots(request.actor)
    form = CompareForm(request.GET, snapshots=[(one.id, f"{one.no} · {one.area} · {one.valid_on}") for one in lines])
    old, new, kind = form.chosen(lines)
    problem, rows = "", list[FirmChange]()
    if old and new:
        try:
            rows = compare_snapshots(request.actor, old, new)
        except Refused as refused:
            problem = str(refused)
    counts = {code: sum(row.kind == code for row in rows) for code in CHANGES}
    rows = [row for row in rows if not kind or row.kind == kind]
    title = _("Two snapshots compared")
    if wants_file(request):
        return export(request, page="snapshots", title=title, moment=read_moment(request.GET), shown=CHANGED, rows=rows)
    page = page_of_list(request, rows, 50)
    table = table_of(request, label=title, shown=CHANGED, rows=page.object_list, sort="", page=page, empty=_empty())
    values = {
        "form": form, "chips": filter_chips(form, request.GET), "table": table, "problem": problem,
        "counts": [(CHANGES[code], n) for code, n in counts.items()], "ready": bool(old and new), "lines": lines,
    }  # fmt: skip
    return render_page(request, "desk/rounds/compare.html", values, title=title, crumbs=_crumbs(title))


def _empty() -> Empty:
    return Empty(title=_("Nothing of this kind differs"), text=_("Take a filter away, or choose two other snapshots."))


def _crumbs(here: Any) -> tuple[Crumb, ...]:
    return (Crumb(label=HERE, url=reverse("snapshots")), Crumb(label=here))


def _firm(change: FirmChange) -> Cell:
    """A firm, with the names of the records that were merged into it in between."""
    others = _("Merged into it since: %(names)s") % {"names": _joined(change.others)} if change.others else ""
    return Cell(text=change.firm, url=reverse("firm", args=[change.firm_id]), sub=others)


def _joined(names: tuple[str, ...]) -> str:
    return _(", ").join(name or "—" for name in names)


CHANGED = (
    Shown(key="firm", label=gettext_lazy("Firm"), value=lambda c: c.firm, cell=_firm, head=True),
    Shown(key="others", label=gettext_lazy("Merged into it since"), value=lambda c: _joined(c.others) if c.others else "", screen=False),
    Shown(key="kind", label=gettext_lazy("What became of it"), value=lambda c: str(CHANGES[c.kind][1]), cell=lambda c: CHANGES[c.kind], template="desk/rounds/cell_change.html"),
    Shown(key="towers", label=gettext_lazy("Towers"), value=lambda c: _joined(c.towers)),
    Shown(key="before", label=gettext_lazy("Rooms before"), value=lambda c: _joined(c.rooms_before)),
    Shown(key="after", label=gettext_lazy("Rooms after"), value=lambda c: _joined(c.rooms_after)),
    Shown(key="sqm_before", label=gettext_lazy("㎡ before"), value=lambda c: c.sqm_before, cell=lambda c: writing.area(c.sqm_before), numeric=True),
    Shown(key="sqm_after", label=gettext_lazy("㎡ after"), value=lambda c: c.sqm_after, cell=lambda c: writing.area(c.sqm_after), numeric=True),
    Shown(key="change", label=gettext_lazy("Change ㎡"), value=lambda c: c.change_sqm, cell=lambda c: writing.area(c.change_sqm), numeric=True),
)  # fmt: skip
