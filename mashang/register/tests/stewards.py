"""The one who types, for tests of the acts by hand."""

from __future__ import annotations

from typing import Any

import yaml
from django.conf import settings

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.register.acts.loading import load_fact_keys
from mashang.register.tests.make import make_actor

EDITING = frozenset({"register.read", "register.edit", "document.add"})


def steward(area: Area | None = None, **more: Any) -> Actor:
    """A steward of an area, who may edit its register and attach files."""
    return make_actor(area, **{"permissions": EDITING, **more})


def load_keys() -> None:
    """What can be known, as the product's own content says."""
    entries = yaml.safe_load((settings.ROOT / "content" / "facts.yaml").read_text(encoding="utf-8"))["facts"]
    load_fact_keys(actor=Actor.system(), entries=entries)
