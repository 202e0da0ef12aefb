"""The addresses of the portal."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.portal.guard import guard
from mashang.faces.portal.views import (
    cases,
    firm_people,
    firms,
    own_batches,
    own_case,
    rounds,
    sheets,
    start,
    towers,
    visits,
)

urlpatterns: list[URLPattern] = [
    guard.path("", start.portal_home, name="portal_home"),
    guard.path("towers", towers.own_towers, name="own_towers"),
    guard.path("towers/<int:pk>", towers.own_tower, name="own_tower"),
    guard.path("sheets", sheets.own_sheets, name="own_sheets"),
    guard.path("sheets/new", sheets.own_sheet_new, name="own_sheet_new"),
    guard.path("sheets/<int:pk>/returned", sheets.own_sheet_returned, name="own_sheet_returned"),
    guard.path("rounds", rounds.own_rounds, name="own_rounds"),
    guard.path("rounds/<int:pk>", rounds.own_round, name="own_round"),
    guard.path("cases", cases.own_cases, name="own_cases"),
    guard.path("cases/new", cases.own_case_new, name="own_case_new"),
    guard.path("cases/hints", cases.own_case_hints, name="own_case_hints"),
    guard.path("cases/files/<int:pk>/<slug:size>", own_case.own_case_file, name="own_case_file"),
    guard.path("cases/<uuid:ref>", own_case.own_case, name="own_case"),
    guard.path("cases/<uuid:ref>/do", own_case.own_case_do, name="own_case_do"),
    guard.path("batches", own_batches.own_batch_items, name="own_batch_items"),
    guard.path("batches/<int:pk>", own_batches.own_batch_item, name="own_batch_item"),
    guard.path("batches/<int:pk>/another-time", own_batches.own_batch_item_move, name="own_batch_item_move"),
    guard.path("batches/<int:pk>/sign", own_batches.own_batch_item_sign, name="own_batch_item_sign"),
    guard.path("batches/<int:pk>/invitation.ics", own_batches.own_batch_item_ics, name="own_batch_item_ics"),
    guard.path("firms", firms.own_firms, name="own_firms"),
    guard.path("firms/<int:pk>", firms.own_firm, name="own_firm"),
    guard.path("visits", visits.own_visits, name="own_visits"),
    guard.path("visits/<int:pk>", visits.own_visit, name="own_visit"),
    guard.path("visits/<int:pk>/another-day", visits.own_visit_move, name="own_visit_move"),
    guard.path("visits/<int:pk>/decline", visits.own_visit_decline, name="own_visit_decline"),
    guard.path("visits/<int:pk>/confirm", visits.own_visit_confirm, name="own_visit_confirm"),
    guard.path("visits/<int:pk>/object", visits.own_visit_object, name="own_visit_object"),
    guard.path("visits/<int:pk>/invitation.ics", visits.own_visit_ics, name="own_visit_ics"),
    guard.path("join", firm_people.join_firm, name="join_firm"),
    guard.path("people", firm_people.people, name="firm_people"),
    guard.path("people/invite", firm_people.invite, name="firm_person_invite"),
    guard.path("people/<int:pk>/approve", firm_people.approve, name="firm_person_approve"),
    guard.path("people/<int:pk>/end", firm_people.end, name="firm_person_end"),
]
