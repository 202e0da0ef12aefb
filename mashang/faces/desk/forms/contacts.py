"""A person to call."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.register.reads.contacts import POSTS
from mashang.ui.forms import IsoDateField


class ContactForm(forms.Form):
    """Name and number are sealed when they are kept."""

    name = forms.CharField(label=_("Name"), max_length=40)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    post = forms.ChoiceField(label=_("Post"), choices=POSTS)
    consented_on = IsoDateField(label=_("Agreed to be called, on"), required=False)
    keep_until = IsoDateField(
        label=_("Kept until"), required=False, help_text=_("Empty: three years. Then it is erased by itself.")
    )
