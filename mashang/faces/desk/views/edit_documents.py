"""Documents: attach a file, and take one as a download."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.editing_firms import DocumentForm
from mashang.faces.desk.views.edit_facts import page_of
from mashang.register.acts.documents import attach_document, note_document_taken
from mashang.register.reads.papers import find_subject, open_document
from mashang.ui.page import Crumb


def document_add(request: Asked, about: str, pk: int) -> HttpResponse:
    """Attach a file to a tower, unit, firm or tenancy."""
    subject = find_subject(request.actor, about, pk)
    form = DocumentForm(**editing.typed(request))
    back, title = page_of(about, pk), _("Attach a file")

    def do(sent: DocumentForm) -> object:
        v = sent.cleaned_data
        return attach_document(
            actor=request.actor, about_kind=about, about_id=pk, data=v["file"].read(), name=v["file"].name, kind=v["kind"],
            issued_on=v["issued_on"], expires_on=v["expires_on"],
        )  # fmt: skip

    deed = Deed(do=do, said=_("The file is kept."), to=lambda _document: f"{back}#documents")
    crumbs = (Crumb(label=subject.name, url=back), Crumb(label=title))
    sheet = Sheet(title=title, button=title, back=back, crumbs=crumbs, template="desk/editing/document.html")
    return editing.edit(request, form, deed, sheet)


def document(request: Asked, pk: int) -> HttpResponseBase:
    """A document, only ever as a download: no file of others is shown inside our pages."""
    paper = open_document(request.actor, pk)
    note_document_taken(actor=request.actor, document_id=pk)
    response = FileResponse(paper.file, as_attachment=True, filename=paper.name, content_type=paper.media)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
