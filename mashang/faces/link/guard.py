"""The one guard of the link: every address of this face goes through it."""

from __future__ import annotations

from mashang.doors.guarding import Guard
from mashang.faces.link.access import ACCESS

guard = Guard("link", ACCESS)
