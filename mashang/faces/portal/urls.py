"""The addresses of the portal."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.portal.guard import guard
from mashang.faces.portal.views import start

urlpatterns: list[URLPattern] = [guard.path("", start.portal_home, name="portal_home")]
