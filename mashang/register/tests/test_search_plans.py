"""The search uses its indexes, whatever is asked and whoever asks."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mashang.kernel.actor import Actor
from mashang.register.reads.searching import find_hits
from mashang.register.tests.make import make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date(2026, 11, 20)
ROWS = 20_000
# Names of four characters out of 1,600, and an ending that nearly all share.
FILL = """insert into register_findable (district_id, area_path, kind, ref_id, said, title, folded, code, pinyin, initials,
    weight, here_until, scopes)
select 0, 'AA', case when i %% 100 = 0 then 'tower' else 'firm' end, i, 'current', name, name, lpad(i::text, 18, '9'),
    md5(i::text) || 'youxiangongsi', left(translate(md5(i::text), '0123456789', ''), 6) || 'yxgs', 0,
    case when i %% 3 = 0 then date '9999-12-31' else date '2020-01-01' end, array['@AA', '@AA' || lpad((i %% 90)::text, 2, '0')]
from (
    select i, chr(19968 + i * 7 %% 1600) || chr(19968 + i * 13 %% 1600) || chr(19968 + i / 40) || '有限公司' as name
    from generate_series(1, %s) i
) made"""


@pytest.fixture
def filled(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, [ROWS])
        cursor.execute("analyze register_findable")


def plan_of(actor: Actor, q: str) -> str:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        find_hits(actor, q, TODAY)
    with connection.cursor() as cursor:
        cursor.execute("explain " + asked[0]["sql"])
        return "\n".join(row[0] for row in cursor.fetchall())


def test_no_question_reads_the_whole_table(filled: None) -> None:
    actors = {
        "all": make_actor(),
        "street": make_actor(area_path="AA07"),
        "towers": make_actor(area_path="AA", tower_ids=frozenset({100, 200})),
        "firms": make_actor(area_path="AA", firm_ids=frozenset({1, 2})),
    }
    asked = ["丁七", "有限公司", "有限", "丁", "yxgs", "ab", "youxian", "99123", "丁七 有限", "无此名称"]
    plans = {(who, q): plan_of(actor, q) for who, actor in actors.items() for q in asked}
    assert {key: plan for key, plan in plans.items() if "Seq Scan" in plan or "findable_" not in plan} == {}
    assert "findable_grams" in plans["all", "丁七"]
    assert "findable_ranked" in plans["all", "有限公司"]
