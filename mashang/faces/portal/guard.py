"""The one guard of the portal: every address of this face goes through it."""

from __future__ import annotations

from mashang.accounts.rules.roles import PORTAL_ROLES
from mashang.doors.guarding import Guard
from mashang.faces.portal.access import ACCESS

guard = Guard("portal", ACCESS, roles=PORTAL_ROLES)
