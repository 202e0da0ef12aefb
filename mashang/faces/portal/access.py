"""Every address of the portal and what it needs. The guard mounts nothing that is not listed here."""

from __future__ import annotations

from mashang.accounts.rules.roles import Permission
from mashang.doors.guarding import ACTING, SIGNED_IN, Need

ACCESS: dict[str, Need] = {
    "portal_home": ACTING,
    "own_towers": Permission.OWN_TOWER_READ,
    "own_tower": Permission.OWN_TOWER_READ,
    "own_sheets": Permission.OWN_TOWER_IMPORT,
    "own_sheet_new": Permission.OWN_TOWER_IMPORT,
    "own_sheet_returned": Permission.OWN_TOWER_IMPORT,
    "own_rounds": Permission.OWN_TOWER_READ,
    "own_round": Permission.OWN_TOWER_READ,
    "own_cases": Permission.OWN_CASE_ASK,
    "own_case_new": Permission.OWN_CASE_ASK,
    "own_case_hints": Permission.OWN_CASE_ASK,
    "own_case": Permission.OWN_CASE_ASK,
    "own_case_do": Permission.OWN_CASE_ASK,
    "own_case_file": Permission.OWN_CASE_ASK,
    **dict.fromkeys(
        (
            "own_batch_items",
            "own_batch_item",
            "own_batch_item_move",
            "own_batch_item_sign",
            "own_batch_item_ics",
        ),
        Permission.OWN_CASE_ASK,
    ),
    "own_firms": Permission.OWN_FIRM_READ,
    "own_firm": Permission.OWN_FIRM_READ,
    **dict.fromkeys(
        (
            "own_visits",
            "own_visit",
            "own_visit_move",
            "own_visit_decline",
            "own_visit_confirm",
            "own_visit_object",
            "own_visit_ics",
        ),
        Permission.OWN_FIRM_READ,
    ),
    "join_firm": SIGNED_IN,
    "firm_people": Permission.OWN_FIRM_MANAGE,
    "firm_person_invite": Permission.OWN_FIRM_MANAGE,
    "firm_person_approve": Permission.OWN_FIRM_MANAGE,
    "firm_person_end": Permission.OWN_FIRM_MANAGE,
}
