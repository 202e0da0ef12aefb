"""The form of one's own account."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class PhoneForm(forms.Form):
    """A number that is to become one's own."""

    phone = forms.CharField(
        label=_("Mobile number"), max_length=30,
        help_text=_("A code is sent to it; it is kept once you have entered the code here."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip


class PhoneCodeForm(forms.Form):
    """The code that came."""

    code = forms.CharField(
        label=_("Code from the message"), max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip


class ProfileForm(forms.Form):
    """One's own name and address."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("A forgotten password is renewed through this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(label=_("Language of pages and mail"), choices=settings.LANGUAGES)
