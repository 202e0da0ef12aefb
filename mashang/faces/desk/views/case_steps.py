"""The steps with one case: each a page of its own with what it asks, then back to the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.cases.acts import closing, handling
from mashang.cases.acts.attaching import attach_files, uploads
from mashang.cases.reads.case_file import get_case
from mashang.cases.reads.choices import list_doors, list_officers
from mashang.cases.reads.desk_queue import find_open_case
from mashang.doors.guarding import Asked, View
from mashang.faces.desk import editing
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms import case_steps as given
from mashang.kernel.actor import Actor
from mashang.ui.page import Crumb, Text

Do = Callable[[Actor, int, Mapping[str, Any]], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """One step: the form it asks for, the act it calls, and its words. `more` are the choices of the form, for an actor."""

    form: type[forms.Form]
    do: Do
    title: Text
    button: Text
    said: Text
    lead: Text = ""
    more: Callable[[Actor], dict[str, Any]] = field(default=lambda actor: {})


def _by_words(act: Callable[..., object], *names: str) -> Do:
    """An act that takes what was typed under the same names."""
    return lambda actor, pk, said: act(actor=actor, case_id=pk, **{name: said[name] for name in names})


def _join(actor: Actor, pk: int, said: Mapping[str, Any]) -> object:
    return handling.join_case(actor=actor, case_id=pk, to_id=find_open_case(actor, said["to"]))


def _hand_over(actor: Actor, pk: int, said: Mapping[str, Any]) -> object:
    return handling.hand_over_case(actor=actor, case_id=pk, user_id=said["user"], reason=said["reason"])


def _attach(actor: Actor, pk: int, said: Mapping[str, Any]) -> object:
    seen_by = "all" if said["shown"] else "office"
    return attach_files(actor=actor, case_id=pk, files=uploads(said["photos"]), seen_by=seen_by)


STEPS: dict[str, StepPage] = {
    "accept": StepPage(
        form=given.NothingForm, do=_by_words(handling.accept_case), title=gettext_lazy("Accept for handling"),
        button=gettext_lazy("Accept"), said=gettext_lazy("The case is accepted; the firm is told."),
        lead=gettext_lazy("Says to the firm that its request is accepted. The clock of first contact runs on until you call."),
    ),
    "take": StepPage(
        form=given.TakeForm, do=_by_words(handling.take_in_hand, "words"), title=gettext_lazy("Take in hand"),
        button=gettext_lazy("Contacted, take in hand"), said=gettext_lazy("The case is in hand; the first contact is met."),
        lead=gettext_lazy("Call the firm first. The clock of first contact ends, and you are its officer."),
    ),
    "refuse": StepPage(
        form=given.RefuseForm, do=_by_words(handling.refuse_case, "door", "words"), title=gettext_lazy("Refuse, not for this desk"),
        button=gettext_lazy("Do not accept, and name the right door"), said=gettext_lazy("The firm is told the right door."),
        more=lambda actor: {"doors": list_doors(actor.locale)},
    ),
    "ask_papers": StepPage(
        form=given.PapersForm, do=_by_words(handling.ask_for_papers, "gaps"), title=gettext_lazy("Ask for papers"),
        button=gettext_lazy("Ask once for all of them"), said=gettext_lazy("The firm is asked; the clock stands still."),
        lead=gettext_lazy("The clock of the whole stands still until the papers are here. Ten working days, then the case lapses."),
    ),
    "papers_in": StepPage(
        form=given.PapersInForm, do=_by_words(handling.hand_papers_in, "words"), title=gettext_lazy("Papers are here"),
        button=gettext_lazy("Take the papers in"), said=gettext_lazy("The papers are in; the clock runs on."),
    ),
    "answer": StepPage(
        form=given.AnswerForm, do=_by_words(handling.answer_case, "outcome", "words"), title=gettext_lazy("Answer the firm"),
        button=gettext_lazy("Send it to the firm"), said=gettext_lazy("The answer is with the firm; it confirms or reopens."),
        lead=gettext_lazy("The clock of the whole is met. The firm has five working days; silence closes the case."),
    ),
    "finish": StepPage(
        form=given.FinishForm, do=_by_words(handling.answer_case, "outcome", "words"), title=gettext_lazy("The part is done"),
        button=gettext_lazy("Say what came of it"), said=gettext_lazy("The part is done; the officer of the whole is told."),
        lead=gettext_lazy("The office reads it. The firm is answered when all parts are done."),
    ),
    "hand_over": StepPage(
        form=given.HandOverForm, do=_hand_over, title=gettext_lazy("Hand over"), button=gettext_lazy("Hand over"),
        said=gettext_lazy("The case is handed over; both are told."),
        lead=gettext_lazy("The first receiver stays responsible to the end. Who is away hands it on to their stand-in."),
        more=lambda actor: {"officers": list_officers(actor)},
    ),
    "special": StepPage(
        form=given.SpecialForm, do=_by_words(handling.begin_special, "reason", "until"),
        title=gettext_lazy("Begin a special procedure"), button=gettext_lazy("Begin, and tell the firm"),
        said=gettext_lazy("The clock stands still; the firm is told why and until when."),
    ),
    "end_special": StepPage(
        form=given.NothingForm, do=_by_words(handling.end_special), title=gettext_lazy("End the special procedure"),
        button=gettext_lazy("Let the clock run on"), said=gettext_lazy("The clock runs on."),
    ),
    "withdraw": StepPage(
        form=given.WithdrawForm, do=_by_words(handling.withdraw_case, "reason"), title=gettext_lazy("Withdraw on the firm's word"),
        button=gettext_lazy("Withdraw"), said=gettext_lazy("The case is withdrawn."),
    ),
    "transfer": StepPage(
        form=given.TransferForm, do=_by_words(handling.transfer_case, "to", "reason"), title=gettext_lazy("Transfer out"),
        button=gettext_lazy("Transfer, and tell the firm"), said=gettext_lazy("The case is transferred."),
    ),
    "join": StepPage(
        form=given.JoinForm, do=_join, title=gettext_lazy("Join to another case"), button=gettext_lazy("Join"),
        said=gettext_lazy("The case is joined; it goes on in the other one."),
    ),
    "note": StepPage(
        form=given.NoteForm, do=_by_words(handling.write_note, "words"), title=gettext_lazy("Write a note"),
        button=gettext_lazy("Keep the note"), said=gettext_lazy("The note is kept."),
    ),
    "attach": StepPage(
        form=given.AttachForm, do=_attach, title=gettext_lazy("Add files"), button=gettext_lazy("Keep the files"),
        said=gettext_lazy("The files are kept."),
    ),
    "urge": StepPage(
        form=given.NothingForm, do=_by_words(handling.urge_case), title=gettext_lazy("Send a reminder"),
        button=gettext_lazy("Remind"), said=gettext_lazy("A reminder is sent."),
        lead=gettext_lazy("Whoever has the case now is reminded, once a day at most."),
    ),
    "call_back": StepPage(
        form=given.CallBackForm, do=_by_words(closing.call_back, "words"), title=gettext_lazy("Call the firm back"),
        button=gettext_lazy("The firm was called"), said=gettext_lazy("The call-back is noted."),
    ),
    "reopen": StepPage(
        form=given.ReopenForm, do=_by_words(closing.reopen_case, "words"), title=gettext_lazy("Reopen on the firm's word"),
        button=gettext_lazy("Reopen the case"), said=gettext_lazy("The case is open again; its clock begins anew."),
    ),
}  # fmt: skip


def step_view(code: str) -> View:
    """The page of one step."""
    page = STEPS[code]

    def step(request: Asked, pk: int) -> HttpResponse:
        case = get_case(request.actor, pk)
        back = reverse("case", args=[pk])
        form = page.form(**editing.typed(request), **page.more(request.actor))

        def do(sent: forms.Form) -> object:
            return page.do(request.actor, pk, sent.cleaned_data)

        undo = hand_back_url(pk, case.officer_id) if code == "hand_over" else None
        deed = Deed(do=do, said=page.said, to=lambda _done: back, undo=undo)
        crumbs = (
            Crumb(label=_("Requests and whistles"), url=reverse("cases")),
            Crumb(label=case.number, url=back),
            Crumb(label=page.title),
        )
        sheet = Sheet(
            title=f"{case.number} · {page.title}",
            button=page.button,
            back=back,
            crumbs=crumbs,
            lead=page.lead,
            template="desk/cases/step.html",
            more={"case": case},
        )
        return editing.edit(request, form, deed, sheet)

    step.__doc__ = f"Take the step {code} with one case."
    return step


def hand_back_url(pk: int, officer_id: int | None) -> Callable[[object], str] | None:
    """Where a handing over is taken back: to whoever had the case before."""
    return (lambda _done: reverse("case_hand_back", args=[pk, officer_id])) if officer_id else None
