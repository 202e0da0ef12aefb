"""A census round that goes on over one tower, for the tests of its steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from mashang.kernel.errors import Refused
from mashang.notices.models import Notice
from mashang.register.acts.keeping import assign_steward
from mashang.register.acts.rounds import (
    approve_tower,
    open_round,
    publish_round,
    take_floor_check,
    verify_tower,
)
from mashang.register.models import CensusRound, Firm, FloorCheck, RoundTower, Snapshot, Tower, Unit
from mashang.register.tests import make
from tests.cast import Cast, make_cast

TODAY = timezone.localdate()


@dataclass(slots=True)
class Scene:
    """A tower with two rooms, one of them let, in a round that goes on."""

    cast: Cast
    tower: Tower
    let: Unit
    empty: Unit
    firm: Firm
    round: CensusRound

    @property
    def row(self) -> RoundTower:
        return RoundTower.objects.get(round=self.round, tower=self.tower)

    def look(
        self, role: str = "tower_steward", seen: str = "as_is", *, other: str = "empty", key: object = None
    ) -> FloorCheck:
        """Somebody goes over the floor: what is let is `seen`, what is empty is `other`."""
        result = [
            {"unit": self.let.pk, "seen": seen, "name": "另一家（示例）公司" if seen == "other" else ""},
            {"unit": self.empty.pk, "seen": other, "name": "另一家（示例）公司" if other == "other" else ""},
        ]
        return take_floor_check(
            actor=self.cast.actor(role), round_tower_id=self.row.pk, floor_no=1, client_key=key or uuid4(),  # type: ignore[arg-type]
            result=result,
        )  # fmt: skip

    def verify(self, *, confirm: bool = False) -> None:
        verify_tower(actor=self.cast.actor("tower_steward"), round_tower_id=self.row.pk, confirm=confirm)

    def approve(self) -> None:
        approve_tower(actor=self.cast.actor("section_head"), round_tower_id=self.row.pk)

    def publish(self) -> Snapshot:
        return publish_round(actor=self.cast.actor("section_head"), round_id=self.round.pk)


def make_scene() -> Scene:
    """The cast, a tower with its steward and manager, and a round that the section head opened today."""
    cast = make_cast()
    tower = make.make_tower(cast.aofeng, "鳌峰甲座")
    let, empty = make.make_unit(tower, "101"), make.make_unit(tower, "102", sqm=50)
    firm = make.make_firm("晨光（示例）有限公司", cast.aofeng)
    make.make_tenancy(firm, let)
    head = cast.actor("section_head")
    for role, duty in (("tower_steward", "local"), ("property_manager", "property")):
        member = cast.user(role).memberships.get()
        assign_steward(actor=head, tower_id=tower.pk, membership_id=member.pk, duty=duty)
    Notice.objects.all().delete()
    opened = open_round(
        actor=head, area_id=cast.aofeng.pk, name="2026 四季度", opens_on=TODAY, closes_on=TODAY + timedelta(days=20)
    )
    return Scene(cast, tower, let, empty, firm, opened)


def refusal(deed: Callable[[], object]) -> str:
    """The code with which a deed is refused."""
    with pytest.raises(Refused) as refused:
        deed()
    return refused.value.code


def told(topic: str) -> set[str]:
    """Who was told of a topic, by login name."""
    return set(Notice.objects.filter(topic=topic, channel="app").values_list("recipient__login", flat=True))
