"""The pages of grades: score and form, the queue, one grade, the schemes; towers by grade in list and export."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mashang.faces.desk.views.grades import COLUMNS
from mashang.register.acts.grading import revoke_grade
from mashang.register.models import GradeResult, Tower
from mashang.register.reads.grades import GradeStep, GradesWanted, list_grades
from mashang.register.tests import make
from mashang.register.tests.graded import FROM, UNTIL, give, make_rated_tower, propose
from mashang.register.tests.stewards import load_keys
from mashang.ui.tables import Cell
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
FILLED: dict[str, Any] = {
    "points_fire_drill": "10", "reason_fire_drill": "一年两次演练", "points_management": "14",
    "reason_management": "服务台有人值守", "valid_from": FROM.isoformat(), "valid_until": UNTIL.isoformat(),
}  # fmt: skip


@pytest.fixture
def cast() -> Cast:
    load_keys()
    return make_cast()


@pytest.fixture
def tower(cast: Cast) -> Tower:
    return make_rated_tower(cast.aofeng, "鳌峰甲座")


def signed_in(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


def text_of(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_score_page_shows_each_line_with_its_source_and_what_is_open(cast: Cast, tower: Tower) -> None:
    text = text_of(signed_in(cast, "tower_steward"), "grade_score", tower.pk, "star_local")
    assert "已得 58 分，30 分未定" in text
    assert "以下必备项没有得分：消防管理与演练" in text
    assert "2026 示例" in text
    assert "还没有按本方案评定过等级" in text
    assert text.count("k-src") >= 7
    assert 'name="points_management"' in text
    assert 'name="points_management"' not in text_of(signed_in(cast, "leader"), "grade_score", tower.pk, "star_local")


def test_the_start_page_of_a_head_leads_to_what_is_proposed(cast: Cast, tower: Tower) -> None:
    propose(cast.actor("tower_steward"), tower)
    assert "?state=proposed" in text_of(signed_in(cast, "section_head"), "desk_home")
    assert "?state=proposed" not in text_of(signed_in(cast, "tower_steward"), "desk_home")


def test_reckoning_shows_the_result_of_what_is_filled_in_and_writes_nothing(cast: Cast, tower: Tower) -> None:
    client = signed_in(cast, "tower_steward")
    text = client.post(reverse("grade_score", args=[tower.pk, "star_local"]), FILLED | {"find": "1"}).content.decode()
    assert "82 分：四星级" in text
    assert "服务台有人值守" in text
    assert not GradeResult.objects.exists()


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(cast: Cast, tower: Tower) -> None:
    client, page = signed_in(cast, "tower_steward"), reverse("grade_score", args=[tower.pk, "star_local"])
    text = client.post(page, FILLED | {"reason_management": ""}).content.decode()
    assert "请写明物业服务水平给这个分数的理由" in text
    assert "一年两次演练" in text
    over = client.post(page, FILLED | {"points_management": "21"}).content.decode()
    assert "20" in over.split('id="id_points_management_error"')[1].split("</p>")[0]
    text = client.post(page, FILLED | {"valid_from": "2020-01-01"}).content.decode()
    assert "那一天没有收录该方案的版本" in text
    assert not GradeResult.objects.exists()


def test_the_national_scheme_says_what_is_not_held(cast: Cast, tower: Tower) -> None:
    client = signed_in(cast, "tower_steward")
    text = text_of(client, "grade_score", tower.pk, "gbt39069")
    assert "系统未收录本方案的评分项和分数线" in text
    assert "申报等级</button>" not in text
    text = text_of(client, "grade_schemes")
    assert "未收录正文" in text
    assert "这是本单位的示例方案" in text
    assert "15,000 ㎡以上" in text
    assert "90" in text


def test_the_queue_shows_what_waits_first_and_filters(cast: Cast, tower: Tower) -> None:
    head = signed_in(cast, "section_head")
    assert "还没有楼宇评定等级" in text_of(head, "grades")
    propose(cast.actor("tower_steward"), tower)
    give(cast, make_rated_tower(cast.aofeng, "鳌峰乙座"))
    text = text_of(head, "grades")
    assert "1 份申报待科室负责人批准" in text
    assert text.index("鳌峰甲座") < text.index("鳌峰乙座")
    assert "鳌峰甲座" not in text_of(head, "grades", state="in_force")
    assert "没有符合条件的等级评定" in text_of(head, "grades", q="没有这栋")
    told = b"".join(head.get(reverse("grades"), {"export": "csv"}).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "鳌峰乙座,四星级,本地星级方案（示例）,2026 示例,82" in told


def test_a_proposal_offers_the_head_to_decide_and_the_proposer_to_take_back(cast: Cast, tower: Tower) -> None:
    row = propose(cast.actor("tower_steward"), tower)
    head, steward = signed_in(cast, "section_head"), signed_in(cast, "tower_steward")
    approve, withdraw = (reverse(name, args=[row.pk]) for name in ("grade_approve", "grade_withdraw"))
    text = text_of(head, "grade", row.pk)
    assert approve in text
    assert withdraw not in text
    text = text_of(steward, "grade", row.pk)
    assert withdraw in text
    assert approve not in text
    assert "由未参与申报的科室负责人决定" in text
    assert steward.post(approve).status_code == 403
    text = steward.post(withdraw, {"reason": "写错了"}, follow=True).content.decode()
    assert "写错了" in text
    assert "已收回" in text


def test_towers_are_listed_and_filtered_by_the_grade_in_force(cast: Cast, tower: Tower) -> None:
    give(cast, tower)
    other = make.make_tower(cast.aofeng, "鳌峰丙座")
    client = signed_in(cast, "leader")
    assert "四星级" in text_of(client, "towers")
    text = text_of(client, "towers", grade="star_local.star4")
    assert "鳌峰甲座" in text
    assert "鳌峰丙座" not in text
    assert "没有符合条件" in text_of(client, "towers", grade="star_local.star5")
    assert "鳌峰甲座" not in text_of(client, "towers", grade="star_local.star4", as_of="2026-02-28")
    told = b"".join(client.get(reverse("towers"), {"export": "csv"}).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "四星级 · 本地星级方案（示例）" in told
    assert UNTIL.isoformat() in told
    assert "四星级 · 本地星级方案（示例）" in text_of(client, "tower", tower.pk)
    assert "四星级 ·" not in text_of(client, "tower", other.pk)


def test_the_pages_ask_no_more_of_the_database_with_more_grades(cast: Cast) -> None:
    client = signed_in(cast, "section_head")
    counts = []
    for more in (2, 6):
        for _n in range(more):
            give(cast, make_rated_tower(cast.aofeng))
        tower = GradeResult.objects.latest("pk").tower_id
        asked = []
        for address in (
            reverse("grades"), reverse("towers"), reverse("tower", args=[tower]),
            reverse("grade_score", args=[tower, "star_local"]), reverse("grade", args=[GradeResult.objects.latest("pk").pk]),
        ):  # fmt: skip
            with CaptureQueriesContext(
                connection,
            ) as found:
                assert client.get(address).status_code == 200
            asked.append(len(found))
        counts.append(asked)
    assert counts[0] == counts[1]


def test_the_queue_loads_one_page_and_no_lines(cast: Cast, tower: Tower) -> None:
    row = give(cast, tower)
    with CaptureQueriesContext(connection) as found:
        text = text_of(signed_in(cast, "section_head"), "grades")
    assert f"{row.score} / {sum(line['most'] for line in row.lines)}" in text
    (sql,) = [query["sql"] for query in found if '"register_graderesult"."score"' in query["sql"]]
    assert "LIMIT 1" in sql, "as many as stand on the page"
    assert '"register_graderesult"."lines",' not in sql
    wait = propose(cast.actor("tower_steward"), make_rated_tower(cast.aofeng))
    later = give(cast, make_rated_tower(cast.aofeng))
    every = list_grades(cast.actor("section_head"), GradesWanted())
    assert [one.id for one in every] == [wait.pk, later.pk, row.pk]
    assert list_grades(cast.actor("section_head"), GradesWanted(), range(1, 2)) == every[1:2]


def test_a_proposal_of_the_evening_is_of_the_day_here() -> None:
    step = GradeStep(by_id=1, by="楼长", at=datetime(2026, 3, 1, 16, 30, tzinfo=UTC))
    column = next(column for column in COLUMNS if column.key == "proposed")
    assert column.cell is not None
    assert column.cell(SimpleNamespace(proposed=step)) == Cell(text="楼长", sub="2026-03-02")


def test_a_revoked_grade_says_from_when_in_words(cast: Cast, tower: Tower) -> None:
    head, row = cast.actor("section_head"), give(cast, tower)
    revoke_grade(actor=head, grade_id=row.pk, on=FROM + timedelta(days=30), reason="消防检查不合格")
    page = text_of(signed_in(cast, "section_head"), "grade", row.pk)
    assert f"自{(FROM + timedelta(days=30)).isoformat()}起撤销" in page
    assert "revoked from" not in page


def test_another_district_finds_nothing(cast: Cast, tower: Tower) -> None:
    row, other = give(cast, tower), signed_in(cast, "other_section_head")
    for name, args in (
        ("grade", [row.pk]), ("grade_reject", [row.pk]), ("grade_revoke", [row.pk]), ("grade_score", [tower.pk, "star_local"]),
    ):  # fmt: skip
        assert other.get(reverse(name, args=args)).status_code == 404
    assert "鳌峰甲座" not in text_of(other, "grades")
