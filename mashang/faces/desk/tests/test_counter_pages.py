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
    assert name in text_of(client, choices, firm_text=name[:4])
    assert reverse("firm_add") not in text_of(client, choices, firm_text="无此商号")
    assert name not in text_of(signed_in(cast, "other_service_officer"), choices, firm_text=name[:4])
    assert signed_in(cast, "auditor").get(choices).status_code == 403
    tower = make_tower(cast)
    open_one(cast, tower_id=tower.pk)
    client.cookies["django_language"] = "zh-hans"
    page = client.post(reverse("case_new"), counter(tower=tower.pk)).content.decode()
    assert "有相似的诉求正在办理。" in page
    assert "Similar cases are open" not in page


def test_the_words_offer_the_item_and_warn_of_another_door(cast: Cast) -> None:
    client = signed_in(cast)
    page = text_of(client, reverse("case_hints"), title="发票税务问题，已向法院起诉")
    assert '<option value="tax" selected>' in page
    assert "The court" in page
    kept = text_of(client, reverse("case_hints"), title="发票税务问题", item="staff", item_auto="other")
    assert '<option value="staff" selected>' in kept
    followed = text_of(client, reverse("case_hints"), title="发票税务问题", item="other", item_auto="other")
    assert '<option value="tax" selected>' in followed
    assert 'name="item_auto" value="tax"' in followed
    assert 'name="item_auto" value=""' in kept, (
        "what was chosen by hand stays, also when the words come to say the same"
    )
    longest = text_of(client, reverse("case_hints"), title="住所变更登记怎么办")
    assert '<option value="address_change" selected>' in longest
    assert 'hx-sync="#case-hints:replace"' in kept, "a choice made by hand drops an answer that is on its way"
