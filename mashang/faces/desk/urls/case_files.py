"""Files of cases."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import case_files

urlpatterns: list[URLPattern] = [
    guard.path("case-files/<int:pk>/<slug:size>", case_files.case_file, name="case_attachment"),
]
