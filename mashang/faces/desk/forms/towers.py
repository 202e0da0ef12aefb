"""Filters of the lists of towers and of a tower's tenants."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mashang.doors.wording import say
from mashang.register.reads.choices import TENANCY_KINDS, TOWER_KINDS
from mashang.register.reads.grades import list_grade_choices
from mashang.register.reads.tenants import TenantsWanted
from mashang.register.reads.towers import Keeper, TowersWanted
from mashang.register.rules.industry import SECTION_NAMES
from mashang.register.rules.unit_status import EXPIRY_NAMES, Expiry
from mashang.ui.forms import AsOfField

ANY = pgettext_lazy("a filter", "Any")


def section_choices() -> list[tuple[str, str]]:
    """The sections of GB/T 4754 by letter and name."""
    return [(letter, f"{letter} {say(name)}") for letter, name in SECTION_NAMES.items()]


class TowersFilter(forms.Form):
    """Which towers, on which day."""

    q = forms.CharField(label=_("Name, former name, address"), required=False, max_length=60)
    steward = forms.TypedChoiceField(label=_("Steward"), required=False, coerce=int, empty_value=None)
    park = forms.TypedChoiceField(label=_("Park"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", ANY), *TOWER_KINDS])
    grade = forms.ChoiceField(label=_("Grade in force"), required=False)
    vacant = forms.DecimalField(label=_("Vacant ≥ ㎡"), required=False, min_value=0, max_digits=9)
    as_of = AsOfField()

    def __init__(
        self, *args: Any, stewards: Iterable[Keeper] = (), parks: Iterable[tuple[int, str]] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["grade"].choices = [("", ANY), *list_grade_choices(get_language() or "")]  # type: ignore[attr-defined]
        self.fields["steward"].choices = [("", ANY), *((one.user_id, one.name) for one in stewards)]  # type: ignore[attr-defined]
        self.fields["park"].choices = [("", ANY), *parks]  # type: ignore[attr-defined]


def towers_wanted(query: Any, sort: str) -> TowersWanted:
    """The filters in the address; what is no valid filter does not filter."""
    form = TowersFilter(query)
    form.fields["steward"] = form.fields["park"] = forms.IntegerField(required=False)
    form.full_clean()
    clean = form.cleaned_data
    return TowersWanted(
        q=clean.get("q", ""),
        steward_id=clean.get("steward"),
        park_id=clean.get("park"),
        kind=clean.get("kind", ""),
        grade=clean.get("grade", ""),
        vacant_sqm=clean.get("vacant"),
        sort=sort,
    )


class TenantsFilter(forms.Form):
    """Which tenants of a tower."""

    q = forms.CharField(label=_("Firm, room, credit code"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Kind of tenancy"), required=False, choices=[("", ANY), *TENANCY_KINDS])
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    expiry = forms.ChoiceField(label=_("Lease end"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["industry"].choices = [("", ANY), *section_choices()]  # type: ignore[attr-defined]
        bands = [one for one in Expiry if one is not Expiry.NONE]
        self.fields["expiry"].choices = [("", ANY), *((one.value, say(EXPIRY_NAMES[one])) for one in bands)]  # type: ignore[attr-defined]

    def wanted(self, sort: str) -> TenantsWanted:
        """The filters in force."""
        self.full_clean()
        clean = self.cleaned_data
        names = ("q", "kind", "industry", "expiry")
        return TenantsWanted(**{name: clean.get(name, "") for name in names}, sort=sort)
