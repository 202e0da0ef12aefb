"""The cockpit, the page of a figure and the wall: what they show, to whom, in how many queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from mashang.insight.jobs import freeze_now
from mashang.insight.models import Cell, Run
from mashang.insight.tests.make import freeze
from mashang.register.tests import make
from mashang.trail.models import Entry
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
JUNE, SEPTEMBER, NOVEMBER = date(2026, 6, 30), date(2026, 9, 30), date(2026, 11, 20)


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.DEMO = True
    return make_cast()


def enter(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


def text(client: Client, name: str, *args: object, **asked: str) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


def fill(cast: Cast, count: int = 3) -> list[Any]:
    towers = []
    for place in range(count):
        tower = make.make_tower(cast.aofeng, name=f"{count}号院第{place + 1}座")
        make.make_unit(tower, sqm=100 + place)
        firm = make.make_firm(area=cast.aofeng)
        make.make_tenancy(firm, make.make_unit(tower, sqm=50), registered_here=bool(place % 2))
        towers.append(tower)
    return towers


def test_who_looks_after_an_area_starts_with_its_figures(cast: Cast) -> None:
    fill(cast)
    assert "本区概况" not in text(enter(cast, "leader"), "desk_home")
    freeze(cast.city, NOVEMBER)
    html = text(enter(cast, "leader"), "desk_home")
    assert html.index("本区概况") < html.index("待核对的表")
    assert reverse("figure", args=["occupancy_rate"]) in html
    assert "本区概况" not in text(enter(cast, "department_liaison"), "desk_home")


def test_before_the_first_run_the_page_says_what_to_do(cast: Cast) -> None:
    html = text(enter(cast, "section_head"), "cockpit")
    assert "还没有冻结过数据" in html
    assert reverse("figures_freeze") in html
    assert reverse("figures_freeze") not in text(enter(cast, "leader"), "cockpit")
    assert "还没有冻结过数据" in text(enter(cast, "leader"), "wall")


def test_a_section_head_freezes_and_the_page_says_who_did(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    fill(cast)
    head = enter(cast, "section_head")
    token = {"form_token": str(uuid4())}
    with django_capture_on_commit_callbacks(execute=True):
        answer = head.post(reverse("figures_freeze"), token, follow=True)
        head.post(reverse("figures_freeze"), token)
    head.post(reverse("figures_freeze"))
    assert "正在冻结今天的数据" in answer.content.decode()
    (job,) = ProcrastinateJob.objects.filter(task_name="insight.freeze_now")
    waiting = text(head, "cockpit")
    assert f'hx-get="{reverse("figures_progress")}"' in waiting
    assert reverse("figures_freeze") not in waiting
    assert "正在冻结" in text(head, "figures_progress")
    freeze_now(**job.args)
    ProcrastinateJob.objects.all().update(status="succeeded")
    done = head.get(reverse("figures_progress"), headers={"HX-Request": "true"})
    assert (done.status_code, done["HX-Redirect"]) == (204, reverse("cockpit"))
    run = Run.objects.get()
    assert (run.valid_on, run.kind) == (timezone.localdate(), "on_demand")
    assert "第 1 号快照，由section_head冻结" in text(head, "cockpit")
    assert enter(cast, "leader").post(reverse("figures_freeze")).status_code == 403
    assert Run.objects.count() == 1


def test_each_figure_has_its_value_scope_day_rows_and_the_way_to_them(cast: Cast) -> None:
    fill(cast)
    freeze(cast.city, on=NOVEMBER)
    html = text(enter(cast, "leader"), "cockpit")
    link = f"{reverse('figure', args=['vacant_area'])}?on=2026-11-20"
    assert f'<a href="{link}">303</a><small>㎡</small>' in html
    assert html.count('class="k-fig"') == Cell.objects.filter(area_path=cast.aofeng.path, tower=None, dim="").count()
    assert "空置可租售面积 ÷ 可租售面积" in html
    assert "截至 2026-11-20" in html


def test_months_that_were_not_frozen_are_said_to_be_missing(cast: Cast) -> None:
    fill(cast)
    for day in (JUNE, SEPTEMBER):
        freeze(cast.city, on=day, kind="afterwards")
    freeze(cast.city, on=NOVEMBER)
    html = text(enter(cast, "leader"), "figure", "firms")
    cells = dict(re.findall(r'data-h="(20\d\d-\d\d)">([^<]*)<', html))
    assert len(cells) == 13
    assert {month for month, said in cells.items() if said.strip() == "3"} == {"2026-06", "2026-09", "2026-11"}
    assert {said.strip() for said in cells.values()} == {"3", "未冻结"}


def test_a_withheld_figure_shows_its_reason_and_no_number(cast: Cast) -> None:
    fill(cast)
    run = freeze(cast.city, on=NOVEMBER)
    held = Cell.objects.create(
        run=Run.objects.create(
            area_path=run.area_path, valid_on=NOVEMBER, known_at=run.known_at, kind="on_demand", no=2, sha256="x", code_version="x"
        ),
        area_path=cast.aofeng.path, kpi="firms", withheld="small",
    )  # fmt: skip
    assert held.value is None
    reader = enter(cast, "leader")
    for html in (text(reader, "cockpit"), text(reader, "figure", "firms"), text(reader, "wall")):
        assert "不列出" in html
    assert "户数太少，列出可推知单户情况" in text(reader, "cockpit")
    assert "户数太少，列出可推知单户情况" in text(reader, "figure", "firms")
    assert "cell_name" not in text(reader, "figure", "firms")
    assert reader.get(reverse("figure", args=["firms"]), {"export": "csv"}).status_code >= 400


def test_the_rows_are_as_many_as_the_figure_and_lead_to_their_files(cast: Cast) -> None:
    towers = fill(cast, 4)
    freeze(cast.city, on=NOVEMBER)
    reader = enter(cast, "leader")
    html = text(reader, "figure", "vacant_area")
    assert "它数的 4 行" in html
    assert len(set(re.findall(r'href="/desk/units/\d+\?as_of=2026-11-20"', html))) == 4
    assert "它数的 1 行" in text(reader, "figure", "vacant_area", tower=str(towers[0].pk))
    assert set(re.findall(r'href="(/desk/firms/\d+)\?', text(reader, "figure", "firms"))) != set()


def test_an_address_shows_each_reader_what_is_theirs(cast: Cast) -> None:
    fill(cast)
    freeze(cast.city, on=NOVEMBER)
    asked = {"area": cast.aofeng.path, "on": "2026-11-20"}
    assert "303" in text(enter(cast, "leader"), "cockpit", **asked)
    for name, args in (("cockpit", ()), ("figure", ("vacant_area",)), ("wall", ())):
        answer = enter(cast, "other_leader").get(reverse(name, args=args), asked)
        assert answer.status_code == 404
        assert "没有这个" in answer.content.decode()
    assert enter(cast, "auditor").get(reverse("cockpit")).status_code == 403
    tower = make.make_tower(cast.hongshan, name="彼座")
    freeze(cast.city, on=NOVEMBER)
    assert enter(cast, "leader").get(reverse("figure", args=["firms"]), {"tower": tower.pk}).status_code == 404


def test_a_file_holds_what_is_shown_and_goes_on_record(cast: Cast) -> None:
    fill(cast)
    freeze(cast.city, on=NOVEMBER)
    reader = enter(cast, "leader")
    answer = reader.get(reverse("cockpit"), {"export": "csv"})
    body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "鳌峰街道指标" in body.splitlines()[0]
    assert all(line.startswith("鳌峰街道,") for line in body.splitlines()[2:])
    assert cast.aofeng.path not in body
    assert len(body.splitlines()) == 2 + Cell.objects.filter(area_path=cast.aofeng.path, tower=None, dim="").count()
    rows = reader.get(reverse("figure", args=["vacant_area"]), {"export": "csv"})
    assert len(b"".join(rows.streaming_content).decode().splitlines()) == 2 + 3  # type: ignore[attr-defined]
    assert set(Entry.objects.filter(act="list.export").values_list("subject_kind", flat=True)) == {
        "cockpit",
        "figure_rows",
    }


@pytest.mark.parametrize("asked", [{"on": "x"}, {"on": "2026-13-45"}, {"area": "'--"}, {"on": "1990-01-01"}])
def test_what_cannot_be_read_is_answered_in_words(cast: Cast, asked: dict[str, str]) -> None:
    fill(cast)
    freeze(cast.city, on=NOVEMBER)
    for name, args in (("cockpit", ()), ("figure", ("firms",)), ("wall", ())):
        answer = enter(cast, "leader").get(reverse(name, args=args), asked)
        assert answer.status_code in {200, 404}
        assert "html" in answer.content.decode()
    assert enter(cast, "leader").get(reverse("figure", args=["no_such"])).status_code == 404
    assert enter(cast, "leader").get(reverse("figure", args=["firms"]), {"tower": "٣"}).status_code == 200


@pytest.mark.parametrize(
    ("name", "args", "most"), [("cockpit", (), 10), ("figure", ("vacancy_rate",), 11), ("wall", (), 10)]
)
def test_a_page_asks_no_more_of_the_database_where_there_is_more(
    cast: Cast, name: str, args: tuple[str, ...], most: int
) -> None:
    reader = enter(cast, "leader")
    counted = []
    for count, day in ((2, SEPTEMBER), (25, NOVEMBER)):
        fill(cast, count)
        freeze(cast.city, on=day)
        reader.get(reverse(name, args=args))
        with CaptureQueriesContext(connection) as asked:
            text(reader, name, *args)
        counted.append([one["sql"] for one in asked.captured_queries])
    assert len(counted[0]) == len(counted[1])
    own = [sql for sql in counted[1] if re.search(r"insight_|register_tower|accounts_area\"|trail_entry", sql)]
    assert len(own) <= most, own
