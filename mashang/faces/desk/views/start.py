"""The start page of the desk: what waits for the one who arrives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.accounts.rules.roles import Permission
from mashang.cases.reads.board import list_awaited
from mashang.cases.reads.desk_queue import list_queue
from mashang.cases.reads.gate import count_to_rule
from mashang.cases.reads.queue_tabs import QueueWanted, count_tabs
from mashang.doors.guarding import Asked
from mashang.faces.desk import writing
from mashang.faces.desk.acts_offered import Offered, acts_offered
from mashang.faces.desk.case_rows import count_word
from mashang.faces.desk.case_words import row_due
from mashang.faces.desk.figure_cards import card_of
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.board import KINDS
from mashang.faces.desk.views.summonses import summonses
from mashang.faces.desk.views.watching import audit_start, security_start
from mashang.insight.reads.figures import list_figures
from mashang.insight.reads.monthly import get_monthly
from mashang.kernel.errors import NotThere
from mashang.register.reads.grades import count_to_decide
from mashang.register.reads.leases import LeaseRow, LeasesWanted, list_lease_ends
from mashang.register.reads.rounds.progress import list_my_towers, list_to_approve
from mashang.register.reads.towers import TowersWanted, list_kept_towers, list_stale_towers, list_towers
from mashang.register.reads.waiting import list_waiting_imports
from mashang.ui.parts import Figure

SHOWN = 6
SOON = 30
KEY_FIGURES = ("occupancy_rate", "vacant_area", "financial_institutions", "freshness")


def desk_home(request: Asked) -> HttpResponseBase:
    """What waits: sheets to review, leases that end, towers not verified; for other roles the doors open to them."""
    if request.actor.may(Permission.CASE_ANSWER) or not request.actor.may(Permission.REGISTER_READ):
        return _other_start(request)
    today = timezone.localdate()
    own = list_kept_towers(request.actor, today)
    stale = list_stale_towers(request.actor, today, tower_ids=own or None)
    waiting = list_waiting_imports(request.actor)
    context = {
        "today": today.isoformat(),
        "figures": () if own else _key_figures(request),
        "own": len(own),
        "may_import": request.actor.may(Permission.CENSUS_IMPORT),
        "waiting": waiting[:SHOWN],
        "waiting_count": len(waiting),
        **_ending(list_lease_ends(request.actor, today, LeasesWanted(tower_ids=own or None)), today),
        "towers": _towers(request, today, bool(own)),
        "leases_url": reverse("lease_ends") + ("?mine=on" if own else ""),
        "in_rounds": [line for line in list_my_towers(request.actor) if line.waits_for == "steward"],
        **_to_decide(request),
        "stale": stale[:SHOWN],
        "stale_count": len(stale),
        "acts": acts_offered(
            request, Offered(label=_("Import a tenant sheet"), name="import_new", icon="upload", tone="primary")
        ),
    }
    return render_page(request, "desk/today.html", context, title=_("Start"))


def _other_start(request: Asked) -> HttpResponseBase:
    if request.actor.may(Permission.CASE_ANSWER):
        return summonses(request)
    if request.actor.may(Permission.TRAIL_READ):
        return audit_start(request)
    if request.actor.may(Permission.SECURITY_MANAGE):
        return security_start(request)
    return render_page(request, "desk/start.html", title=_("Start"))


def _to_decide(request: Asked) -> dict[str, object]:
    """What waits for a section head: towers of rounds to approve, and grades to decide; and the cases of everybody."""
    may = request.actor.may
    return {
        "to_approve": list_to_approve(request.actor) if may(Permission.CENSUS_RUN) else (),
        "to_grade": count_to_decide(request.actor) if may(Permission.GRADE_DECIDE) else 0,
        **_to_rule(request),
        **_cases(request),
    }


def _to_rule(request: Asked) -> dict[str, object]:
    """What waits for a head: whistles at the gate and rulings, and firms to be called back after a low rating."""
    if not request.actor.may(Permission.CASE_RULE):
        return {}
    awaited = [(one, KINDS[one.kind]) for one in list_awaited(request.actor) if not one.own]
    now, locale = timezone.localtime(), request.actor.locale
    calls = list_queue(request.actor, QueueWanted(tab="callback"), now=now).rows
    return {
        "to_rule": awaited[:SHOWN], "to_rule_count": count_to_rule(request.actor),
        "to_call": [(row, row_due(row, now, locale)) for row in calls[:SHOWN]],
        "to_call_count": len(calls),
    }  # fmt: skip


def _cases(request: Asked) -> dict[str, object]:
    """The cases that wait in the reader's hands; for whoever has none there, those that are overdue in the area."""
    if not request.actor.may(Permission.CASE_READ):
        return {}
    now, counts = timezone.localtime(), count_tabs(request.actor)
    own = bool(counts["hand"]) or not counts["overdue"]
    tab = "hand" if own else "overdue"
    rows = list_queue(request.actor, QueueWanted(tab=tab), now=now).rows
    lines = [(row, row_due(row, now, request.actor.locale)) for row in rows[:SHOWN]]
    url = f"{reverse('cases')}?tab={tab}"
    return {"cases": {"lines": lines, "count": count_word(counts[tab]), "url": url, "own": own}}


def _key_figures(request: Asked) -> Sequence[Figure]:
    """The few figures that come first for whoever looks after a whole area; none before the first was frozen."""
    if not request.actor.may(Permission.FIGURES_READ):
        return ()
    try:
        found = list_figures(request.actor, keys=KEY_FIGURES)
    except NotThere:
        return ()
    trends = get_monthly(request.actor, KEY_FIGURES, "", found[0].run.valid_on) if found else {}
    return [card_of(one, trends[one.kpi.key], area="") for one in found]


def _ending(leases: Sequence[LeaseRow], today: date) -> dict[str, object]:
    left = [(row.ends_on - today).days for row in leases]
    return {
        "ending": [_lease(row) for row in leases[:SHOWN]],
        "ending_count": len(leases),
        "overrun_count": sum(days < 0 for days in left),
        "soon_count": sum(0 <= days <= SOON for days in left),
        "later_count": sum(days >= 0 for days in left),
    }


def _towers(request: Asked, today: date, own: bool) -> list[dict[str, str]]:
    found = list_towers(request.actor, today, TowersWanted(sort="-vacant"))
    return [
        {
            "name": row.name,
            "url": reverse("tower", args=[row.id]),
            "occupancy": writing.percent(row.figures.occupancy_rate),
            "vacant": writing.whole_area(row.figures.vacant_sqm),
        }
        for row in (found.mine if own else found.rows)[:SHOWN]
    ]


def _lease(row: LeaseRow) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "firm": row.firm,
        "url": f"{reverse('tower', args=[row.tower_id])}?unit={row.unit_id}#unit",
        "place": " ".join((row.tower, _(", ").join(row.rooms))),
        "lamp": writing.expiry_lamp(row.expiry),
        "word": _("Moves out") if row.settled else writing.expiry_word(row.expiry),
        "days": writing.days_left(row.ends_on, today),
    }
