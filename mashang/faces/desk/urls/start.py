"""The start page of the desk, and the calendar everybody reckons with."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import start, workdays

urlpatterns: list[URLPattern] = [
    guard.path("", start.desk_home, name="desk_home"),
    guard.path("workdays", workdays.workdays, name="workdays"),
]
