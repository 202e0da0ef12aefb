"""The addresses of one-time links."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.link.guard import guard
from mashang.faces.link.views import invitation

urlpatterns: list[URLPattern] = [
    guard.path("invitation/<str:token>", invitation.accept, name="link_invitation"),
    guard.path("invitation/<str:token>/renew", invitation.renew, name="link_renew"),
]
