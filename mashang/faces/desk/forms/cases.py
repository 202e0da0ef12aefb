"""Filters of the inbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.cases.reads.choices import CHANNELS, KINDS, PRIORITIES, STATES
from mashang.cases.reads.finding import number_in
from mashang.cases.reads.queue_pages import SORTS
from mashang.cases.reads.queue_tabs import MORE, TABS, QueueWanted
from mashang.faces.desk.forms.towers import ANY
from mashang.ui.forms import IsoDateField

Named = Iterable[tuple[int, str]]


class CasesFilter(forms.Form):
    """Which cases. The tab and the order stand in the address beside it."""

    q = forms.CharField(label=_("Number, or a word of the title"), required=False, max_length=60)
    firm = forms.CharField(label=_("Firm"), required=False, max_length=60)
    tower = forms.TypedChoiceField(label=_("Tower"), required=False, coerce=int, empty_value=None)
    item = forms.ChoiceField(label=_("What it is about"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", ANY), *KINDS])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", ANY), *STATES])
    priority = forms.ChoiceField(label=_("Priority"), required=False, choices=[("", ANY), *PRIORITIES])
    officer = forms.TypedChoiceField(label=_("Officer"), required=False, coerce=int, empty_value=None)
    department = forms.TypedChoiceField(label=_("Department"), required=False, coerce=int, empty_value=None)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", ANY), *CHANNELS])
    since = IsoDateField(label=pgettext_lazy("days", "From"), required=False)
    until = IsoDateField(label=pgettext_lazy("days", "To"), required=False)

    def __init__(
        self, *args: Any, towers: Named = (), officers: Named = (), departments: Named = (),
        items: Iterable[tuple[str, str]] = (), **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        lists = {"tower": towers, "officer": officers, "department": departments, "item": items}
        for name, choices in lists.items():
            self.fields[name].choices = [("", ANY), *choices]  # type: ignore[attr-defined]

    def wanted(self, query: Mapping[str, str], firms: Any) -> QueueWanted:
        """The filters in force; what is no valid filter does not filter. `firms` finds the firms of a name."""
        self.full_clean()
        said = self.cleaned_data
        number, tab = number_in(said.get("q", "")), query.get("tab", "")
        tab, sort = (tab if tab in (*TABS, *MORE) else "mine"), query.get("sort", "")
        usual = "-opened" if tab == "closed" else "due"
        return QueueWanted(
            tab=tab, sort=sort if sort in SORTS else usual, kind=said.get("kind", ""), item=said.get("item", ""),
            state=said.get("state", ""), channel=said.get("channel", ""), priority=said.get("priority", ""),
            tower_id=said.get("tower"), firm_ids=firms(said["firm"]) if said.get("firm") else None,
            officer_id=said.get("officer"), department_id=said.get("department"), since=said.get("since"),
            until=said.get("until"), words="" if number else said.get("q", ""), number=number,
            after=query.get("after", ""), before=query.get("before", ""),
        )  # fmt: skip
