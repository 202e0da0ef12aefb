"""The addresses of one-time links."""

from __future__ import annotations

from django.urls import URLPattern

from mashang.faces.link.guard import guard
from mashang.faces.link.views import invitation, summons

urlpatterns: list[URLPattern] = [
    guard.path("invitation/<str:token>", invitation.accept, name="link_invitation"),
    guard.path("invitation/<str:token>/renew", invitation.renew, name="link_renew"),
    guard.path("s/<str:token>", summons.answer, name="link_summons"),
    guard.path("s/<str:token>/done", summons.done, name="link_summons_done"),
    guard.path("s/<str:token>/renew", summons.renew, name="link_summons_renew"),
    guard.path("s/<str:token>/files/<int:document>", summons.file, name="link_summons_file"),
]
