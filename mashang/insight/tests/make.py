"""Makes small districts and their frozen figures, for tests of insight."""

from __future__ import annotations

from datetime import date
from typing import Any

from mashang.accounts.models import Area
from mashang.insight.acts.freezing import freeze_figures
from mashang.insight.models import Run
from mashang.kernel.actor import Actor
from mashang.register.models import FactKey, Firm, Tower
from mashang.register.tests import make as register

DAY = date(2026, 11, 20)
READER = frozenset({"figures.read", "register.read"})


def make_tree() -> dict[str, Area]:
    """A city with a district, a sub-district and two parks in it."""
    city = register.make_area("福州市", kind="city")
    district = register.make_area("台江区", kind="district", parent=city)
    street = register.make_area("鳌峰街道", kind="subdistrict", parent=district)
    parks = [register.make_area(name, kind="park", parent=street) for name in ("商务区", "数智港")]
    return {"city": city, "district": district, "street": street, "park": parks[0], "other": parks[1]}


def make_reader(area: Area, *more: str) -> Actor:
    """Somebody who may read the figures of an area."""
    return register.make_actor(area, permissions=READER | set(more))


def freeze(top: Area | None = None, on: date = DAY, kind: str = "on_demand") -> Run:
    """The figures of a tree frozen as of a day."""
    return freeze_figures(actor=Actor.system("test"), area_path=top.path if top else "", valid_on=on, kind=kind)


def say(about: Firm | Tower, key: str, *, since: date = date(2015, 1, 1), **value: Any) -> Any:
    """A fact about a firm or tower, by the key of the content."""
    subject = "firm" if isinstance(about, Firm) else "tower"
    kind = {"num": "int", "code": "code", "flag": "flag"}[next(iter(value))] if value else "int"
    known = FactKey.objects.filter(subject=subject, key=key).first()
    return register.make_fact(about, known or register.make_fact_key(key, subject, type=kind), since=since, **value)
