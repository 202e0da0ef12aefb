"""Mounts the faces that this process serves. A process may serve one face alone (MASHANG_FACES)."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.urls import include, path

from mashang.project.env import BadEnvironment
from mashang.project.health import healthz, readyz

PREFIXES = {"public": "", "account": "account/", "desk": "desk/", "portal": "portal/", "link": "link/"}

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("mashang.ui.urls")),
]

for face in settings.FACES:
    if face not in PREFIXES:
        raise BadEnvironment(f"MASHANG_FACES names {face!r}; known are {', '.join(PREFIXES)}.")
    import_module(f"mashang.faces.{face}.urls")
    urlpatterns.append(path(PREFIXES[face], include(f"mashang.faces.{face}.urls")))

handler404 = "mashang.doors.guarding.not_found"
