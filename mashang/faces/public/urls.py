"""The addresses that anyone may open."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.public.guard import guard
from mashang.faces.public.views import front, how_long, open_data

urlpatterns: list[URLPattern] = [
    guard.path("", front.public_home, name="public_home"),
    guard.path("ask", front.public_ask, name="public_ask"),
    guard.path("how-long", how_long.how_long_page, name="how_long"),
    guard.path("how-long.csv", how_long.how_long_file, name="how_long_file"),
    guard.path("open-data", open_data.open_data, name="open_data"),
    guard.path("open-data/<slug:slug>.<slug:form>", open_data.open_data_file, name="open_data_file"),
    guard.path("figures", open_data.public_figures, name="public_figures"),
]
