"""The counter: firms are found there, and a refusal is read in the reader's language."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mashang.cases.tests.make import open_one, own_firm
from mashang.faces.desk.tests.test_case_pages import counter, signed_in, text_of
from mashang.register.models import Firm
from tests.cast import Cast, make_cast, make_tower

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_the_window_finds_firms_of_its_area_and_reads_in_its_language_why_nothing_was_opened(cast: Cast) -> None:
    firm, client = own_firm(cast), signed_in(cast)
    name = Firm.objects.get(pk=firm).name
    choices = reverse("firm_choices")
    assert name in text_of(client, choices, firm_text=name)
    assert reverse("firm_add") not in text_of(client, choices, firm_text="无此商号")
    assert name not in text_of(signed_in(cast, "other_service_officer"), choices, firm_text=name)
    assert signed_in(cast, "auditor").get(choices).status_code == 403
    tower = make_tower(cast)
    open_one(cast, tower_id=tower.pk)
    client.cookies["django_language"] = "zh-hans"
    page = client.post(reverse("case_new"), counter(tower=tower.pk)).content.decode()
    assert "有相似的诉求正在办理。" in page
    assert "Similar cases are open" not in page
