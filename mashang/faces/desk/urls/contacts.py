"""Whom to call at a firm or a tower."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.desk.guard import guard
from mashang.faces.desk.views import contacts

urlpatterns: list[URLPattern] = [
    guard.path("firms/<int:pk>/contacts", contacts.firm_contacts, name="firm_contacts"),
    guard.path("towers/<int:pk>/contacts", contacts.tower_contacts, name="tower_contacts"),
    guard.path("contacts/<int:pk>/erase", contacts.contact_erase, name="contact_erase"),
]
