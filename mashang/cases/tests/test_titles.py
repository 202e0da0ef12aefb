"""Words of titles are found as they stand, by their pairs of characters."""

from __future__ import annotations

import pytest
from django.db import connection

from mashang.cases.models import Case
from mashang.cases.reads.titles import title_has
from mashang.cases.tests.make import open_one
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_title_is_found_by_the_words_that_stand_in_it(cast: Cast) -> None:
    for title in ("电梯停了", "停电梯次", "LED 屏不亮", "led 灯牌", "100% 退税_咨询"):
        open_one(cast, title=title)
    found = {
        words: sorted(Case.objects.filter(title_has(words)).values_list("title", flat=True))
        for words in ("电梯", "梯停", "led", "停", "%", "_咨", "电梯停电")
    }
    assert found == {
        "电梯": ["停电梯次", "电梯停了"], "梯停": ["电梯停了"], "led": ["LED 屏不亮", "led 灯牌"], "停": ["停电梯次", "电梯停了"],
        "%": ["100% 退税_咨询"], "_咨": ["100% 退税_咨询"], "电梯停电": [],
    }  # fmt: skip


def test_two_characters_follow_the_index(cast: Cast) -> None:
    open_one(cast)
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    assert "case_title_pairs" in Case.objects.filter(title_has("电梯")).order_by().explain()
