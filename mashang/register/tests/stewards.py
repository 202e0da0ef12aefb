"""The one who types, for tests of the acts by hand."""

from __future__ import annotations

from typing import Any

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.register.tests.make import make_actor

EDITING = frozenset({"register.read", "register.edit", "document.add"})


def steward(area: Area | None = None, **more: Any) -> Actor:
    """A steward of an area, who may edit its register and attach files."""
    return make_actor(area, **{"permissions": EDITING, **more})
