"""The one guard of the desk: every address of this face goes through it."""

from __future__ import annotations

from mashang.accounts.rules.roles import DESK_ROLES
from mashang.doors.guarding import Guard
from mashang.faces.desk.access import ACCESS

guard = Guard("desk", ACCESS, roles=DESK_ROLES)
