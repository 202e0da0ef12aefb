"""Tenant sheets: the list, handing in, and what is done to a whole import."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import say, tell_form
from mashang.faces.desk.answering import ask_and_do, do_and_return
from mashang.faces.desk.forms.imports import ImportFilter, SheetForm, UploadForm
from mashang.faces.desk.import_words import STATES
from mashang.faces.desk.lists import Shown, export, files_offered, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.kernel.errors import Refused
from mashang.register.acts import importing
from mashang.register.reads.imports import as_line, get_import, list_imports, list_tower_choices
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb
from mashang.ui.tables import Column, Empty, Table, filter_chips
from mashang.ui.toast import toast

COLUMNS = (
    Column(key="name", label=_("Sheet"), head=True, template="desk/imports/cell_name.html"),
    Column(key="tower", label=_("Tower")),
    Column(key="as_of_on", label=_("Day of the sheet"), template="desk/imports/cell_day.html"),
    Column(key="rows", label=_("Rows"), numeric=True),
    Column(key="differences", label=_("Differences"), numeric=True),
    Column(key="state", label=_("State"), template="desk/imports/cell_state.html"),
    Column(key="uploaded_at", label=_("Handed in"), template="desk/imports/cell_uploaded.html"),
)
TOLD = (
    Shown(key="no", label=_("Number"), value=lambda line: line.no),
    Shown(key="name", label=_("Sheet"), value=lambda line: line.name),
    Shown(key="sender", label=_("Sender"), value=lambda line: line.sender),
    Shown(key="tower", label=_("Tower"), value=lambda line: line.tower),
    Shown(key="as_of_on", label=_("Day of the sheet"), value=lambda line: line.as_of_on),
    Shown(key="rows", label=_("Rows"), value=lambda line: line.rows),
    Shown(key="differences", label=_("Differences"), value=lambda line: line.differences),
    Shown(key="refused", label=_("Refused"), value=lambda line: line.refused),
    Shown(key="left", label=_("Not carried out"), value=lambda line: line.left),
    Shown(key="state", label=_("State"), value=lambda line: str(STATES[line.state][1])),
    Shown(key="uploaded_at", label=_("Handed in"), value=lambda line: timezone.localdate(line.uploaded_at)),
)
PER_PAGE = 25


def import_list(request: Asked) -> HttpResponseBase:
    """Imports of one's area, newest first."""
    form = ImportFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    batches = list_imports(request.actor, state=chosen.get("state", ""), q=chosen.get("q", ""))
    title, locale = _("Imports"), request.actor.locale
    if wants_file(request):
        lines = [as_line(batch, locale) for batch in batches]
        return export(request, page="imports", title=title, moment=read_moment(request.GET), shown=TOLD, rows=lines)
    page = Paginator(batches, PER_PAGE).get_page(request.GET.get("page"))
    rows = [as_line(batch, locale) for batch in page.object_list]
    table = Table(
        label=title, columns=COLUMNS, rows=rows, query=request.GET, page=page, empty=_empty(),
        exports=files_offered(request),
    )  # fmt: skip
    values = {
        "table": table, "form": form, "chips": filter_chips(form, request.GET),
        "views": saved_views_of(request, "imports"),
    }  # fmt: skip
    return render_page(request, "desk/imports/list.html", values, title=title, crumbs=(Crumb(label=title),))


def _empty() -> Empty:
    return Empty(
        title=_("No sheet here"),
        text=_(
            "Hand in the tenant list of a tower: you will see what differs from the register before anything changes."
        ),
        url=reverse("import_new"),
        url_label=_("Import a tenant sheet"),
    )


def import_new(request: Asked) -> HttpResponse:
    """Hand in a sheet; the next page shows the differences."""
    towers = list_tower_choices(request.actor)
    form = UploadForm(
        request.POST or None, request.FILES or None, towers=towers, initial={"tower": request.GET.get("tower", "")}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            sent = do_once(
                request,
                lambda: importing.upload_sheet(
                    actor=request.actor, data=said["file"].read(), name=said["file"].name, as_of_on=said["as_of_on"],
                    tower_id=said["tower"], sender=said["sender"], whole=said["whole"],
                ),
                to=lambda batch: _review(batch.pk),
            )  # fmt: skip
        except Refused as refused:
            tell_form(form, refused)
        else:
            return HttpResponseRedirect(sent.to)
    crumbs = (Crumb(label=_("Imports"), url=reverse("imports")), Crumb(label=_("Import a tenant sheet")))
    return render_page(
        request, "desk/imports/new.html", {"form": form}, title=_("Import a tenant sheet"), crumbs=crumbs
    )


@require_POST
def import_compare(request: Asked, pk: int) -> HttpResponse:
    """Compare again, with what was corrected about the sheet."""
    form = SheetForm(request.POST)

    def deed() -> None:
        if not form.is_valid():
            raise Refused("bad_day", " ".join(str(error) for errors in form.errors.values() for error in errors))
        said = form.cleaned_data
        importing.set_batch(actor=request.actor, batch_id=pk, as_of_on=said["as_of_on"], whole=said["whole"])
        importing.compare_batch(actor=request.actor, batch_id=pk)

    return do_and_return(
        request, deed, said=_("Compared again; decisions on unchanged rows were kept."), to=_review(pk)
    )


@require_POST
def import_tower(request: Asked, pk: int) -> HttpResponse:
    """Say which tower of the register a building of the sheet is."""

    def deed() -> None:
        chosen = request.POST.get("likely") or request.POST.get("tower", "")
        tower_id = int(chosen) if chosen.isdecimal() else None
        importing.name_tower(actor=request.actor, batch_id=pk, place=request.POST.get("place", ""), tower_id=tower_id)
        importing.compare_batch(actor=request.actor, batch_id=pk)

    return do_and_return(request, deed, said=_("Noted, and compared again."), to=_review(pk))


@require_POST
def import_columns(request: Asked, pk: int) -> HttpResponse:
    """Say what the columns of the sheet hold, and compare again."""

    def deed() -> None:
        heads = request.POST.getlist("head")
        fields = request.POST.getlist("field")
        columns = {head: field or "ignore" for head, field in zip(heads, fields, strict=False)}
        importing.set_batch(actor=request.actor, batch_id=pk, columns=columns)
        importing.compare_batch(actor=request.actor, batch_id=pk)

    return do_and_return(request, deed, said=_("Columns noted, and compared again."), to=_review(pk))


@require_POST
def import_again(request: Asked, pk: int) -> HttpResponse:
    """Take the same file up again: what was applied is now the same, what was left open comes up again."""
    try:
        batch = importing.reopen_sheet(actor=request.actor, batch_id=pk)
    except Refused as refused:
        toast(request, say(refused), tone="bad")
        return HttpResponseRedirect(_review(pk))
    return HttpResponseRedirect(_review(batch.pk))


def import_undo(request: Asked, pk: int) -> HttpResponse:
    """Take an applied import back, with a reason."""
    batch = get_import(request.actor, pk)
    return ask_and_do(
        request,
        lambda reason: importing.undo_batch(actor=request.actor, batch_id=pk, reason=reason),
        title=_("Take import %(no)s back") % {"no": batch.no or ""},
        explains=(
            _("Tenancies, firms, rooms and facts go back to what they were before this import, by new rows."),
            _(
                "The import itself stays on record. Where something later stands on it, nothing is taken back and you are told what."
            ),
        ),
        button=_("Take it back"),
        said=_("The import has been taken back."),
        to=_review(pk),
        crumbs=(
            Crumb(label=_("Imports"), url=reverse("imports")),
            Crumb(label=batch.name, url=_review(pk)),
            Crumb(label=_("Take back")),
        ),
    )


@require_POST
def import_drop(request: Asked, pk: int) -> HttpResponse:
    """Put an import away without applying it."""
    deed = importing.drop_batch
    return do_and_return(
        request,
        lambda: deed(actor=request.actor, batch_id=pk),
        said=_("Put away. Nothing was changed."),
        to=reverse("imports"),
    )


def _review(pk: int) -> str:
    return reverse("import_review", args=[pk])
