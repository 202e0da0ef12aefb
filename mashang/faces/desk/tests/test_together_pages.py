"""The pages on which cases are handled together."""

from __future__ import annotations

import pytest
from django.test import Client

from mashang.cases.models import Case
from mashang.cases.tests.test_clusters import TITLES, ask_the_same
from mashang.faces.desk.tests.test_case_pages import signed_in, text_of
from tests.cast import Cast, make_cast, make_tower

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def sent(client: Client, address: str, **values: object) -> str:
    answer = client.post(address, values, follow=True)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def test_firms_that_ask_the_same_are_named_gathered_and_let_go_again(cast: Cast) -> None:
    cases = ask_the_same(cast, make_tower(cast), *TITLES, "地库车位被占")
    first, second, third, other = (case.pk for case in cases)
    officer, head = signed_in(cast, "service_officer"), signed_in(cast, "section_head")
    said = "3 firms ask the same: 鳌峰甲座, 电梯"
    assert said in text_of(officer, "/desk/cases")
    assert said in text_of(head, "/desk/board")
    assert said not in text_of(signed_in(cast, "supervisor"), "/desk/board")
    assert "Others ask the same" in text_of(officer, f"/desk/cases/{first}")
    page = text_of(officer, f"/desk/cases/{first}/gather")
    for pk, ticked in ((second, True), (third, True), (other, False)):
        assert (f'name="pick" value="{pk}" checked' in page) is ticked
    assert "Choose at least one other case." in sent(officer, f"/desk/cases/{first}/gather", pick=[first], lead=first)
    page = sent(officer, f"/desk/cases/{first}/gather", pick=[first, third], lead=second)
    assert "One ask of 3 cases" in page
    assert f"{cases[1].number} leads" in page
    assert set(Case.objects.filter(cluster=second).values_list("pk", flat=True)) == {first, third}
    assert said not in text_of(officer, "/desk/cases")
    assert "This case leads" in text_of(officer, f"/desk/cases/{second}")
    assert f'value="{second}" checked' in text_of(officer, f"/desk/cases/{first}/gather")
    sent(officer, f"/desk/cases/{first}/leave-cluster", reason="是另一部电梯")
    assert "goes its own way" in sent(officer, f"/desk/cases/{second}/dissolve", reason="分头办")
    assert not Case.objects.filter(cluster__isnull=False).exists()
    assert signed_in(cast, "supervisor").get(f"/desk/cases/{first}/gather").status_code == 403
    assert signed_in(cast, "other_service_officer").get(f"/desk/cases/{first}/gather").status_code == 404
