"""What a liaison does with one summons of the own department."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mashang.cases.acts import summons as acts
from mashang.cases.reads.summons_page import get_summons_page
from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.answering import ask_and_do, do_and_return
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.whistles import AnswerForm, ExtensionForm
from mashang.faces.desk.views.summonses import MINE
from mashang.ui.page import Crumb, Text


@require_POST
def report(request: Asked, pk: int) -> HttpResponse:
    """Report in."""
    return do_and_return(
        request,
        lambda: acts.report_in(actor=request.actor, summons_id=pk),
        said=_("You have reported in."),
        to=_url(pk),
    )


@require_POST
def on_site(request: Asked, pk: int) -> HttpResponse:
    """Say that the department is on site."""
    return do_and_return(
        request, lambda: acts.arrive(actor=request.actor, summons_id=pk), said=_("Noted; the firm is asked to confirm."),
        to=_url(pk),
    )  # fmt: skip


def answer(request: Asked, pk: int) -> HttpResponse:
    """Say what came of it."""

    def do(sent: AnswerForm) -> object:
        values, file = sent.cleaned_data, sent.cleaned_data["file"]
        return acts.answer_summons(
            actor=request.actor, summons_id=pk, outcome=values["outcome"], words=values["words"],
            file=(file.name, file.read()) if file else None,
        )  # fmt: skip

    title = _("Write the answer")
    deed = Deed(do=do, said=_("Your answer is in."), to=lambda _done: _url(pk))
    return editing.edit(request, AnswerForm(**editing.typed(request)), deed, _sheet(request, pk, title))


def objecting(request: Asked, pk: int) -> HttpResponse:
    """Object, once, with the basis."""
    title = _("Object")
    return ask_and_do(
        request, lambda basis: acts.object_to_summons(actor=request.actor, summons_id=pk, basis=basis), title=title, button=title,
        said=_("Your objection is in; it is ruled today."), to=_url(pk), crumbs=_crumbs(request, pk, title),
        explains=[_("Once only, within one working day of the call; the sub-district rules the same day, then it is final."), _("Say whose matter it is, and on which basis."), _("Your clock of the answer stands still until the ruling.")],
    )  # fmt: skip


def extension(request: Asked, pk: int) -> HttpResponse:
    """Ask for more time."""
    title = _("Ask for an extension")
    deed = Deed(
        do=lambda sent: acts.ask_extension(actor=request.actor, summons_id=pk, **sent.cleaned_data),
        said=_("Asked; a head decides."), to=lambda _done: _url(pk),
    )  # fmt: skip
    sheet = _sheet(
        request,
        pk,
        title,
        lead=_("Once only, at least one working day before it is due. The firm reads the new date and why."),
    )
    return editing.edit(request, ExtensionForm(**editing.typed(request)), deed, sheet)


def _sheet(request: Asked, pk: int, title: Text, *, lead: Text = "") -> Sheet:
    return Sheet(title=title, button=title, back=_url(pk), crumbs=_crumbs(request, pk, title), lead=lead)


def _crumbs(request: Asked, pk: int, title: Text) -> tuple[Crumb, ...]:
    page = get_summons_page(request.actor, pk)
    return Crumb(label=MINE, url=reverse("summonses")), Crumb(label=page.one.whistle, url=_url(pk)), Crumb(label=title)


def _url(pk: int) -> str:
    return reverse("summons", args=[pk])
