"""The one guard of the account: every address of this face goes through it."""

from __future__ import annotations

from mashang.doors.guarding import Guard
from mashang.faces.account.access import ACCESS

guard = Guard("account", ACCESS, second_factor=False)
