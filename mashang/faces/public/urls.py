"""The addresses that anyone may open."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.public.guard import guard
from mashang.faces.public.views import front

urlpatterns: list[URLPattern] = [guard.path("", front.public_home, name="public_home")]
