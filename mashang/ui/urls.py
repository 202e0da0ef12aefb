"""Addresses of the design system: include them at the root, without a namespace."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.i18n import set_language

from mashang.ui import views

urlpatterns: list[URLPattern] = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("ui/theme", views.set_theme, name="set_theme"),
    path("ui/language", set_language, name="set_language"),
    path("ui/specimen", views.specimen, name="ui_specimen"),
    path("ui/specimen/<slug:part>", views.specimen, name="ui_specimen_part"),
]
