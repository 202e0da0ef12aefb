"""Batches: offers, one batch, its tour, the team on site."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import batch_site, batch_tours, batches

urlpatterns: list[URLPattern] = [
    guard.path("batches", batches.batches, name="batches"),
    guard.path("batches/propose", batches.batch_propose, name="batch_propose"),
    guard.path("batches/<int:pk>", batches.batch, name="batch"),
    guard.path("batches/<int:pk>/accept", batches.batch_accept, name="batch_accept"),
    guard.path("batches/<int:pk>/decline", batches.batch_decline, name="batch_decline"),
    guard.path("batches/<int:pk>/gather", batches.batch_gather, name="batch_gather"),
    guard.path("batches/<int:pk>/plan", batch_tours.batch_plan, name="batch_plan"),
    guard.path("batches/<int:pk>/plan-again", batches.batch_plan_again, name="batch_plan_again"),
    guard.path("batches/<int:pk>/replace", batch_tours.batch_replace, name="batch_replace"),
    guard.path("batches/<int:pk>/today", batch_site.batch_today, name="batch_today"),
    guard.path("batches/<int:pk>/start", batch_site.batch_start, name="batch_start"),
    guard.path("batches/<int:pk>/route", batch_site.batch_route, name="batch_route"),
    guard.path("batches/<int:pk>/sheets", batch_site.batch_sheets, name="batch_sheets"),
    guard.path("batches/<int:pk>/tour.ics", batch_site.batch_calendar, name="batch_calendar"),
    guard.path("batches/items/<int:pk>/move", batch_tours.batch_move, name="batch_move"),
    guard.path("batches/items/<int:pk>/record", batch_site.batch_item_record, name="batch_item_record"),
    guard.path("batches/items/<int:pk>/sign", batch_site.batch_item_sign, name="batch_item_sign"),
]
