"""The guard that every face puts before every page.

A face names each of its addresses in `access.py` with what it needs and builds its urls through its
guard; an address that is not named there cannot be mounted. Default is refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from enum import Enum
from functools import wraps
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import Resolver404, URLPattern, path, resolve, reverse
from django.utils.cache import patch_cache_control

from mashang.accounts.rules.roles import DESK_ROLES, Permission, Role, permissions_of
from mashang.doors import standing as door
from mashang.doors.framing import address
from mashang.doors.wording import say
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _

if TYPE_CHECKING:
    from mashang.accounts.models import User


class Open(Enum):
    """Needs of an address that are not permissions."""

    PUBLIC = "anyone, signed in or not"
    SIGNED_IN = "anyone signed in, even without a role"
    ACTING = "anyone who acts in a role of this face"


PUBLIC, SIGNED_IN, ACTING = Open.PUBLIC, Open.SIGNED_IN, Open.ACTING
Need = Open | Permission | frozenset[Permission]
View = Callable[..., HttpResponseBase]


class Asked(HttpRequest):
    """A request that passed the guard. `standing` is None on a public page that nobody signed in to read."""

    actor: Actor
    standing: door.Standing | None
    face: str
    if TYPE_CHECKING:
        user: User


class Unlisted(Exception):
    """An address was mounted that its face's access.py does not name, or two faces use one name."""


_MOUNTED: dict[str, str] = {}
GUARDS: dict[str, Guard] = {}


def any_of(*permissions: Permission) -> frozenset[Permission]:
    """The need for at least one of several permissions."""
    return frozenset(permissions)


class Guard:
    """The one door of a face: builds the actor, checks the need of the address, words every refusal."""

    def __init__(
        self, face: str, access: Mapping[str, Need], *, roles: Collection[Role] = (), second_factor: bool = True
    ) -> None:
        self.face = face
        self.access = access
        self.roles = frozenset(roles)
        self.second_factor = second_factor
        GUARDS[face] = self

    def path(self, route: str, view: View, name: str) -> URLPattern:
        """An address behind this guard. Refuses at import a name that access.py does not list or that is taken."""
        if name not in self.access:
            raise Unlisted(f"{name!r} is not in mashang/faces/{self.face}/access.py")
        if _MOUNTED.setdefault(name, self.face) != self.face:
            raise Unlisted(f"{name!r} is already an address of the face {_MOUNTED[name]!r}")
        return path(route, self.wrap(view, self.access[name]), name=name)

    def wrap(self, view: View, need: Need) -> View:
        """The view behind the guard."""

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            asked = cast(Asked, request)
            try:
                return self._let_in(asked, need) or _keep_private(view(asked, *args, **kwargs))
            except Refused as refused:
                return refusal(asked, refused)
            except Http404:
                return refusal(
                    asked, NotThere("not_there", _("There is no such page or record, or it is not yours to see."))
                )
            except PermissionDenied:
                return refusal(asked, NotAllowed("not_allowed", _("You may not open this page.")))

        guarded.need = need  # type: ignore[attr-defined]
        return guarded

    def _let_in(self, request: Asked, need: Need) -> HttpResponseBase | None:
        """Sets the actor; an answer instead of the view when the person has to do something else first."""
        request.face = self.face
        standing = door.stand(request)
        request.standing = standing
        request.actor = door.actor_of(standing, face=self.face)
        if need is PUBLIC:
            return None
        if standing is None:
            return sign_in_first(request)
        if need is SIGNED_IN:
            return None
        if self.second_factor and lacks_second_factor(request.user, standing):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        if standing.now is None:
            return HttpResponseRedirect(reverse("no_role"))
        self._require(request.actor, need)
        return None

    def _require(self, actor: Actor, need: Need) -> None:
        if Role(actor.role) not in self.roles:
            raise NotAllowed(
                "other_face",
                _("This page is not for the role in which you act now."),
                mend=_("Switch role, or go to your own pages."),
            )
        wanted = need if isinstance(need, frozenset) else frozenset() if isinstance(need, Open) else frozenset({need})
        if wanted and not any(actor.may(one) for one in wanted):
            actor.require(min(wanted))

    def may_open(self, request: HttpRequest, name: str) -> bool:
        """May the one who asks open this address in the role now acted in? For navigation and buttons."""
        need = self.access.get(name)
        if need is None or name not in _MOUNTED:
            return False
        if need is PUBLIC or (need is SIGNED_IN and request.user.is_authenticated):
            return True
        try:
            self._require(cast(Asked, request).actor, need)
        except (Refused, ValueError):
            return False
        return True


def may_open_path(address: str, role: str) -> bool:
    """May this role open the page at an address of our own? False for an address that no face has."""
    try:
        name = resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return False
    guard = GUARDS.get(_MOUNTED.get(name, ""))
    if guard is None:
        return False
    need = guard.access[name]
    if isinstance(need, Open) and need is not Open.ACTING:
        return True
    wanted = need if isinstance(need, frozenset) else frozenset() if isinstance(need, Open) else frozenset({need})
    return Role(role) in guard.roles and (not wanted or bool(wanted & permissions_of(role)))


def lacks_second_factor(user: User, standing: door.Standing) -> bool:
    """Staff must hold a second factor outside demo mode (GB/T 22239 level 3); firms' people may.

    There is no switch for single persons: whoever could turn it could let themselves in with a password alone.
    """
    from allauth.mfa.utils import is_mfa_enabled

    if settings.DEMO:
        return False
    return any(one.role in DESK_ROLES for one in standing.held) and not is_mfa_enabled(user)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; an htmx request leaves the whole page."""
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = redirect_to_login(
            urlsplit(request.headers.get("HX-Current-URL", "/")).path
        ).url
        return response
    return redirect_to_login(request.get_full_path())


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal in words: 403, 404, or 409 for an act that may not be done now; a fragment for htmx."""
    status = 403 if isinstance(refused, NotAllowed) else 404 if isinstance(refused, NotThere) else 409
    values = {
        "status": status,
        "message": say(refused.message),
        "mend": say(refused.mend),
        "standing": getattr(request, "standing", None),
        "next": request.get_full_path() if request.method == "GET" else address("home") or "/",
    }
    partial = bool(getattr(request, "htmx", False))
    html = render_to_string("doors/refused_part.html" if partial else "doors/refused.html", values, request)
    return HttpResponse(html, status=status)


def _keep_private(response: HttpResponseBase) -> HttpResponseBase:
    """Nothing behind a guard is kept by a shared cache, nor shown again after signing out by going back."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_store=True)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The answer to an address that no face has."""
    return refusal(request, NotThere("not_there", _("There is no such page or record, or it is not yours to see.")))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose token no longer holds: signed out and in meanwhile, or sent from elsewhere."""
    return refusal(
        request,
        NotAllowed(
            "stale_form",
            _("This form is too old: you signed in or out after it was opened."),
            mend=_("Go back, load the page again and send it once more."),
        ),
    )
