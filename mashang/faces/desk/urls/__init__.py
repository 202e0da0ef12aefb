"""The addresses of the desk, one module a subject. Each is a list `urlpatterns` built through the guard."""

from __future__ import annotations

from importlib import import_module

from django.urls import URLPattern

PARTS = (
    "start",
    "register",
    "editing",
    "people",
    "keeping",
    "imports",
    "rounds",
    "filling",
    "contacts",
    "figures",
    "trail",
    "cases",
)

urlpatterns: list[URLPattern] = []
for part in PARTS:
    urlpatterns += import_module(f"mashang.faces.desk.urls.{part}").urlpatterns
