"""Files round an import: the blank template, the original, the rows that go back to the sender."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from mashang.doors.guarding import Asked
from mashang.register.acts.documents import note_workbook_taken
from mashang.register.reads.blank_template import TEMPLATE_FIELDS, write_template
from mashang.register.reads.documents import open_original
from mashang.register.reads.imports import get_import
from mashang.register.reads.returned_sheet import XLSX, get_returned_sheet
from mashang.register.reads.row_reasons import COLUMN_FIELDS, why_returned


def import_template(request: Asked) -> HttpResponseBase:
    """A blank sheet with the columns that are read best."""
    heads = [str(COLUMN_FIELDS[field]) for field in TEMPLATE_FIELDS]
    example = [_("for example:"), "", _("Example Tower"), "8", "801, 802", "256", "2024-01-01", "2026-12-31", "85"]
    data = write_template(
        heads,
        notes=_("One row a tenant; dates as 2026-11-20; rent in yuan per square metre and month."),
        example=example,
    )
    return _file(data, "tenants.xlsx")


def import_refused(request: Asked, pk: int) -> HttpResponseBase:
    """The rows that did not get in, in the sender's own layout, with a column of reasons."""
    batch = get_import(request.actor, pk)
    note_workbook_taken(actor=request.actor, batch=batch, page="import_refused")
    data = get_returned_sheet(request.actor, pk, says=why_returned, head=_("Why it was not taken in"))
    stem = batch.name.rsplit(".", 1)[0]
    mark = _("returned")
    return _file(data, f"{stem}-{mark}.xlsx")


def import_original(request: Asked, pk: int) -> HttpResponseBase:
    """The sheet as it was handed in; always as a download, never shown in the browser."""
    batch = get_import(request.actor, pk)
    note_workbook_taken(actor=request.actor, batch=batch, page="import_original")
    return FileResponse(open_original(batch), as_attachment=True, filename=batch.name)


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    return response
