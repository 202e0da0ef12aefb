"""Batches for tests, made by the acts: cases of one item in the towers of one park."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.cases.acts.batches import accept_batch, propose_batch
from mashang.cases.acts.opening import Asking, open_case
from mashang.cases.acts.touring import plan_batch
from mashang.cases.models import Batch, Case
from mashang.cases.reads.batch_plans import Planning
from mashang.clocks.models import Deadline
from mashang.kernel.workdays import add_workdays, load_calendar
from mashang.register.models import Tower
from tests.cast import Cast, make_area, make_firm, make_tower

ITEM = "address_change"
SIGNATURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)  # a picture of one point


def make_park(cast: Cast, towers: int = 5, *, code: str = "P") -> tuple[Area, list[Tower]]:
    """A park of some towers, each a few hundred metres from the next."""
    park = make_area(cast.aofeng, Area.Kind.PARK, f"滨江园{code}", f"Z{code}", district_id=cast.taijiang.pk)
    made = [make_tower(cast, f"滨江{code}{no}座", code=f"{code}{no}") for no in range(1, towers + 1)]
    for no, tower in enumerate(made):
        tower.park, tower.lon, tower.lat = park, 119.33 + no * 0.004, 26.05
        tower.save(update_fields=["park", "lon", "lat"])
    return park, made


def open_many(cast: Cast, towers: list[Tower], count: int, *, item: str = ITEM) -> list[Case]:
    """So many cases, spread over the towers, each of a firm of its own."""
    clerk = cast.actor("window_clerk")
    return [
        open_case(
            actor=clerk, channel="window",
            asking=Asking(
                item=item, title="门牌更正后变更住所", tower_id=towers[no % len(towers)].pk,
                firm_id=make_firm(cast, f"批量第{towers[0].code}{no}号公司（示例）").pk, place=f"{no + 1:02d}01",
            ),
        )
        for no in range(count)
    ]  # fmt: skip


def propose(cast: Cast, count: int = 21, towers: int = 5) -> Batch:
    """A batch that the story's head proposed to the story's department."""
    park, made = make_park(cast, towers)
    open_many(cast, made, count)
    return propose_batch(actor=cast.actor("section_head"), item=ITEM, park_id=park.pk, department_id=cast.department.pk)


def accepted(cast: Cast, count: int = 21, towers: int = 5) -> Batch:
    """The same, accepted by the department's liaison."""
    return accept_batch(actor=cast.actor("department_liaison"), batch_id=propose(cast, count, towers).pk)


def days_from(today: date, count: int = 3) -> tuple[date, ...]:
    """So many working days, the first today or after it."""
    calendar = load_calendar()
    first = add_workdays(calendar, today - timedelta(days=1), 1, provisional=True)
    return tuple(add_workdays(calendar, first, no, provisional=True) for no in range(count))


def planned(cast: Cast, count: int = 21, towers: int = 5) -> Batch:
    """The same, planned for a team of an officer, a liaison and an agent on three days."""
    batch = accepted(cast, count, towers)
    people = ("service_officer", "department_liaison", "agent")
    plan_batch(
        actor=cast.actor("section_head"), batch_id=batch.pk,
        planning=Planning(
            team=tuple((cast.user(one).pk, 1) for one in people), days=days_from(timezone.localdate()),
            meeting_points={place.tower_id: "一楼大堂" for place in batch.places.all()},
        ),
    )  # fmt: skip
    return Batch.objects.get(pk=batch.pk)


def clocks(case_id: int) -> dict[str, str]:
    """The clocks over a case and how they stand."""
    rows = Deadline.objects.filter(subject_kind="case", subject_id=case_id).order_by("pk")
    return dict(rows.values_list("clock", "state"))


def settle() -> None:
    """Run the checks that wait for the commit."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
