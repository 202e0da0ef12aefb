"""The forms of people, roles, invitations, areas and departments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mashang.accounts.rules.roles import Role
from mashang.doors.reads.places import AreaLine, DepartmentLine
from mashang.doors.wording import ROLE_LABELS
from mashang.ui.forms import IsoDateField

ROLES = [(role.value, ROLE_LABELS[role]) for role in Role]
# A firm's people come in by joining the firm; nobody grants that here.
GRANTED = [(value, label) for value, label in ROLES if value not in {Role.FIRM_OWNER, Role.FIRM_MEMBER}]
STATES = [
    ("", _("All")),
    ("open", _("Open accounts")),
    ("closed", _("Closed accounts")),
    ("waits", _("Role waits for approval")),
]
INVITATION_STATES = [
    ("", _("All")),
    ("open", _("Not come in yet")),
    ("accepted", _("Came in")),
    ("recalled", _("Recalled")),
]
KINDS = [
    ("province", _("Province")),
    ("city", _("City")),
    ("district", _("District")),
    ("subdistrict", _("Sub-district")),
    ("park", _("Park")),
]


def area_choices(areas: Iterable[AreaLine], empty: Any = None) -> list[tuple[Any, Any]]:
    """Areas as choices, moved in by their depth; `empty` is the words of the empty choice."""
    return ([("", empty)] if empty else []) + [(str(one.id), one.indented) for one in areas]


def department_choices(departments: Iterable[DepartmentLine]) -> list[tuple[Any, Any]]:
    """Departments as choices, with the area of each, and none first."""
    return [("", _("None")), *((str(one.id), f"{one.name} · {one.area}") for one in departments)]


class PlacedForm(forms.Form):
    """A form whose areas and departments are those that the actor sees."""

    def __init__(
        self, *args: Any, areas: Iterable[AreaLine], departments: Iterable[DepartmentLine] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        empty = None if self.fields["area"].required else _("All areas")
        self.fields["area"].choices = area_choices(areas, empty)  # type: ignore[attr-defined]
        if "department" in self.fields:
            self.fields["department"].choices = department_choices(departments)  # type: ignore[attr-defined]

    @property
    def area_id(self) -> int:
        """The area that was chosen."""
        return int(self.cleaned_data["area"])

    @property
    def department_id(self) -> int | None:
        """The department that was chosen, if any."""
        chosen = self.cleaned_data.get("department")
        return int(chosen) if chosen else None


class PeopleFilter(PlacedForm):
    """The filter of the list of people."""

    q = forms.CharField(label=_("Name, login name or e-mail"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *ROLES])
    area = forms.ChoiceField(label=_("Area covered"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)


class InvitationFilter(forms.Form):
    """The filter of the list of invitations."""

    q = forms.CharField(label=_("Name or e-mail"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=INVITATION_STATES)


class DepartmentFilter(forms.Form):
    """The filter of the list of departments."""

    q = forms.CharField(label=_("Name"), required=False)
    closed = forms.BooleanField(label=_("Closed ones too"), required=False)


class PersonForm(forms.Form):
    """Name and address of a person."""

    name = forms.CharField(label=_("Name"), max_length=60)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("A forgotten password is renewed through this address.")
    )


class GrantForm(PlacedForm):
    """A role for a person."""

    role = forms.ChoiceField(label=_("Role"), choices=GRANTED)
    area = forms.ChoiceField(
        label=_("Area covered"), help_text=_("The role holds in this area and in all areas below it.")
    )
    department = forms.ChoiceField(
        label=_("Department"), required=False, help_text=_("Needed for a department liaison.")
    )
    until = IsoDateField(label=_("Last day"), required=False, help_text=_("Empty: until it is ended."))


class InviteForm(PlacedForm):
    """A person to be asked in."""

    name = forms.CharField(label=_("Name"), max_length=60)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Empty: you get the link and hand it over yourself.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=GRANTED)
    area = forms.ChoiceField(
        label=_("Area covered"), help_text=_("The role holds in this area and in all areas below it.")
    )
    department = forms.ChoiceField(
        label=_("Department"), required=False, help_text=_("Needed for a department liaison.")
    )
    locale = forms.ChoiceField(label=_("Language of pages and mail"), choices=settings.LANGUAGES)


class NamesForm(forms.Form):
    """The names of a place."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=60)
    name_hant = forms.CharField(label=_("Name in traditional characters"), max_length=60, required=False)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)


class AreaForm(NamesForm):
    """An area."""

    code = forms.RegexField(
        r"^(\d{6}|\d{9}|\d{12})$",
        label=_("Code"),
        required=False,
        help_text=_("GB/T 2260 or GB/T 10114: 6, 9 or 12 digits."),
        error_messages={"invalid": _("The code of an area has 6, 9 or 12 digits.")},
    )


class NewAreaForm(AreaForm):
    """A new area below another."""

    kind = forms.ChoiceField(label=_("Kind"))
    area = forms.ChoiceField(label=_("Lies in"))
    field_order = ("area", "kind", "name_zh", "name_hant", "name_en", "code")

    def __init__(self, *args: Any, areas: Iterable[AreaLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = area_choices(areas)  # type: ignore[attr-defined]
        self.fields["kind"].choices = KINDS[1:]  # type: ignore[attr-defined]


class DepartmentForm(NamesForm):
    """A department."""

    supervisor = forms.ChoiceField(label=_("Superior department"), required=False)

    def __init__(self, *args: Any, departments: Iterable[DepartmentLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].choices = department_choices(departments)  # type: ignore[attr-defined]


class ChatGroupForm(forms.Form):
    """The robot of a department's group in a work chat."""

    url = forms.CharField(
        label=_("Address of the robot"), max_length=500, required=False,
        help_text=_("From the settings of the group; it begins with https://. Leave it empty to send nothing there any more."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    secret = forms.CharField(
        label=_("Signing secret"), max_length=200, required=False,
        help_text=_("Where the robot asks for a signature. Address and secret are kept sealed and not shown again."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class NewDepartmentForm(DepartmentForm):
    """A new department in an area."""

    area = forms.ChoiceField(label=_("Area covered"))
    field_order = ("area", "name_zh", "name_hant", "name_en", "supervisor")

    def __init__(self, *args: Any, areas: Iterable[AreaLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = area_choices(areas)  # type: ignore[attr-defined]
