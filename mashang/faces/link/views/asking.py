"""Coming in by telephone number: the number, the code, and going again. Nothing tells whether a number is known."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from mashang.doors.acts.phone_codes import prove_number, send_code
from mashang.doors.attempts import client_address
from mashang.doors.guarding import Asked
from mashang.doors.proved_number import hand_pass, make_pass, number_of, read_pass, take_pass
from mashang.doors.wording import tell_form
from mashang.faces.link.forms.asking import CodeForm, NumberForm
from mashang.faces.link.nav import render_page
from mashang.kernel.errors import Refused
from mashang.kernel.sealing import mask_phone

WAITS = "number that waits for its code"
TITLE = _("Ask the office by telephone number")


def phone_ask(request: Asked) -> HttpResponseBase:
    """The number to which a code goes; whoever proved one already goes on to their requests."""
    if number_of(request) and request.method == "GET":
        return HttpResponseRedirect(reverse("phone_cases"))
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = send_code(
                actor=request.actor, phone=form.cleaned_data["phone"], address=client_address(request)
            )  # fmt: skip
        except Refused as refused:
            tell_form(form, refused)
        else:
            return _code_page(request, sent.phone, CodeForm(), shown=sent.shown)
    return render_page(request, "link/asking/number.html", {"form": form}, title=TITLE)


@sensitive_post_parameters("code")
@require_POST
def phone_prove(request: Asked) -> HttpResponseBase:
    """The code comes back: the browser gets a pass of half an hour."""
    number = read_pass(request.POST.get("number", ""), purpose=WAITS)[0]
    if not number:
        return HttpResponseRedirect(reverse("phone_ask"))
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            proved = prove_number(actor=request.actor, phone=number, code=form.cleaned_data["code"])
        except Refused as refused:
            tell_form(form, refused)
        else:
            return hand_pass(request, HttpResponseRedirect(reverse("phone_case_new")), proved)
    return _code_page(request, number, form)


def _code_page(request: Asked, number: str, form: CodeForm, *, shown: str = "") -> HttpResponse:
    values = {
        "form": form,
        "masked": mask_phone(number),
        "waits": make_pass(number, purpose=WAITS),
        "shown": shown,
        "number": number,
    }
    return render_page(request, "link/asking/code.html", values, title=_("Enter the code"))


@require_POST
def phone_end(request: Asked) -> HttpResponseBase:
    """Done: the pass is taken away, as on a telephone that others use."""
    return take_pass(HttpResponseRedirect(reverse("phone_ask")))
