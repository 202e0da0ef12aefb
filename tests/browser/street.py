"""One tower with a story, an import in every state, and whatever else makes each page show something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from mashang.register.models import Firm, FirmMember, Tenancy, Tower, TowerKeeper, Unit
from mashang.register.tests import make
from mashang.register.tests.stewards import load_keys
from tests.cast import SINCE, Cast

FLOORS, PER_FLOOR = 12, 4
PAST = date(2022, 1, 1)
# Above the numbers that the product itself gives to tenancies.
LINES = 1_000_000
INDUSTRIES = ("6621", "7211", "6513", "5181")


@dataclass(slots=True)
class Street:
    """A tower of twelve floors: full but for the fifth, one lease that ends soon, one tenant of former years."""

    cast: Cast
    tower: Tower
    other: Tower
    units: dict[str, Unit]
    firms: list[Firm]
    tenancies: dict[str, Tenancy]

    def unit(self, room: str) -> Unit:
        """The unit with this room number."""
        return self.units[room]


def make_street(cast: Cast) -> Street:
    """The tower, its tenants now and before, its keepers, and a firm with people."""
    load_keys()
    tower = make.make_tower(
        cast.aofeng, "望江大厦", district_id=cast.taijiang.pk, floors_above=FLOORS, lettable_sqm=9600
    )
    other = make.make_tower(cast.aofeng, "听潮大厦", district_id=cast.taijiang.pk)
    source = make.make_source(PAST, kind="desk", label="物业报表")
    street = Street(cast, tower, other, {}, [], {})
    for floor in range(1, FLOORS + 1):
        for n in range(1, PER_FLOOR + 1):
            room = f"{floor}{n:02d}"
            sqm = None if room == "104" else 150 + 30 * n
            street.units[room] = make.make_unit(tower, room, floor=floor, sqm=sqm, source=source)
    _let(street)
    make.make_unit(other, "101", floor=1)
    for login, duty in (("property_manager", "property"), ("tower_steward", "local")):
        membership = cast.user(login).memberships.get()
        TowerKeeper.objects.create(membership=membership, tower=tower, duty=duty, span=DateRange(SINCE))
    for login in ("firm_owner", "firm_member"):
        membership = cast.user(login).memberships.get()
        FirmMember.objects.create(
            membership=membership, firm=street.firms[0], standing="approved", span=DateRange(SINCE)
        )
    return street


def _let(street: Street) -> None:
    today = timezone.localdate()
    for number, (room, unit) in enumerate(street.units.items()):
        if room.startswith("5"):
            continue
        firm = make.make_firm(
            f"望江{number:02d}号（示例）有限公司", street.cast.aofeng, industry=INDUSTRIES[number % 4]
        )
        street.firms.append(firm)
        ends = today + timedelta(days=40 + 90 * number)
        street.tenancies[room] = make.make_tenancy(
            firm,
            unit,
            start=PAST,
            lease_ends_on=ends,
            source=unit.source,
            registered_here=number % 3 == 0,
            line=LINES + number,
        )
    before = make.make_firm("旧雨（示例）有限公司", street.cast.aofeng)
    street.firms.append(before)
    make.make_tenancy(before, street.unit("501"), start=date(2019, 1, 1), end=date(2024, 1, 1), line=LINES - 1)
    make.make_hold(street.unit("502"), "reserved")
