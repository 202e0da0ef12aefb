"""Who keeps which tower, and who asks to join which firm."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import joinings, stewards

urlpatterns: list[URLPattern] = [
    guard.path("stewards", stewards.steward_list, name="stewards"),
    guard.path("stewards/tower/<int:pk>", stewards.steward_assign, name="steward_assign"),
    guard.path("stewards/tower/<int:pk>/manager", stewards.manager_invite, name="manager_invite"),
    guard.path("stewards/<int:pk>/end", stewards.steward_end, name="steward_end"),
    guard.path("joinings", joinings.joining_list, name="joinings"),
    guard.path("joinings/owner", joinings.owner_invite, name="owner_invite"),
    guard.path("joinings/<int:pk>/approve", joinings.joining_approve, name="joining_approve"),
    guard.path("joinings/<int:pk>/refuse", joinings.joining_refuse, name="joining_refuse"),
]
