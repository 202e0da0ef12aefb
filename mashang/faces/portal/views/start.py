"""The start page of the portal."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from mashang.accounts.rules.roles import Permission
from mashang.cases.reads.own_batches import list_own_items
from mashang.cases.reads.own_cases import list_open_own
from mashang.doors.guarding import Asked
from mashang.faces.portal.nav import render_page
from mashang.register.reads.rounds.progress import list_my_towers


def portal_home(request: Asked) -> HttpResponse:
    """Where a firm's people and property managers arrive: what waits for them first, then what others have in hand."""
    keeps = request.actor.may(Permission.OWN_TOWER_READ) and request.actor.tower_ids is not None
    towers = list_my_towers(request.actor) if keeps else ()
    wanted = [line for line in towers if line.waits_for == "manager"]
    asks = request.actor.may(Permission.OWN_CASE_ASK)
    lines = list_open_own(request.actor) if asks else []
    values = {
        "wanted": wanted,
        "asks": asks,
        "turn": [line for line in lines if line.turn],
        "coming": [one for one in list_own_items(request.actor) if one.waits] if asks else [],
        "with_others": [line for line in lines if not line.turn],
    }
    return render_page(request, "portal/start.html", values, title=_("Start"))
