"""A department answers a whistle by its link: no account, one matter, one turn."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mashang.cases.acts.linking import ask_for_summons_link
from mashang.cases.acts.summons import reply_by_link
from mashang.cases.reads.meetings import meeting_file, meeting_to_come
from mashang.cases.reads.summons_page import OpenedLink, SummonsPage, open_summons_file, open_summons_link, receipt_of
from mashang.cases.reads.summons_words import when
from mashang.doors.guarding import Asked
from mashang.doors.wording import tell_form
from mashang.faces.link import summons_parts as parts
from mashang.faces.link.forms.answering import AnswerForm
from mashang.faces.link.nav import render_page
from mashang.kernel.errors import Refused


def answer(request: Asked, token: str) -> HttpResponse:
    """The matter, both clocks, and the answers that may be given. Opening changes nothing; the form acts."""
    opened = open_summons_link(token)
    if opened.page is None:
        return _dead(request, opened, token)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AnswerForm(*sent, sheet=opened.page)
    if request.method == "POST" and form.is_valid():
        try:
            _summons, following = reply_by_link(actor=request.actor, token=token, reply=form.reply())
        except Refused as refused:
            tell_form(form, refused)
        else:
            return HttpResponseRedirect(reverse("link_summons_done", args=[following or token]))
    values = {"form": form, "token": token, **_matter(opened.page, token, opened.department)}
    return render_page(request, "link/summons.html", values, title=opened.page.title)


def done(request: Asked, token: str) -> HttpResponse:
    """What was sent and what follows; with the next turn's link when it is still the department's turn."""
    found = receipt_of(token)
    if found is None:
        return _dead(request, open_summons_link(token), token)
    sheet, act, at = found
    alive = open_summons_link(token).page is not None
    values = {
        "act": act, "at": when(at), "says": parts.NEXT_WORDS.get(act, ""), "token": token if alive and sheet.may else "",
        **_matter(sheet, token, sheet.one.department),
    }  # fmt: skip
    return render_page(request, "link/summons_done.html", values, title=parts.DONE_WORDS.get(act, _("Done")))


@require_POST
def renew(request: Asked, token: str) -> HttpResponse:
    """The holder of a dead link asks for a new one: it goes to the department, and the answer does not tell whether."""
    ask_for_summons_link(actor=request.actor, token=token)
    return render_page(request, "link/summons_asked.html", title=_("Asked for a new link"))


def file(request: Asked, token: str, document: int) -> HttpResponseBase:
    """A file of the matter, to keep; never shown in the page."""
    name, _media, opened = open_summons_file(token, document)
    return FileResponse(opened, as_attachment=True, filename=name, content_type="application/octet-stream")


def meeting(request: Asked, token: str) -> HttpResponse:
    """The meeting that is still to come, as a file for a calendar; while the link lives."""
    opened = open_summons_link(token)
    if opened.page is None:
        return _dead(request, opened, token)
    name, body = meeting_file(opened.page.number, opened.page.title, meeting_to_come(opened.page.meetings))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _dead(request: Asked, opened: OpenedLink, token: str) -> HttpResponse:
    values: dict[str, object] = {"why": opened.why, "token": token, "department": opened.department}
    if opened.done and opened.why == "used":
        values |= {"did": parts.DONE_WORDS.get(opened.done[0], ""), "at": when(opened.done[1])}
    return render_page(
        request, "link/summons_dead.html", values, title=_("This link does not work any more"), status=410
    )


def _matter(sheet: SummonsPage, token: str, department: str) -> dict[str, object]:
    return {
        "sheet": sheet, "one": sheet.one, "department": department, "part": parts.ASKED_PARTS[sheet.one.part],
        "clocks": parts.clocks_of(sheet.one), "files": [parts.attachment(one, token) for one in sheet.files],
        "sub": _("%(area)s · answer of a department") % {"area": sheet.area}, "tag": _("No account needed"),
        "story": parts.story_of(sheet), "opened": when(sheet.opened_at), "meetings": parts.meetings_of(sheet, token), "rulings": sheet.one.rulings,
    }  # fmt: skip
