"""Anyone reads how long things take, on a page and in a file; small numbers stay untold."""

from __future__ import annotations

import pytest
from django.test import Client

from mashang.cases.acts import handling
from mashang.cases.tests.make import open_one
from tests.cast import Cast, make_cast, make_firm

pytestmark = pytest.mark.django_db


def answer(cast: Cast, item: str, count: int) -> None:
    for number in range(count):
        case = open_one(cast, item=item, firm_id=make_firm(cast, f"{item}{number}（示例）").pk)
        handling.answer_case(
            actor=cast.actor("service_officer"), case_id=case.pk, outcome="solved", words="好了"
        )  # fmt: skip


def test_what_is_told_on_the_page_is_what_is_in_the_file() -> None:
    cast = make_cast()
    answer(cast, "staff", 5)
    answer(cast, "parking", 4)
    page, file = Client().get("/how-long").text, Client().get("/how-long.csv")
    assert "用工与社保" in page
    rows = {line.split(",")[0]: line.split(",") for line in file.content.decode("utf-8-sig").splitlines()}
    assert rows["用工与社保"][3:6] == ["100", "5", "0"]
    assert rows["停车与出行"][2:6] == ["", "", "", ""]
    assert page.count("少于 5 件") == len(rows) - 2
    assert "示例）" not in page + file.content.decode()


def test_nothing_asked_yet_says_so() -> None:
    assert "五件" in Client().get("/how-long").text


def test_the_short_address_leads_to_asking() -> None:
    assert Client().get("/ask").headers["Location"] == "/link/ask"
