"""The one guard of the public: every address of this face goes through it."""

from __future__ import annotations

from mashang.doors.guarding import Guard
from mashang.faces.public.access import ACCESS

guard = Guard("public", ACCESS)
