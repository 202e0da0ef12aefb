"""The second factor's picture, ending a session, and the page of a locked sign-in."""

from __future__ import annotations

from io import BytesIO

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.doors.acts.own_account import end_own_session, own_recovery_codes
from mashang.doors.guarding import Asked
from mashang.faces.account.nav import render_page


def totp_qr(request: Asked) -> HttpResponse:
    """The picture that an authenticator app reads, for the secret now being set up; 404 when there is none."""
    import qrcode
    from qrcode.image.svg import SvgPathFillImage

    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    picture = BytesIO()
    qrcode.make(get_adapter().build_totp_url(request.user, secret), image_factory=SvgPathFillImage).save(picture)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_POST
def recovery_codes_file(request: Asked) -> HttpResponse:
    """The codes of the page that shows them once, as a text file; only those that are the person's own and unused.

    The page sends them along, because after it nobody can read them out of the database again.
    """
    codes = request.POST.getlist("code")
    if not codes or not own_recovery_codes(actor=request.actor, codes=codes):
        raise Http404
    response = HttpResponse("\n".join(codes) + "\n", content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return response


@require_POST
def end_session(request: Asked, pk: int) -> HttpResponse:
    """Sign out another of one's own browsers."""
    end_own_session(actor=request.actor, session_id=pk, present_key=request.session.session_key or "")
    messages.success(request, _("That browser is signed out."))
    return HttpResponseRedirect(reverse("usersessions_list"))


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: object = None) -> HttpResponse:
    """After too many failed tries: says how long it lasts and who can lift it."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render_page(
        request, "account/locked_out.html", {"minutes": minutes}, title=_("Sign-in is locked for a while"), status=429
    )
