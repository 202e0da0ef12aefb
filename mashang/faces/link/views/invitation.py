"""The page behind an invitation's link."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from mashang.doors.acts.inviting import accept_invitation, ask_for_new_link
from mashang.doors.framing import address
from mashang.doors.guarding import Asked
from mashang.doors.reads.invitations import open_link
from mashang.doors.wording import tell_form
from mashang.faces.link.forms.accepting import AcceptForm
from mashang.faces.link.nav import render_page
from mashang.kernel.errors import Refused


@sensitive_post_parameters("password", "again")
def accept(request: Asked, token: str) -> HttpResponse:
    """Shows what the invitation is for; coming in happens with the form, never by opening the page."""
    opened = open_link(token)
    if not opened.alive:
        values, title = {"why": opened.why, "token": token}, _("This link does not work any more")
        return render_page(request, "link/dead.html", values, title=title, status=410)
    form = AcceptForm(request.POST or None, initial={"name": opened.name})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            accept_invitation(
                actor=request.actor,
                token=token,
                login=values["login"],
                name=values["name"],
                password=values["password"],
            )
        except Refused as refused:
            tell_form(form, refused)
        else:
            messages.success(request, _("Your account is open. Sign in with it now."))
            return HttpResponseRedirect(address("account_login") or reverse("public_home"))
    return render_page(request, "link/invitation.html", {"form": form, "opened": opened}, title=_("You are invited"))


@require_POST
def renew(request: Asked, token: str) -> HttpResponse:
    """The holder of a dead link asks for a new one; the answer never tells whether there was anything to renew."""
    ask_for_new_link(actor=request.actor, token=token)
    return render_page(request, "link/asked.html", title=_("Asked for a new link"))
