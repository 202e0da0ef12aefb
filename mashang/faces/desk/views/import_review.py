"""The review of one import: differences, decisions, applying."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mashang.doors.guarding import Asked
from mashang.doors.wording import say
from mashang.faces.desk import import_words as words
from mashang.faces.desk.forms.imports import SheetForm
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.writing import whole_area
from mashang.kernel.errors import Refused
from mashang.kernel.text import Message
from mashang.register.acts import importing
from mashang.register.reads.alike import find_alike_towers
from mashang.register.reads.import_progress import get_progress
from mashang.register.reads.imports import (
    DIFFERENCES,
    PER_GROUP,
    Group,
    Review,
    ReviewRow,
    get_import,
    get_review,
    get_tallies,
    list_tower_choices,
)
from mashang.register.reads.row_reasons import COLUMN_FIELDS, reasons
from mashang.ui.page import Crumb
from mashang.ui.parts import Part, Tab
from mashang.ui.toast import toast

PARTS = (
    ("same", "bar-same"),
    ("changed", "b-chg"),
    ("new", "b-new"),
    ("moved", "b-mov"),
    ("conflict", "b-conf"),
    ("refused", "b-ref"),
    ("duplicate", "bar-skip"),
    ("skipped", "bar-skip"),
)
BUSY = {"uploaded", "reading", "applying"}


def import_review(request: Asked, pk: int) -> HttpResponse:
    """One import: while it is worked on its progress, then its differences, then what came of it."""
    batch = get_import(request.actor, pk)
    crumbs = (Crumb(label=_("Imports"), url=reverse("imports")), Crumb(label=batch.name))
    if batch.state in BUSY or batch.state == "broken":
        values = {"batch": batch, "busy": batch.state in BUSY, **_progress(batch)}
        return render_page(request, "desk/imports/waiting.html", values, title=batch.name, crumbs=crumbs)
    kind = request.GET.get("kind", "")
    count = int(batch.counts.get("left_open", 0) if kind == "left" else batch.counts.get("verdicts", {}).get(kind, 0))
    pager = Paginator(range(count), PER_GROUP).get_page(request.GET.get("page"))
    review = get_review(request.actor, pk, verdict=kind, page=pager.number)
    values = {**_values(review, kind), **_buildings(request, review)}
    if kind and review.groups:
        values["pager"] = pager
    return render_page(request, "desk/imports/review.html", values, title=_("Review the tenant sheet"), crumbs=crumbs)


def import_progress(request: Asked, pk: int) -> HttpResponse:
    """The progress again, for the page that waits; it reloads itself once the work is done."""
    batch = get_import(request.actor, pk)
    if batch.state not in BUSY:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("import_review", args=[pk])
        return response
    return render(request, "desk/imports/progress.html", {"batch": batch, **_progress(batch)})


def _buildings(request: Asked, review: Review) -> dict[str, Any]:
    """Buildings of the sheet that the register does not hold, each with the towers that it may be."""
    if not review.new_towers:
        return {}
    towers = list_tower_choices(request.actor)
    alike = find_alike_towers(request.actor, [building.place for building in review.new_towers])
    names = dict(towers)
    rows = [(one, [(pk, names[pk]) for pk in alike[one.place] if pk in names]) for one in review.new_towers]
    return {"towers": towers, "buildings": rows, "doubtful": sum(bool(likely) for _one, likely in rows)}


@require_POST
def import_decide(request: Asked, pk: int) -> HttpResponse:
    """Keep the decisions of the page; then, as the button says, a whole group, all proposals, or apply."""
    back = reverse("import_review", args=[pk])
    if query := request.POST.get("query", ""):
        back = f"{back}?{query}"
    try:
        for verdict in DIFFERENCES:
            if (decision := request.POST.get(f"group-{verdict}", "later")) != "later":
                importing.decide_group(actor=request.actor, batch_id=pk, verdict=verdict, decision=decision)
        importing.decide_rows(actor=request.actor, batch_id=pk, decisions=_decisions(request))
        if request.POST.get("do") == "all":
            importing.decide_group(actor=request.actor, batch_id=pk, verdict="all", decision="accept")
        if request.POST.get("do") == "proposals":
            importing.accept_proposals(actor=request.actor, batch_id=pk)
        if request.POST.get("do") == "apply":
            return _apply(request, pk)
    except Refused as refused:
        toast(request, say(refused), tone="bad")
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/imports/bar.html", _bar(*get_tallies(request.actor, pk)))
    return HttpResponseRedirect(back)


def _apply(request: Asked, pk: int) -> HttpResponse:
    batch = importing.begin_applying(actor=request.actor, batch_id=pk)
    to = reverse("import_review", args=[pk])
    if batch.state == "applied":
        left = batch.counts["left_open"]
        said = _("Import %(no)s applied: %(count)s differences.") % {"no": batch.no, "count": batch.counts["applied"]}
        if left:
            said += " " + _("%(count)s could not be carried out.") % {"count": left}
        toast(request, said, tone="warn" if left else "ok")
    elif batch.progress.get("moved"):
        toast(
            request,
            _("Nothing was applied: the register has changed under %(count)s rows. They are open again.")
            % {"count": batch.progress["moved"]},
            tone="warn",
        )
    return HttpResponseRedirect(to)


def _decisions(request: Asked) -> dict[int, tuple[str, str]]:
    """Radio buttons of the page: `row-7` accept, refuse or later; `side-7` the chosen side of a conflict."""
    found: dict[int, tuple[str, str]] = {}
    for name, value in request.POST.items():
        kind, _dash, number = name.partition("-")
        if number.isdecimal() and kind in {"row", "side"} and isinstance(value, str):
            found[int(number)] = ("accept", value) if kind == "side" else (value, "")
    return found


def _progress(batch: Any) -> dict[str, Any]:
    progress = get_progress(batch)
    phase, rows = progress.get("phase", ""), progress.get("rows", 0)
    texts = {
        "reading": _("Reading the file"),
        "comparing": _("Comparing %(rows)s rows with the register") % {"rows": rows},
        "applying": _("Differences applied so far: %(rows)s") % {"rows": rows},
    }
    said = batch.broken.get("message", {}), batch.broken.get("mend", {})
    why, mend = (say(Message(s.get("id", ""), s.get("params"))) if s.get("id") else "" for s in said)
    return {"progress_text": texts.get(phase, _("Waiting for its turn")), "why": why, "mend": mend}


def _values(review: Review, kind: str) -> dict[str, Any]:
    batch = review.batch
    state_lamp, state_text = words.STATES[batch.state]
    said = batch.progress.get("refused", {})
    refused = batch.counts.get("verdicts", {}).get("refused", 0) + review.decided.get("refuse", 0)
    return {
        "review": review,
        "batch": batch,
        "kind": kind,
        "lamp": state_lamp,
        "state_text": state_text,
        "open": batch.state == "compared",
        "groups": [_group(group) for group in review.groups],
        "tabs": _tabs(review, kind),
        "parts": _parts(review),
        "refused": refused,
        "notes": [words.NOTES[note] for note in batch.mapping.get("notes", []) if note in words.NOTES],
        "not_applied": say(Message(said["id"], said.get("params"))) if said else "",
        "columns": _columns(batch),
        "sheet_form": SheetForm(initial={"as_of_on": batch.as_of_on, "whole": "whole" if batch.whole else "part"}),
        **_bar(review.decided, review.verdicts),
        "accepted_area": whole_area(review.accepted_area),
        "leaving_area": whole_area(review.leaving_area),
    }


def _parts(review: Review) -> list[Part]:
    sheets = review.in_sheets
    return [
        Part(label=words.GROUPS[k][0], amount=sheets[k], css=css, text=str(sheets[k]))
        for k, css in PARTS
        if sheets.get(k)
    ]


def _tabs(review: Review, kind: str) -> list[Tab]:
    tabs = [Tab(label=_("All"), url="?", count=review.differences, current=not kind)]
    counts = review.verdicts | {"left": review.batch.counts.get("left_open", 0)}
    for verdict in ("left", *DIFFERENCES, "refused", "same", "duplicate", "skipped"):
        if count := counts.get(verdict, 0):
            tabs.append(
                Tab(
                    label=words.GROUPS[verdict][0],
                    url=f"?kind={verdict}",
                    count=count,
                    current=kind == verdict,
                    warn=verdict in ("conflict", "left"),
                )
            )
    return tabs


def _group(group: Group) -> dict[str, Any]:
    name, title = words.GROUPS[group.verdict]
    return {
        "verdict": group.verdict,
        "name": name,
        "title": title,
        "count": words.counted(group.count),
        "area": _("%(area)s ㎡ in all") % {"area": whole_area(group.area_sqm)} if group.area_sqm else "",
        "decidable": group.verdict in DIFFERENCES,
        "rows": [_row(row) for row in group.rows],
        "more": group.count - len(group.rows),
    }


def _row(row: ReviewRow) -> dict[str, Any]:
    return {
        "row": row,
        "field": f"row-{row.id}",
        "rooms": words.spaces(row.spaces),
        "place": row.tower or row.place,
        "changes": words.changes(row),
        "content": words.content(row) if row.verdict in {"new", "conflict", "moved"} else "",
        "reasons": reasons(row.reasons),
        "sides": words.sides(row),
        "conflict": words.CONFLICTS.get(row.conflict, ""),
        "cells": [cell for cell in row.raw if cell][:6],
    }


def _columns(batch: Any) -> list[dict[str, Any]]:
    fields = [("", _("ignored")), *((f, COLUMN_FIELDS[f]) for f in COLUMN_FIELDS)]
    sheets = []
    for sheet in batch.mapping.get("read", []):
        known = [c for c in sheet["columns"] if c.get("field")]
        sheets.append({"name": sheet["sheet"], "known": len(known), "columns": sheet["columns"], "fields": fields})
    return sheets


def _bar(decided: dict[str, int], verdicts: dict[str, int]) -> dict[str, Any]:
    total = sum(verdicts.get(v, 0) for v in DIFFERENCES)
    taken, refused, later = (decided.get(k, 0) for k in ("accept", "refuse", "later"))
    return {
        "total": total,
        "settled": taken + refused,
        "taken": taken,
        "not_taken": refused,
        "later": later,
        "undecided": decided.get("none", 0),
    }
