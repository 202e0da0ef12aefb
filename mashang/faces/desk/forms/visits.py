"""What is typed about visits: filters, plans, campaigns; and what a phone sends of a visit that was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.cases.acts.visit_recording import Entry
from mashang.cases.acts.visit_splitting import CARRIED, Problem, Said
from mashang.cases.reads.campaigns import RosterWanted
from mashang.cases.reads.visit_choices import KINDS, MODES
from mashang.cases.reads.visits import VisitsWanted
from mashang.cases.rules.visit_contents import RENEWAL, load_heard
from mashang.faces.desk.forms.towers import ANY, section_choices
from mashang.kernel.errors import Refused
from mashang.kernel.text import _ as message
from mashang.ui.forms import IsoDateField, normal_day

MOST_CARDS = 8
CLASSES = (
    ("", ANY),
    ("above_threshold_class=services", _("Above-threshold services")),
    ("tech_grade=high_tech", _("High-tech firms")),
    ("headquarters_type=regional", _("Regional head offices")),
)


class VisitsFilter(forms.Form):
    """Which visits."""

    q = forms.CharField(label=_("Firm or number"), required=False, max_length=60)
    tab = forms.CharField(required=False, widget=forms.HiddenInput)
    tower = forms.TypedChoiceField(label=_("Tower"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", ANY), *KINDS])
    campaign = forms.TypedChoiceField(
        label=pgettext_lazy("of visits", "Campaign"), required=False, coerce=int, empty_value=None
    )
    since = IsoDateField(label=_("From day"), required=False)
    until = IsoDateField(label=_("To day"), required=False)
    mine = forms.BooleanField(label=_("Mine only"), required=False)

    def __init__(
        self, *args: Any, towers: Iterable[tuple[int, str]], campaigns: Iterable[tuple[int, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["tower"].choices = [("", ANY), *towers]  # type: ignore[attr-defined]
        self.fields["campaign"].choices = [("", ANY), *campaigns]  # type: ignore[attr-defined]

    def wanted(self, tabs: Iterable[str]) -> VisitsWanted:
        """The filters in the address; what is no valid filter does not filter."""
        self.full_clean()
        clean = self.cleaned_data
        tab = clean.get("tab", "")
        return VisitsWanted(
            tab=tab if tab in set(tabs) else "all", q=clean.get("q", ""), mine=bool(clean.get("mine")),
            kind=clean.get("kind", ""), campaign_id=clean.get("campaign"), tower_id=clean.get("tower"),
            since=clean.get("since"), until=clean.get("until"),
        )  # fmt: skip


class DayForm(forms.Form):
    """On which day, at what time, and why although another office goes there too."""

    on = IsoDateField(label=_("Day"))
    at = forms.TimeField(
        label=_("Time"), required=False, input_formats=["%H:%M"], help_text=_("For example 15:00. May stay empty."),
        widget=forms.TimeInput(attrs={"inputmode": "numeric", "maxlength": 5, "autocomplete": "off"}, format="%H:%M"),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why another visit"), required=False, max_length=300,
        help_text=_("Only when an office visits the firm close to that day."),
    )  # fmt: skip


class PlanForm(DayForm):
    """A visit to one firm: who goes, how, and as which of the four kinds."""

    officer = forms.TypedChoiceField(label=_("Who goes"), coerce=int)
    mode = forms.ChoiceField(label=_("How"), choices=MODES, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds"), choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("on", "at", "officer", "mode", "kinds", "reason")

    def __init__(self, *args: Any, officers: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["officer"].choices = officers  # type: ignore[attr-defined]


class AmendForm(forms.Form):
    """What was recorded, put right on the same day."""

    said = forms.CharField(label=_("What was said"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    met = forms.CharField(label=_("Posts of whom you met"), required=False, max_length=120)
    mode = forms.ChoiceField(label=_("How"), choices=MODES, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds"), choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )


class NoteForm(forms.Form):
    """What came to light later."""

    words = forms.CharField(
        label=_("What came to light later"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class RosterForm(forms.Form):
    """By what the firms of a campaign are chosen."""

    tower = forms.TypedChoiceField(label=_("Tower"), required=False, coerce=int, empty_value=None)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    fact = forms.ChoiceField(label=_("Class"), required=False, choices=CLASSES)
    not_visited_since = IsoDateField(label=_("Not visited since"), required=False)

    def __init__(self, *args: Any, towers: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["industry"].choices = [("", ANY), *section_choices()]  # type: ignore[attr-defined]
        self.fields["tower"].choices = [("", ANY), *towers]  # type: ignore[attr-defined]

    def wanted(self) -> RosterWanted:
        """The filters in force; what is no valid filter does not filter."""
        self.full_clean()
        clean = self.cleaned_data
        return RosterWanted(
            tower_id=clean.get("tower"), industry=clean.get("industry", ""), fact=clean.get("fact", ""),
            not_visited_since=clean.get("not_visited_since"),
        )  # fmt: skip


class CampaignForm(forms.Form):
    """A campaign over the firms that were chosen."""

    name = forms.CharField(label=pgettext_lazy("of a campaign", "Name"), max_length=80)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds"), choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    begins_on = IsoDateField(label=_("From day"))
    ends_on = IsoDateField(label=_("To day"))
    officers = forms.TypedMultipleChoiceField(
        label=_("Who makes the visits"), coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=_("The firms are given to them evenly, those of one tower together."),
    )  # fmt: skip

    def __init__(self, *args: Any, officers: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["officers"].choices = officers  # type: ignore[attr-defined]
        today = timezone.localdate()
        self.initial.setdefault("begins_on", today)
        self.initial.setdefault("ends_on", today + timedelta(days=30))


def entry_of(sent: MultiValueDict[str, str], lines: Iterable[int]) -> Entry:
    """What a phone or the desk sent of a visit. `lines` are the firm's tenancies, of which a renewal wish may be said.

    Cards of problems that are left empty are not there; a day that is none is refused in words.
    """
    return Entry(
        said=sent.get("said") or "", mode=sent.get("mode") or MODES[0][0], kinds=tuple(sent.getlist("kinds")),
        met=sent.get("met") or "", at=_instant(sent), problems=tuple(_problems(sent)), facts=tuple(_facts(sent, lines)),
    )  # fmt: skip


def _problems(sent: Mapping[str, str]) -> Iterable[Problem]:
    for no in range(1, MOST_CARDS + 1):
        title, heard = (sent.get(f"p{no}-{name}", "").strip() for name in ("title", "heard"))
        if not title and not heard:
            continue
        how = sent.get(f"p{no}-how", "routed")
        yield Problem(
            title=title or heard[:40], item=sent.get(f"p{no}-item", "other"), how=how, heard=heard,
            answer=sent.get(f"p{no}-answer", ""), recheck_on=_day(sent, f"p{no}-recheck") if how == CARRIED else None,
        )  # fmt: skip


def _facts(sent: Mapping[str, str], lines: Iterable[int]) -> Iterable[Said]:
    for key in load_heard():
        if key != RENEWAL and sent.get(f"f-{key}", "").strip():
            yield Said(key=key, value=sent[f"f-{key}"])
    for line in lines:
        if sent.get(f"f-{RENEWAL}-{line}"):
            yield Said(key=RENEWAL, value=sent[f"f-{RENEWAL}-{line}"], line=line)


def _day(sent: Mapping[str, str], name: str) -> date | None:
    typed = normal_day(sent.get(name, ""))
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise Refused("no_day", message("Write the day as 2026-11-20."), field="problems") from error


def _instant(sent: Mapping[str, str]) -> datetime | None:
    """When the visit was: the day and time typed, else when the device says it was written; None for now."""
    day = _day(sent, "on")
    if day is not None:
        typed = sent.get("time", "").strip().replace("：", ":") or "12:00"  # zh: the colon of Chinese keyboards
        try:
            clock = datetime.strptime(typed, "%H:%M").time()  # noqa: DTZ007 - made aware below
        except ValueError as error:
            raise Refused("no_time", message("Write the time as 15:00."), field="at") from error
        return timezone.make_aware(datetime.combine(day, clock))
    try:
        return datetime.fromisoformat(sent.get("seen_at", ""))
    except ValueError:
        return None
