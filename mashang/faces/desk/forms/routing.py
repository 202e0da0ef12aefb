"""A routing rule as a form: what must hold, and who receives it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.accounts.rules.roles import Permission, roles_with
from mashang.cases.reads.choices import CHANNELS, KINDS, PRIORITIES, list_items
from mashang.cases.rules.routing import Rule
from mashang.doors.wording import role_label

ANY = pgettext_lazy("a filter", "Any")
_BETWEEN = re.compile(r"[\s,\u3001\uff0c;\uff1b]+")


def _words(text: str) -> list[str]:
    return [one for one in _BETWEEN.split(text) if one]


class RuleForm(forms.Form):
    """All that is named under “when” must hold; nothing named there means every case."""

    name = forms.CharField(label=_("Name of the rule"), max_length=80, help_text=_("The case shows it."))
    item = forms.MultipleChoiceField(label=_("It is about"), required=False, widget=forms.CheckboxSelectMultiple)
    kind = forms.MultipleChoiceField(
        label=pgettext_lazy("of a case", "Kind"), required=False, choices=KINDS, widget=forms.CheckboxSelectMultiple
    )
    channel = forms.MultipleChoiceField(
        label=_("It came by"), required=False, choices=CHANNELS, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("One of these words stands in it"),
        required=False,
        help_text=_("Several with blanks or commas between."),
    )
    tower = forms.CharField(
        label=_("Codes of towers"), required=False, help_text=_("Several with blanks or commas between.")
    )
    hours = forms.ChoiceField(
        label=_("When it comes"), required=False,
        choices=[("", ANY), ("open", _("While the office is open")), ("closed", _("While the office is closed"))],
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Role that receives it"), required=False)
    user = forms.TypedChoiceField(label=_("Or one person"), required=False, coerce=int, empty_value=None)
    priority = forms.ChoiceField(label=_("Make it"), required=False, choices=[("", _("as it is")), *PRIORITIES])
    suggest = forms.CharField(
        label=_("Departments to think of for a whistle"),
        required=False,
        help_text=_("Words of their names, with blanks between."),
    )
    place_no = forms.IntegerField(label=_("Place in the order"), required=False, min_value=1, max_value=100)

    def __init__(self, *args: Any, locale: str, people: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        roles = [(role, role_label(role)) for role in roles_with(Permission.CASE_HANDLE)]
        self.fields["item"].choices = list_items(locale)  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", "—"), *roles]  # type: ignore[attr-defined]
        self.fields["user"].choices = [("", "—"), *people]  # type: ignore[attr-defined]

    def when(self) -> dict[str, Any]:
        """What must hold, as a rule states it."""
        clean = self.cleaned_data
        listed = {name: clean[name] for name in ("item", "kind", "channel") if clean.get(name)}
        typed = {name: _words(clean[name]) for name in ("words", "tower") if clean.get(name)}
        return listed | typed | ({"hours": clean["hours"]} if clean.get("hours") else {})

    def then(self) -> dict[str, Any]:
        """Who receives it, as a rule states it."""
        clean = self.cleaned_data
        said = {name: clean[name] for name in ("role", "user", "priority") if clean.get(name)}
        return said | ({"suggest": _words(clean["suggest"])} if clean.get("suggest") else {})

    @staticmethod
    def initial_of(rule: Rule, place_no: int) -> dict[str, Any]:
        """The form of a rule that stands."""
        said = {**rule.when, **rule.then, "name": rule.name, "place_no": place_no}
        return said | {name: " ".join(said[name]) for name in ("words", "tower", "suggest") if said.get(name)}
