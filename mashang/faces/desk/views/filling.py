"""Blank sheets of departments: choose the file, check the columns, choose the rows, take it away."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import say, tell_form
from mashang.faces.desk.answering import do_and_return, open_anew
from mashang.faces.desk.fill_rows import CARRIED, carried_list, carry, lines_of, row_choices
from mashang.faces.desk.fill_words import field_choices, say_notes, why_empty
from mashang.faces.desk.forms.filling import BlankFormUpload, HeadForm, RowsForm
from mashang.faces.desk.nav import render_page
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import Message
from mashang.register.acts.filling import begin_form_fill, point_to_head, take_form, upload_form
from mashang.register.reads.filling import get_form, list_forms, read_file
from mashang.register.rules.filling.form import Form
from mashang.ui.page import Crumb
from mashang.ui.toast import toast


def form_list(request: Asked) -> HttpResponse:
    """Hand a blank sheet in; one's recent ones."""
    form = BlankFormUpload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sent = do_once(
                request,
                lambda: upload_form(actor=request.actor, data=file.read(), name=file.name),
                to=lambda kept: _page(kept.pk, request.GET),
            )
        except Refused as refused:
            tell_form(form, refused)
        else:
            return HttpResponseRedirect(sent.to)
    carried = carried_list(request.actor, request.GET.get("rows", ""))
    context = {"form": form, "forms": list_forms(request.actor), "carried": carried, "tail": carry(request.GET)}
    return render_page(request, "desk/filling/list.html", context, title=_("Fill a blank sheet"))


def form_fill(request: Asked, pk: int) -> HttpResponse:
    """What each column gets, and which rows; sent, the sheet is filled."""
    blank = get_form(request.actor, pk)
    asked = request.POST if request.method == "POST" else request.GET
    rows = RowsForm(
        request.POST or None, choices=row_choices(request.actor, asked.get("rows", "")),
        initial={name: request.GET[name] for name in CARRIED if request.GET.get(name)},
    )  # fmt: skip
    if request.method == "POST" and rows.is_valid():
        try:
            sent = do_once(
                request, lambda: _fill(request, blank, rows.cleaned_data), to=lambda filled: _after(request, filled)
            )
        except Refused as refused:
            tell_form(rows, refused)
        else:
            return HttpResponseRedirect(sent.to)
    if blank.filling:
        crumbs = (Crumb(label=_("Fill a blank sheet"), url=reverse("fills")), Crumb(label=blank.name))
        return render_page(request, "desk/filling/waiting.html", _progress(blank), title=blank.name, crumbs=crumbs)
    return _show(request, blank, rows)


def _fill(request: Asked, blank: Any, said: dict[str, Any]) -> Any:
    lines, name = lines_of(request.actor, said["rows"], said["as_of"])
    fields = {column["index"]: request.POST.get(f"column_{column['index']}", "") for column in blank.columns}
    return begin_form_fill(
        actor=request.actor, form_id=blank.pk, fields=fields, lines=lines, source=name, as_of=said["as_of"]
    )  # fmt: skip


def _after(request: Asked, filled: Any) -> str:
    return _page(filled.pk, request.POST) + ("" if filled.filling else "#result")


def fill_progress(request: Asked, pk: int) -> HttpResponse:
    """How far the worker is, for the page that waits; it opens the sheet once the work is done."""
    blank = get_form(request.actor, pk)
    if blank.filling:
        return render(request, "desk/filling/progress.html", _progress(blank))
    # Without a place in the page: that alone would not have it loaded anew.
    return open_anew(request, _page(pk))


def _progress(blank: Any) -> dict[str, Any]:
    rows, total = blank.progress.get("rows", 0), blank.progress.get("total", 0)
    texts = {
        "reading": _("Reading %(rows)s rows from the register") % {"rows": total},
        "writing": _("%(rows)s of %(total)s rows written") % {"rows": rows, "total": total},
    }
    text = texts.get(blank.progress.get("phase", ""), _("Waiting for its turn"))
    return {"blank": blank, "progress_text": text, "done": rows, "total": total if rows else 0}


def _show(request: Asked, blank: Any, rows: RowsForm) -> HttpResponse:
    fields = field_choices(request.actor)
    names = dict(fields)
    opened = Form(read_file(blank.storage_key))
    places = list(enumerate(opened.places))
    context = {
        "blank": blank,
        "rows": rows,
        "fields": fields,
        "columns": [column | {"why": why_empty(column, names, request.actor)} for column in blank.columns],
        "report": [
            line | {"name": names.get(line["field"], ""), "left": blank.rows - line["filled"]} for line in blank.report
        ],
        "stopped": [say(Message(s["id"], s.get("params"))) for s in blank.stopped.values() if s],
        "notes": say_notes(opened, blank),
        "where": HeadForm(places=places, initial={"place": blank.place, "head": blank.head}),
    }
    crumbs = (Crumb(label=_("Fill a blank sheet"), url=reverse("fills")), Crumb(label=blank.name))
    return render_page(request, "desk/filling/form.html", context, title=blank.name, crumbs=crumbs)


@require_POST
def form_head(request: Asked, pk: int) -> HttpResponse:
    """Say in which sheet and row the head begins."""
    blank = get_form(request.actor, pk)
    places = list(enumerate(Form(read_file(blank.storage_key)).places))
    form = HeadForm(request.POST, places=places)

    def deed() -> None:
        place, head = (form.cleaned_data["place"], form.cleaned_data["head"]) if form.is_valid() else (-1, None)
        point_to_head(actor=request.actor, form_id=pk, place=place, head=head)

    return do_and_return(request, deed, said=_("The columns were read anew."), to=_page(pk))


def form_file(request: Asked, pk: int) -> HttpResponse:
    """The filled sheet; always as a download."""
    try:
        blank, data = take_form(actor=request.actor, form_id=pk)
    except NotThere:
        raise
    except Refused as refused:
        toast(request, say(refused), tone="bad")
        return HttpResponseRedirect(_page(pk))
    stem, _dot, ending = blank.name.rpartition(".")
    mark = _("filled")
    response = HttpResponse(data, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = str(content_disposition_header(True, f"{stem}-{mark}.{ending}"))
    return response


def _page(pk: int, asked: QueryDict | None = None) -> str:
    return reverse("fill", args=[pk]) + (carry(asked) if asked else "")
