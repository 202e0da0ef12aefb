"""A property manager hands in their own sheet and sees what became of it; the steward decides."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import tell_form
from mashang.faces.portal.forms.sheets import OwnSheetForm
from mashang.faces.portal.nav import render_page
from mashang.kernel.errors import Refused
from mashang.register.acts import importing
from mashang.register.acts.documents import note_workbook_taken
from mashang.register.reads.imports import BatchLine, as_line, get_import, list_imports, list_tower_choices
from mashang.register.reads.returned_sheet import XLSX, get_returned_sheet
from mashang.register.reads.row_reasons import why_returned
from mashang.ui.page import Crumb
from mashang.ui.toast import toast

PER_PAGE = 50
STATES = {
    "uploaded": ("none", gettext_lazy("Waiting to be read")),
    "reading": ("none", gettext_lazy("Being read")),
    "broken": ("late", gettext_lazy("Cannot be read")),
    "empty": ("late", gettext_lazy("No tenant row found")),
    "compared": ("soon", gettext_lazy("With the steward")),
    "applying": ("none", gettext_lazy("Being applied")),
    "applied": ("ok", gettext_lazy("Taken in")),
    "undone": ("stop", gettext_lazy("Taken back")),
    "dropped": ("none", gettext_lazy("Put away")),
}


def own_sheets(request: Asked) -> HttpResponse:
    """The sheets handed in for one's own towers."""
    page = Paginator(list_imports(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    lines = [_line(as_line(batch, request.actor.locale)) for batch in page.object_list]
    return render_page(request, "portal/sheets/list.html", {"lines": lines, "page_of": page}, title=_("Our sheets"))


def own_sheet_new(request: Asked) -> HttpResponse:
    """Hand in the list of one tower."""
    towers = list_tower_choices(request.actor)
    form = OwnSheetForm(
        request.POST or None, request.FILES or None, towers=towers, initial={"tower": request.GET.get("tower", "")}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            sent = do_once(
                request,
                lambda: importing.upload_sheet(
                    actor=request.actor, data=said["file"].read(), name=said["file"].name, as_of_on=said["as_of_on"],
                    tower_id=said["tower"], sender=request.actor.name, whole=said["whole"],
                ),
                to=lambda _batch: reverse("own_sheets"),
            )  # fmt: skip
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("The sheet is handed in. The steward looks at the differences."))
            return HttpResponseRedirect(sent.to)
    crumbs = (Crumb(label=_("Our sheets"), url=reverse("own_sheets")), Crumb(label=_("Hand in a tenant sheet")))
    return render_page(
        request, "portal/sheets/new.html", {"form": form}, title=_("Hand in a tenant sheet"), crumbs=crumbs
    )


def own_sheet_returned(request: Asked, pk: int) -> HttpResponse:
    """The rows that did not get in, in one's own layout with the reasons."""
    batch = get_import(request.actor, pk)
    note_workbook_taken(actor=request.actor, batch=batch, page="own_sheet_returned")
    data = get_returned_sheet(request.actor, pk, says=why_returned, head=_("Why it was not taken in"))
    response = HttpResponse(data, content_type=XLSX)
    mark = _("returned")
    name = f"{batch.name.rsplit('.', 1)[0]}-{mark}.xlsx"
    response.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    return response


def _line(line: BatchLine) -> dict[str, object]:
    lamp, word = STATES[line.state]
    return {"line": line, "lamp": "soon" if line.left else lamp, "word": word, "refused": line.refused}
