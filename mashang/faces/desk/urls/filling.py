"""Blank sheets of departments: handing in, checking the columns, filling, taking away."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import filling

urlpatterns: list[URLPattern] = [
    guard.path("fill", filling.form_list, name="fills"),
    guard.path("fill/<int:pk>", filling.form_fill, name="fill"),
    guard.path("fill/<int:pk>/head", filling.form_head, name="fill_head"),
    guard.path("fill/<int:pk>/progress", filling.fill_progress, name="fill_progress"),
    guard.path("fill/<int:pk>/file", filling.form_file, name="fill_file"),
]
