"""The pages of one's own account that are ours: start, role switch, language, profile."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.doors.acts.own_account import edit_own_account
from mashang.doors.framing import address
from mashang.doors.guarding import Asked, may_open_path
from mashang.doors.standing import SESSION_KEY
from mashang.faces.account.adapter import keep_language
from mashang.faces.account.forms.profile import ProfileForm
from mashang.faces.account.nav import render_page


def home(request: Asked) -> HttpResponse:
    """Sends a person to the face of the role they act in; without a role to a page that says what to do."""
    now = request.standing.now if request.standing else None
    target = address(f"{now.face}_home") if now else ""
    return HttpResponseRedirect(target or reverse("no_role"))


def no_role(request: Asked) -> HttpResponse:
    """Says what a person without any open role can do."""
    if request.standing and request.standing.now and address(f"{request.standing.now.face}_home"):
        return HttpResponseRedirect(reverse("home"))
    return render_page(
        request, "account/no_role.html", {"join_url": address("join_firm")}, title=_("You have no role yet")
    )


def how_to_get_an_account(request: Asked) -> HttpResponse:
    """Nobody signs up by themselves; the page says whom to ask. The sign-in library knows it as its sign-up."""
    return render_page(request, "account/signup_closed.html", title=_("How to get an account"))


@require_POST
def switch_role(request: Asked) -> HttpResponse:
    """Act in another of one's own roles from now on; back to the same page where the new role may open it."""
    chosen = request.POST.get("membership", "")
    held = (
        next((one for one in request.standing.held if str(one.membership_id) == chosen), None)
        if request.standing
        else None
    )
    if held is None:
        messages.error(request, _("You do not hold this role any more. Choose one of those that are listed."))
        return HttpResponseRedirect(reverse("home"))
    request.session[SESSION_KEY] = held.membership_id
    onward = _own_address(request, request.POST.get("next", ""))
    return HttpResponseRedirect(onward if onward and may_open_path(onward, held.role) else reverse("home"))


def account(request: Asked) -> HttpResponse:
    """The door itself leads to the page of one's own account."""
    return HttpResponseRedirect(reverse("profile"))


def profile(request: Asked) -> HttpResponse:
    """One's own name, address and roles."""
    user = request.user
    form = ProfileForm(request.POST or None, initial={"name": user.name, "email": user.email, "language": user.locale})
    if request.method == "POST" and form.is_valid():
        edit_own_account(actor=request.actor, **form.cleaned_data)
        messages.success(request, _("Your account is saved."))
        response = HttpResponseRedirect(reverse("profile"))
        keep_language(response, form.cleaned_data["language"], secure=request.is_secure())
        return response
    values = {"form": form, "standing": request.standing, "has_phone": bool(user.phone_sealed)}
    return render_page(request, "account/profile.html", values, title=_("My account"))


def _own_address(request: Asked, onward: str) -> str:
    """The address when it lies on our own host, else nothing."""
    safe = url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return onward if safe else ""
