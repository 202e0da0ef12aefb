"""One's own mobile number: entered, proved by a code, taken away."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.doors.acts.phones import ask_phone_code, confirm_phone, drop_phone
from mashang.doors.guarding import Asked
from mashang.doors.reads.own_phone import own_phone
from mashang.doors.wording import tell_form
from mashang.faces.account.forms.profile import PhoneCodeForm, PhoneForm
from mashang.faces.account.nav import render_page
from mashang.kernel.errors import Refused
from mashang.ui.page import Crumb
from mashang.ui.toast import toast


def phone(request: Asked) -> HttpResponse:
    """The number that is kept; a new one gets a code."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_phone_code(actor=request.actor, phone=form.cleaned_data["phone"])
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("The code is on its way."))
            return HttpResponseRedirect(reverse("phone"))
    return _page(request, form, PhoneCodeForm())


@require_POST
def phone_code(request: Asked) -> HttpResponse:
    """The code came back: keep the number."""
    form = PhoneCodeForm(request.POST)
    if form.is_valid():
        try:
            confirm_phone(actor=request.actor, code=form.cleaned_data["code"])
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("Your number is kept."))
            return HttpResponseRedirect(reverse("phone"))
    return _page(request, PhoneForm(), form)


@require_POST
def phone_drop(request: Asked) -> HttpResponse:
    """Forget the number."""
    drop_phone(actor=request.actor)
    toast(request, _("Your number is not kept any more."))
    return HttpResponseRedirect(reverse("phone"))


def _page(request: Asked, form: PhoneForm, code_form: PhoneCodeForm) -> HttpResponse:
    values = {"form": form, "code_form": code_form, "own": own_phone(actor=request.actor)}
    crumbs = (Crumb(label=_("My account"), url=reverse("profile")), Crumb(label=_("Mobile number")))
    return render_page(request, "account/phone.html", values, title=_("Mobile number"), crumbs=crumbs)
