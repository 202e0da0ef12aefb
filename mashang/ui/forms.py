"""How Django's forms look in the kit: the renderer, the classes of controls, and dates written as ISO."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TYPED_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")  # zh: days as typed


class Renderer(TemplatesSetting):
    """Name this class in FORM_RENDERER: `{{ form }}` and `{{ form.name.as_field_group }}` then draw the kit's fields."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class IsoDateInput(forms.DateInput):
    """A date typed as 2026-11-20: native date inputs follow the browser's language and hide the ISO form."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"inputmode": "numeric", "placeholder": _("e.g. 2026-11-20"), "maxlength": "11", "autocomplete": "off"}
        super().__init__(attrs=usual | (attrs or {}), format="%Y-%m-%d")


class IsoDateField(forms.DateField):
    """A day. Reads 2026-11-20, 2026/11/20, 2026.11.20, 20261120 and 2026年11月20日; refuses anything else in words."""

    widget = IsoDateInput
    input_formats = ("%Y-%m-%d",)  # in every language: 11/20/2026 is no day here
    default_error_messages = {"invalid": _("Write the day as 2026-11-20.")}

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, str):
            value = normal_day(value)
        return super().to_python(value)


class AsOfField(IsoDateField):
    """The day as of which something is looked at; empty, it is today."""

    def __init__(self, **more: Any) -> None:
        today = IsoDateInput({"placeholder": pgettext_lazy("a day", "Today")})
        usual: dict[str, Any] = {"label": _("As of"), "required": False, "widget": today}
        super().__init__(**(usual | more))


def goes_with_a_choice(field: forms.Field) -> forms.Field:
    """A field that must be filled once a choice beside it is made: no must of the form, yet not to be called optional."""
    field.goes_with = True  # type: ignore[attr-defined]
    return field


def normal_day(text: str) -> str:
    """Bring a typed day into the ISO form; what is not recognised is given back unchanged."""
    found = TYPED_DAY.fullmatch(text.strip())
    if not found:
        return text.strip()
    year, month, day = found[1], found[2] or found[4], found[3] or found[5]
    return f"{year}-{int(month):02d}-{int(day):02d}"


def is_choice_list(bound: BoundField) -> bool:
    """Whether the field is a list of radio buttons or tick boxes, which need a legend instead of a label."""
    return isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def is_tick_box(bound: BoundField) -> bool:
    """Whether the field is one tick box, whose label stands after it."""
    return isinstance(bound.field.widget, forms.CheckboxInput)


def control_class(bound: BoundField) -> str:
    """The class of the control itself, by the kind of its widget."""
    widget = bound.field.widget
    if bound.is_hidden or is_choice_list(bound):
        return ""
    if is_tick_box(bound):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def draw_control(bound: BoundField) -> SafeString:
    """The control alone, with its class, and marked invalid when it has errors."""
    css = [bound.field.widget.attrs.get("class", ""), control_class(bound), "is-invalid" if bound.errors else ""]
    wanted = " ".join(part for part in css if part)
    return bound.as_widget(attrs={"class": wanted} if wanted else None)


class ManyFilesInput(forms.ClearableFileInput):
    """A field for several files at once, without Django's words about clearing."""

    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; empty ones come through, so that the act says which one is empty. Gives a list."""

    def __init__(self, *, accept: str = "", **more: Any) -> None:
        widget = ManyFilesInput(attrs={"accept": accept} if accept else {})
        super().__init__(widget=widget, allow_empty_file=True, **more)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file by itself as a single one is cleaned."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [forms.FileField.clean(self, one, initial) for one in files if one]
