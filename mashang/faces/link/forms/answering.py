"""What a department answers by its link: one choice, and the fields that the choice opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.cases.acts.summons import Reply
from mashang.cases.reads.summons_page import SummonsPage
from mashang.cases.reads.summons_words import when
from mashang.ui.acting import ChoiceCard
from mashang.ui.forms import goes_with_a_choice

LONG, SHORT = 4_000, 500


def _words(label: Any, longest: int) -> forms.Field:
    area = forms.Textarea(attrs={"rows": 3, "maxlength": longest})
    return goes_with_a_choice(forms.CharField(label=label, required=False, max_length=longest, widget=area))


class AnswerForm(forms.Form):
    """One answer. Only the fields of the chosen one are needed; those of the others are passed over."""

    answer = forms.CharField(required=False, max_length=20)
    result = _words(_("What has been done"), LONG)
    days = goes_with_a_choice(
        forms.IntegerField(label=_("How many more working days"), required=False, min_value=1, max_value=60)
    )
    why = _words(_("Why it takes longer"), SHORT)
    basis = _words(_("Whose it is, and the basis"), SHORT)
    stuck = _words(_("What stands in the way, and what you suggest"), LONG)
    carried = _words(_("Why it cannot be settled now, and the plan"), LONG)
    file = forms.FileField(label=_("A paper or photo"), required=False)

    def __init__(self, *args: Any, sheet: SummonsPage, **more: Any) -> None:
        super().__init__(*args, **more)
        self.sheet = sheet
        self.may_answer = "answer" in sheet.may

    def cards(self) -> list[ChoiceCard]:
        """The answers that may be given now, the first chosen unless another was sent."""
        chosen = self.data.get("answer") or next(iter(self._offered()), "")
        return [card for key, card in self._cards(chosen).items() if key in self._offered()]

    def clean(self) -> dict[str, Any]:
        """Needs an answer that may be given, and the words that go with it."""
        values = super().clean() or self.cleaned_data
        answer = values.get("answer", "")
        if answer not in self._offered():
            raise forms.ValidationError(_("Choose one answer."))
        field = {"done": "result", "longer": "why", "not_ours": "basis", "no_help": "stuck", "carried": "carried"}.get(
            answer
        )
        if field and not values.get(field, "").strip() and field not in self.errors:
            self.add_error(field, _("Write one sentence at least."))
        if answer == "longer" and not values.get("days") and "days" not in self.errors:
            self.add_error("days", _("Say how many working days more."))
        for name in {"result", "days", "why", "basis", "stuck", "carried"} - {
            field,
            "days" if answer == "longer" else field,
        }:
            self.errors.pop(name, None)  # what was typed under another card does not stand in the way
        return values

    def reply(self) -> Reply:
        """What was answered, for the act."""
        values: Mapping[str, Any] = self.cleaned_data
        sent = values.get("file")
        file = (sent.name, sent.read()) if sent else None
        match values["answer"]:
            case "take":
                return Reply(act="report_in")
            case "longer":
                return Reply(act="ask_extension", words=values["why"], days=values["days"])
            case "not_ours" if "object" in self.sheet.may:
                return Reply(act="object", words=values["basis"])
            case "not_ours":
                return Reply(act="answer", outcome="not_for_me", words=values["basis"], file=file)
            case "no_help":
                return Reply(act="answer", outcome="no_help", words=values["stuck"], file=file)
            case "carried":
                return Reply(act="answer", outcome="carried", words=values["carried"], file=file)
            case _:
                return Reply(act="answer", outcome="done", words=values["result"], file=file)

    def _offered(self) -> list[str]:
        may = self.sheet.may
        offered = ["take"] if "report_in" in may else []
        offered += ["done"] if self.may_answer else []
        offered += ["longer"] if "ask_extension" in may else []
        offered += ["not_ours", "no_help", "carried"] if self.may_answer else []
        return offered

    def _cards(self, chosen: str) -> dict[str, ChoiceCard]:
        until, solve = self.sheet.object_until, self.sheet.one.solve
        due = when(solve.due_at) if solve else ""
        ours = (
            _("Once only, until %(when)s; ruled the same day") % {"when": when(until)}
            if until
            else _("With the basis; the office reads it")
        )
        return {
            "take": ChoiceCard(
                value="take", label=_("We take it, it is in hand"), note=_("Report in now, the result by %(when)s") % {"when": due},
                icon="check", chosen=chosen == "take", button=_("Report in"),
            ),
            "done": ChoiceCard(
                value="done", label=_("It is done, here is the result"), note=_("Write the result; a paper can go with it"),
                icon="circle-check", chosen=chosen == "done", fields=(self["result"],), button=_("Send the result"),
            ),
            "longer": ChoiceCard(
                value="longer", label=_("We need more time"), note=_("At least one working day before it is due; the firm is told"),
                icon="calendar-time", chosen=chosen == "longer", fields=(self["days"], self["why"]), button=_("Ask for more time"),
                hint=_("Once only. A head of the sub-district decides."),
            ),
            "not_ours": ChoiceCard(
                value="not_ours", label=_("It is not our matter"), note=ours, icon="transfer", chosen=chosen == "not_ours",
                fields=(self["basis"],), button=_("Object") if until else _("Send, as it is"),
                hint=_("The ruling is final. If it stays yours, your clock runs on from it.") if until else "",
            ),
            "no_help": ChoiceCard(
                value="no_help", label=_("We tried, and cannot help"), note=_("An honest end: it counts as answered in time"),
                icon="circle-x", chosen=chosen == "no_help", fields=(self["stuck"],), button=_("Send, as it is"),
            ),
            "carried": ChoiceCard(
                value="carried", label=_("True, but not to be settled now"), note=_("Say the plan; the office decides on carrying it over"),
                icon="archive", chosen=chosen == "carried", fields=(self["carried"],), button=_("Send, as it is"),
            ),
        }  # fmt: skip
