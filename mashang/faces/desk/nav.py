"""What stands round every page of the desk."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mashang.cases.reads.gate import count_to_rule
from mashang.doors.framing import frame_of
from mashang.doors.guarding import Asked
from mashang.faces.desk.guard import guard
from mashang.ui.framing import Entry, Frames, Furniture


def _to_rule(request: HttpRequest) -> int:
    return count_to_rule(cast("Asked", request).actor)


FURNITURE = Furniture(
    home="desk_home",
    nav=(
        Entry(label=_("Start"), name="desk_home", icon="home"),
        Entry(label=_("Towers"), name="towers", icon="building-skyscraper", also=("tower", "tower_edit", "unit")),
        Entry(label=_("Firms"), name="firms", icon="building-bank", also=("firm", "firm_edit")),
        Entry(label=_("Leases that end"), name="lease_ends", icon="calendar-event"),
        Entry(
            label=_("Services"),
            children=(
                Entry(
                    label=_("Requests and whistles"),
                    name="cases",
                    icon="speakerphone",
                    says=_("In whose hands, and when due"),
                    also=("case", "case_new", "case_receipt"),
                ),
                Entry(
                    label=_("Supervisor's board"),
                    name="board",
                    icon="layout-grid",
                    says=_("Overdue, near due, stuck"),
                ),
                Entry(
                    label=_("Summonses of my department"),
                    name="summonses",
                    icon="speakerphone",
                    says=_("Report in, answer, many at once"),
                    also=("summons", "summons_answer", "summons_object", "summons_extension"),
                ),
                Entry(
                    label=_("Rulings"),
                    name="rulings",
                    icon="gavel",
                    says=_("Whistles at the gate, objections, extensions"),
                    also=("ruling", "whistle_gate", "whistle_back", "whistle_look"),
                    waiting=_to_rule,
                ),
                Entry(
                    label=_("Visits"),
                    name="visits",
                    icon="walk",
                    says=_("Planned, recorded, and what came of each problem"),
                    also=("visit", "visits_week", "visit_firms", "visit_plan", "campaigns", "campaign", "campaign_new"),
                ),
                Entry(
                    label=_("Tickets of hotlines"),
                    name="tickets",
                    icon="phone",
                    says=_("Taken in from files, answers sent back"),
                    also=("ticket_new", "ticket_review", "tickets_out", "tickets_sent"),
                ),
                Entry(
                    label=_("Routing rules"),
                    name="routing",
                    icon="transfer",
                    says=_("Who gets a new case, tried before it is saved"),
                    also=("routing_new", "routing_rule", "routing_end"),
                ),
                Entry(
                    label=_("Absences and stand-ins"),
                    name="absences",
                    icon="user-check",
                    says=_("Who is away, who stands in, what lies with nobody"),
                    also=("absence_new", "cases_hand_over"),
                ),
                Entry(
                    label=_("Figures of requests"),
                    name="case_figures",
                    icon="trending-up",
                    says=_("In time, solved, satisfied, by month and item"),
                ),
                Entry(
                    label=_("Left out of rates"),
                    name="left_out",
                    icon="equal-not",
                    says=_("Which cases do not count, and who said so"),
                ),
                Entry(
                    label=_("Batches"),
                    name="batches",
                    icon="stack-2",
                    says=_("Twenty and more of one kind, on site"),
                    also=("batch", "batch_propose", "batch_plan", "batch_route", "batch_sheets"),
                ),
            ),
        ),
        Entry(
            label=_("By class"),
            children=(
                Entry(
                    label=_("¥100M-tax towers"),
                    name="taxed_towers",
                    icon="coin",
                    says=_("By one stated rule, for any tax year"),
                ),
                Entry(
                    label=_("Above-threshold firms and candidates"),
                    name="above_threshold",
                    icon="trending-up",
                    says=_("Above, near, below, or what is missing"),
                ),
                Entry(
                    label=_("Themed towers"),
                    name="themed_towers",
                    icon="tag",
                    says=_("Which tower gathers which trade"),
                ),
            ),
        ),
        Entry(label=_("Conflicts"), name="conflicts", icon="scale", also=("conflict", "merges")),
        Entry(label=_("To be looked at again"), name="rechecks", icon="refresh"),
        Entry(
            label=_("Grades of towers"),
            name="grades",
            icon="certificate",
            also=("grade", "grade_schemes", "grade_score", "grade_reject", "grade_withdraw", "grade_revoke"),
        ),
        Entry(label=_("Map"), name="map", icon="map-pin"),
        Entry(
            label=_("Cockpit"),
            name="cockpit",
            icon="chart-bar",
            says=_("All figures with their rows"),
            also=("figure",),
        ),
        Entry(label=_("Imports"), name="imports", icon="file-spreadsheet", also=("import_review", "import_new")),
        Entry(label=_("Fill a blank sheet"), name="fills", icon="file-text", also=("fill",)),
        Entry(
            label=_("Census rounds"),
            name="rounds",
            icon="clipboard-check",
            also=("round", "round_new", "round_tower", "round_floor", "snapshots", "snapshot", "snapshots_compare"),
        ),
        Entry(
            label=_("Working days"),
            name="workdays",
            icon="calendar-time",
            says=_("Days off, and when something is due"),
        ),
        Entry(
            label=_("People and areas"),
            children=(
                Entry(
                    label=_("People"),
                    name="people",
                    icon="users",
                    says=_("Accounts, their roles and areas"),
                    also=("person", "person_edit"),
                ),
                Entry(
                    label=_("Invitations"),
                    name="invitations",
                    icon="user-plus",
                    says=_("Ask somebody in; roles that wait for approval"),
                    also=("invite",),
                ),
                Entry(
                    label=_("Areas"),
                    name="areas",
                    icon="map-2",
                    says=_("City, districts, sub-districts and parks"),
                    also=("area_edit", "area_add"),
                ),
                Entry(
                    label=_("Departments"),
                    name="departments",
                    icon="building",
                    says=_("Who answers for what"),
                    also=("department_edit", "department_add"),
                ),
                Entry(
                    label=_("Tower stewards"),
                    name="stewards",
                    icon="user-check",
                    says=_("Who keeps which tower"),
                    also=("steward_assign", "steward_end", "manager_invite"),
                ),
                Entry(
                    label=_("Firms' people"),
                    name="joinings",
                    icon="users-group",
                    says=_("Who speaks for a firm"),
                    also=("owner_invite",),
                ),
                Entry(
                    label=_("Locked sign-ins"), name="lockouts", icon="lock", says=_("After too many wrong passwords")
                ),
            ),
        ),
        Entry(
            label=_("Trail"), name="trail", icon="history", says=_("Who did what, when and why"), also=("trail_views",)
        ),
        Entry(label=_("Outbox"), name="outbox", icon="mail", says=_("Mails and notices, sent and waiting")),
    ),
    tabbar=(
        Entry(label=_("Start"), name="desk_home", icon="home"),
        Entry(label=_("Towers"), name="towers", icon="building-skyscraper", also=("tower", "unit")),
        Entry(label=_("Firms"), name="firms", icon="building-bank", also=("firm",)),
        Entry(label=_("Imports"), name="imports", icon="file-spreadsheet"),
        Entry(label=_("More"), name="#rail", icon="menu-2"),
    ),
    search="desk_search",
    search_hint=_("Find a tower, a firm, a room"),
    search_parts=True,
)


frames = Frames(furniture=FURNITURE, frame_of=frame_of, may_open=guard.may_open)
page, render_page = frames.page, frames.render
