"""Tenant sheets: handing in, reviewing, applying, taking back."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import import_files, import_review, imports

urlpatterns: list[URLPattern] = [
    guard.path("imports", imports.import_list, name="imports"),
    guard.path("imports/new", imports.import_new, name="import_new"),
    guard.path("imports/template", import_files.import_template, name="import_template"),
    guard.path("imports/<int:pk>", import_review.import_review, name="import_review"),
    guard.path("imports/<int:pk>/progress", import_review.import_progress, name="import_progress"),
    guard.path("imports/<int:pk>/decide", import_review.import_decide, name="import_decide"),
    guard.path("imports/<int:pk>/compare", imports.import_compare, name="import_compare"),
    guard.path("imports/<int:pk>/tower", imports.import_tower, name="import_tower"),
    guard.path("imports/<int:pk>/columns", imports.import_columns, name="import_columns"),
    guard.path("imports/<int:pk>/again", imports.import_again, name="import_again"),
    guard.path("imports/<int:pk>/undo", imports.import_undo, name="import_undo"),
    guard.path("imports/<int:pk>/drop", imports.import_drop, name="import_drop"),
    guard.path("imports/<int:pk>/refused", import_files.import_refused, name="import_refused"),
    guard.path("imports/<int:pk>/original", import_files.import_original, name="import_original"),
]
