"""The cockpit, its figures, and the wall screen."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import cockpit, figure, wall

urlpatterns: list[URLPattern] = [
    guard.path("cockpit", cockpit.cockpit, name="cockpit"),
    guard.path("cockpit/freeze", cockpit.figures_freeze, name="figures_freeze"),
    guard.path("cockpit/progress", cockpit.figures_progress, name="figures_progress"),
    guard.path("figures/<slug:key>", figure.figure, name="figure"),
    guard.path("wall", wall.wall, name="wall"),
]
