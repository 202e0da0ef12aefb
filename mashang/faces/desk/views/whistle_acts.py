"""What the officer does about one department: accept, send back, urge, its link, call off."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mashang.cases.acts import accepting, linking
from mashang.cases.acts.whistles import call_off
from mashang.cases.reads.summons_page import get_summons_page
from mashang.doors.acts.linking import link_address
from mashang.doors.guarding import Asked
from mashang.faces.desk.answering import ask_and_do, do_and_return
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.whistles import case_url, crumbs_of
from mashang.ui.page import Text


@require_POST
def accept(request: Asked, pk: int) -> HttpResponse:
    """Take the department's answer."""
    return _do(request, pk, lambda: accepting.accept_summons(actor=request.actor, summons_id=pk), _("Accepted."))


@require_POST
def urge(request: Asked, pk: int) -> HttpResponse:
    """Remind the department."""
    return _do(request, pk, lambda: accepting.urge_summons(actor=request.actor, summons_id=pk), _("Reminded."))


@require_POST
def recall(request: Asked, pk: int) -> HttpResponse:
    """Recall the link."""
    return _do(
        request, pk, lambda: linking.recall_link(actor=request.actor, summons_id=pk), _("The link is worthless now.")
    )


def send_back(request: Asked, pk: int) -> HttpResponse:
    """Send the answer back, once, with the reason."""
    return _ask(
        request, pk, lambda why: accepting.send_answer_back(actor=request.actor, summons_id=pk, reason=why),
        title=_("Send the answer back"), said=_("Sent back; its clock begins anew."),
        explains=_("Once only. The department reads the reason and answers again."),
    )  # fmt: skip


def off(request: Asked, pk: int) -> HttpResponse:
    """The department is not needed any more."""
    return _ask(
        request, pk, lambda why: call_off(actor=request.actor, summons_id=pk, reason=why), title=_("Call the department off"),
        said=_("Called off."), explains=_("Its clocks end without counting, its link dies, its liaisons read why."),
    )  # fmt: skip


@require_POST
def link(request: Asked, pk: int) -> HttpResponse:
    """A fresh link of the department, shown this once to hand over."""
    sheet = get_summons_page(request.actor, pk)
    path = linking.renew_link(actor=request.actor, summons_id=pk)
    values = {"address": link_address(path), "sheet": sheet, "back": case_url(sheet.case_id)}
    title = _("Link for %(department)s") % {"department": sheet.one.department}
    return render_page(
        request, "desk/whistles/link.html", values, title=title, crumbs=crumbs_of(request, sheet.case_id, title)
    )


def _do(request: Asked, pk: int, deed: Callable[[], object], said: Text) -> HttpResponse:
    return do_and_return(request, deed, said=said, to=case_url(get_summons_page(request.actor, pk).case_id))


def _ask(
    request: Asked, pk: int, deed: Callable[[str], object], *, title: Text, said: Text, explains: Text
) -> HttpResponse:
    sheet = get_summons_page(request.actor, pk)
    return ask_and_do(
        request, deed, title=title, button=title, said=said, to=case_url(sheet.case_id),
        explains=[f"{sheet.one.department} · {sheet.title}", explains], crumbs=crumbs_of(request, sheet.case_id, title),
    )  # fmt: skip
