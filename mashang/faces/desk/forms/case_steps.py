"""What somebody types to take a step with a case. One form a step; what the act refuses is shown at its field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.cases.reads.choices import OUTCOMES
from mashang.ui.forms import IsoDateField, ManyFilesField

ACCEPTS = "image/jpeg,image/png,application/pdf,video/mp4,video/quicktime"
FILES_HINT = _("Photos, PDF or short films, nine at a time. Where a photo was taken is removed from it.")


def words_field(label: Any, *, required: bool = True, help_text: Any = "", most: int = 4_000) -> forms.CharField:
    """A field for several sentences."""
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=most, widget=forms.Textarea(attrs={"rows": 5})
    )


def reason_field(label: Any, help_text: Any = "") -> forms.CharField:
    """A field for a reason, which goes into the trail."""
    return forms.CharField(label=label, max_length=500, help_text=help_text, widget=forms.Textarea(attrs={"rows": 3}))


class NothingForm(forms.Form):
    """A step that asks for nothing more."""


class TakeForm(forms.Form):
    """The asker was contacted."""

    words = words_field(
        _("What you told the firm"), required=False, help_text=_("The firm reads it. May be left empty after a call.")
    )


class RefuseForm(forms.Form):
    """Which other door is the right one, and why."""

    door = forms.ChoiceField(label=_("Why it is not for this desk"), widget=forms.RadioSelect)
    words = words_field(
        _("Words to the firm"), help_text=_("The firm reads the right door, the rule and these words."), most=500
    )

    def __init__(self, *args: Any, doors: Sequence[tuple[str, str, str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["door"].choices = [(code, f"{name} → {door}") for code, name, door, _law in doors]  # type: ignore[attr-defined]


class PapersForm(forms.Form):
    """Everything that is missing, told once."""

    gaps = words_field(
        _("What is missing"), help_text=_("One paper in a line. The firm is asked once, so name them all.")
    )


class PapersInForm(forms.Form):
    """The papers came over the counter."""

    words = words_field(_("What was handed in"), required=False)


class AnswerForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=OUTCOMES, widget=forms.RadioSelect)
    words = words_field(
        _("Answer to the firm"),
        help_text=_("What was done, in plain words. The firm confirms it, or reopens the case."),
    )


class FinishForm(forms.Form):
    """What came of a part."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=OUTCOMES, widget=forms.RadioSelect)
    words = words_field(_("What came of this part"), help_text=_("Whoever answers the whole builds on it."))


class HandOverForm(forms.Form):
    """Another officer; the first receiver stays responsible."""

    user = forms.TypedChoiceField(label=_("To whom"), coerce=int)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, officers: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["user"].choices = list(officers)  # type: ignore[attr-defined]


class SpecialForm(forms.Form):
    """A procedure outside the clock."""

    reason = reason_field(
        _("Kind of procedure"), _("Hearing, inspection, expert review. The firm reads it: the clock stands still.")
    )
    until = IsoDateField(label=_("Expected end"))


class WithdrawForm(forms.Form):
    """Taken back on the word of whoever asked."""

    reason = reason_field(_("On whose word, and why"))


class TransferForm(forms.Form):
    """Out of the platform to another office."""

    to = forms.CharField(label=_("To which office"), max_length=120)
    reason = reason_field(_("Reason"), _("The firm reads where its request is now, and why."))


class JoinForm(forms.Form):
    """The same matter stands in another case already."""

    to = forms.CharField(
        label=_("Number of the other case"),
        max_length=24,
        help_text=_("For example Q-2026-0012. Of the same firm, and open."),
    )


class NoteForm(forms.Form):
    """A note for the office; the firm never reads it."""

    words = words_field(
        pgettext_lazy("what was done", "Note"), help_text=_("Only the office and the departments called in read it.")
    )


class AttachForm(forms.Form):
    """Photos, papers or films that belong to the case."""

    photos = ManyFilesField(label=_("Files"), accept=ACCEPTS, help_text=FILES_HINT)
    shown = forms.BooleanField(label=_("The firm may see them too"), required=False)


class CallBackForm(forms.Form):
    """What the firm said on the telephone."""

    words = words_field(_("What the firm said, and what follows"), most=500)


class ReopenForm(forms.Form):
    """Not settled, says the firm."""

    words = words_field(_("What is not settled, in the words of the firm"), most=500)
