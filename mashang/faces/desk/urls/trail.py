"""The auditor's search of the trail, and the administrator's outbox."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import outbox, trail, watching

urlpatterns: list[URLPattern] = [
    guard.path("trail", trail.entries, name="trail"),
    guard.path("trail/views", trail.sightings, name="trail_views"),
    guard.path("trail/check", watching.trail_check, name="trail_check"),
    guard.path("outbox", outbox.outbox, name="outbox"),
    guard.path("outbox/release", outbox.outbox_release, name="outbox_release"),
    guard.path("outbox/<int:pk>/retry", outbox.outbox_retry, name="outbox_retry"),
]
