"""A steward ends a lease and lets the room again, on the pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from mashang.register.models import Firm, Occupancy, Tenancy, Unit
from mashang.register.reads.stacking import get_stacking
from mashang.register.rules.unit_status import UnitStatus
from mashang.register.tests.make import make_source, make_tenancy, make_uscc
from tests.cast import Cast, make_cast, make_firm, make_tower

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


class Scene:
    """A tower with one room, let since 2020, and a steward's browser."""

    def __init__(self) -> None:
        self.cast: Cast = make_cast()
        self.tower = make_tower(self.cast)
        self.unit = Unit.objects.create(
            tower=self.tower, area_path=self.tower.area_path, district_id=self.tower.district_id, floor_no=18,
            room="1801", area_sqm=120, life=DateRange(None, None), source=make_source(),
        )  # fmt: skip
        self.old = make_firm(self.cast, "旧潮（示例）有限公司", uscc=make_uscc(1))
        self.new = make_firm(self.cast, "新澜（示例）有限公司", uscc=make_uscc(2))
        self.line = make_tenancy(self.old, self.unit, start=date(2020, 1, 1)).line
        self.client = Client()
        self.client.force_login(self.cast.user("tower_steward"))
        self.client.cookies["django_language"] = "en"

    def post(self, page: str, /, *args: object, **data: object) -> HttpResponse:
        return self.client.post(reverse(page, args=args), data)  # type: ignore[return-value]

    def page(self, url: str) -> str:
        return self.client.get(url).content.decode()

    def status_on(self, day: date) -> UnitStatus:
        stacking = get_stacking(self.cast.actor("tower_steward"), self.tower.pk, day)
        unit = stacking.find(self.unit.pk)
        assert unit is not None
        return unit.status


@pytest.fixture
def scene(settings: Settings) -> Scene:
    settings.DEMO = True
    return Scene()


def let(scene: Scene, **more: Any) -> HttpResponse:
    given = {"firm_text": "新澜", "rooms": "1801", "start": str(timezone.localdate() + ONE_DAY), "kind": "lease"}
    return scene.post("unit_let", scene.unit.pk, **(given | more))


def test_end_a_lease_and_let_the_unit_again(scene: Scene) -> None:
    today = timezone.localdate()
    assert reverse("tenancy_end", args=[scene.line]) in scene.page(
        f"/desk/towers/{scene.tower.pk}?unit={scene.unit.pk}"
    )
    ended = scene.post("tenancy_end", scene.line, last_day=str(today))
    assert (ended.status_code, ended.headers["Location"]) == (302, reverse("unit", args=[scene.unit.pk]))
    assert (scene.status_on(today), scene.status_on(today + ONE_DAY)) == (UnitStatus.LET, UnitStatus.VACANT)
    page = scene.page(ended.headers["Location"])
    assert "The lease is ended." in page
    assert reverse("unit_let", args=[scene.unit.pk]) in page
    assert let(scene, lease_ends_on="2035-12-31").status_code == 302
    assert scene.status_on(today + ONE_DAY) is UnitStatus.LET
    assert Occupancy.objects.get(firm=scene.new, retracted_at=None).span.lower == today + ONE_DAY
    for day, firm in (
        (today.replace(year=today.year - 3, day=1), scene.old),
        (today.replace(year=today.year + 1, day=1), scene.new),
    ):
        plan = scene.page(f"/desk/towers/{scene.tower.pk}?as_of={day.isoformat()}&unit={scene.unit.pk}")
        panel = plan.split('<aside class="k-unitcard"')[1].split("</aside>")[0]
        assert firm.name in panel
        assert ({scene.old, scene.new} - {firm}).pop().name not in panel


def test_an_end_is_undone_from_the_toast(scene: Scene) -> None:
    before = Tenancy.objects.get(line=scene.line, retracted_at=None).span
    page = scene.page(scene.post("tenancy_end", scene.line, last_day=str(timezone.localdate())).headers["Location"])
    written = Tenancy.objects.get(line=scene.line, retracted_at=None)
    undo = reverse("tenancy_undo", args=[scene.line, written.pk])
    assert undo in page
    assert scene.client.get(undo).status_code == 405
    assert "The change is undone." in scene.page(scene.client.post(undo).headers["Location"])
    assert Tenancy.objects.get(line=scene.line, retracted_at=None).span == before
    assert Tenancy.objects.filter(line=scene.line).count() == 3


def test_an_undo_after_which_two_would_be_in_the_room_is_refused_in_words(scene: Scene) -> None:
    scene.post("tenancy_end", scene.line, last_day=str(timezone.localdate()))
    undo = reverse("tenancy_undo", args=[scene.line, Tenancy.objects.get(line=scene.line, retracted_at=None).pk])
    let(scene)
    assert "is let to 新澜" in scene.page(scene.client.post(undo).headers["Location"])


def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(scene: Scene) -> None:
    page = let(scene, lease_ends_on="2036-01-31", source="电话").content.decode()
    assert "Room 1801 is let to 旧潮（示例）有限公司 from 2020-01-01 on." in page
    assert all(f'value="{text}"' in page for text in ("2036-01-31", "电话", "新澜", "1801"))
    assert 'id="id_rooms_error"' in page
    page = scene.post("tenancy_end", scene.line, last_day="31 Feb").content.decode()
    assert "Write the day as 2026-11-20." in page
    assert 'value="31 Feb"' in page


def test_a_firm_is_searched_by_part_of_its_name_and_picked_without_scripts(scene: Scene) -> None:
    other = make_firm(scene.cast, "新澜二号（示例）有限公司", uscc=make_uscc(3))
    page = let(scene, find="1", source="走访").content.decode()
    assert all(f'value="{firm.pk}"' in page for firm in (scene.new, other))
    assert 'value="走访"' in page
    assert not Tenancy.objects.filter(firm__in=[scene.new, other]).exists()
    scene.post("tenancy_end", scene.line, last_day=str(timezone.localdate()))
    assert "Several firms are called like this: choose one." in let(scene).content.decode()
    assert let(scene, firm=other.pk).status_code == 302
    assert Tenancy.objects.get(firm=other)


def test_a_firm_is_found_by_its_code_and_an_unknown_one_is_said(scene: Scene) -> None:
    scene.post("tenancy_end", scene.line, last_day=str(timezone.localdate()))
    assert "No firm is called so." in let(scene, firm_text="无此商号").content.decode()
    assert "Say which firm." in let(scene, firm_text=" ").content.decode()
    assert let(scene, firm_text=scene.new.uscc).status_code == 302
    assert (
        Firm.objects.get(tenancies__retracted_at=None, tenancies__occupancies__span__contains=date(2099, 1, 1))
        == scene.new
    )


def test_while_typing_the_list_of_firms_comes_as_a_fragment(scene: Scene) -> None:
    page = scene.page(reverse("firm_choices") + "?firm_text=新澜")
    assert f'value="{scene.new.pk}"' in page
    assert "<html" not in page
    assert reverse("firm_add") in scene.page(reverse("firm_choices") + "?firm_text=无此商号")


def test_a_reader_sees_no_buttons_and_may_not(scene: Scene) -> None:
    scene.client.force_login(scene.cast.user("leader"))
    assert reverse("unit_let", args=[scene.unit.pk]) not in scene.page(reverse("unit", args=[scene.unit.pk]))
    assert scene.post("tenancy_end", scene.line, last_day="2026-01-01").status_code == 403
    scene.client.force_login(scene.cast.user("other_tower_steward"))
    for name in ("tenancy", "tenancy_end", "tenancy_extend", "tenancy_move", "tenancy_correct", "tenancy_take_back"):
        assert scene.client.get(reverse(name, args=[scene.line])).status_code == 404, name
    assert scene.client.get(reverse("unit_let", args=[scene.unit.pk])).status_code == 404
