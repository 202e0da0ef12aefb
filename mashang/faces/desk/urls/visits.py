"""Visits, what is read before and written on them, and campaigns."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import campaigns, visit_entry, visit_plans, visits

urlpatterns: list[URLPattern] = [
    guard.path("visits", visits.visits, name="visits"),
    guard.path("visits/week", visits.visits_week, name="visits_week"),
    guard.path("visits/mine", visit_entry.visits_mine, name="visits_mine"),
    guard.path("visits/worker.js", visit_entry.visits_worker, name="visits_worker"),
    guard.path("visits/firms", visit_plans.visit_firms, name="visit_firms"),
    guard.path("visits/firms/<int:pk>", visit_entry.visit_brief, name="visit_brief"),
    guard.path("visits/firms/<int:pk>/plan", visit_plans.visit_plan, name="visit_plan"),
    guard.path("visits/firms/<int:pk>/entry", visit_entry.visit_entry_unplanned, name="visit_entry_unplanned"),
    guard.path("visits/campaigns", campaigns.campaigns, name="campaigns"),
    guard.path("visits/campaigns/new", campaigns.campaign_new, name="campaign_new"),
    guard.path("visits/campaigns/<int:pk>", campaigns.campaign, name="campaign"),
    guard.path("visits/campaigns/<int:pk>/firms/<int:firm>/give", campaigns.campaign_give, name="campaign_give"),
    guard.path("visits/<int:pk>", visits.visit, name="visit"),
    guard.path("visits/<int:pk>/entry", visit_entry.visit_entry, name="visit_entry"),
    guard.path("visits/<int:pk>/book", visits.visit_book, name="visit_book"),
    guard.path("visits/<int:pk>/another-day", visit_plans.visit_anew, name="visit_anew"),
    guard.path("visits/<int:pk>/call-off", visits.visit_call_off, name="visit_call_off"),
    guard.path("visits/<int:pk>/amend", visit_plans.visit_amend, name="visit_amend"),
    guard.path("visits/<int:pk>/note", visits.visit_note, name="visit_note"),
    guard.path("visits/<int:pk>/split", visit_plans.visit_split, name="visit_split"),
    guard.path("visits/<int:pk>/invitation.ics", visit_plans.visit_ics, name="visit_ics"),
    guard.path("visits/<int:pk>/facts/<int:no>/take", visits.visit_fact_take, name="visit_fact_take"),
    guard.path("visits/<int:pk>/facts/<int:no>/refuse", visits.visit_fact_refuse, name="visit_fact_refuse"),
]
