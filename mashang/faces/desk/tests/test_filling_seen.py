"""What of people, taxes and revenue a filled sheet holds, for whom, and what goes on record."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from mashang.faces.desk.tests.test_filling import LEDGER, enter, fill, hand_in, take, tower_with
from mashang.register.acts.contacts import add_contact
from mashang.register.models import BlankForm, Firm, Tower
from mashang.register.tests.blank_forms import FORMS, build
from mashang.register.tests.make import make_fact, make_fact_key
from mashang.trail.models import Entry, View
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
TAX = FORMS[9]
WITHOUT_CONTACTS = "policy_officer"


@pytest.fixture
def cast(settings: object) -> Cast:
    settings.DEMO = True  # type: ignore[attr-defined]
    return make_cast()


@pytest.fixture
def steward(cast: Cast) -> Client:
    return enter(cast, "tower_steward")


@pytest.mark.parametrize(("who", "told"), [("tower_steward", False), ("finance_officer", True)])
def test_tax_goes_to_the_finance_officer_alone(cast: Cast, who: str, told: bool) -> None:
    client = enter(cast, who)
    tower = tower_with(cast, 1)
    key = make_fact_key("tax", type="int", sensitivity="T", shape="year", scale=100, unit="yuan")
    make_fact(Firm.objects.get(name="示例000有限公司"), key, since=date(2025, 1, 1), num=123_450_000)
    head = [TAX.head[0].replace("纳税额（万元）", "2025年纳税额（万元）")]
    form = hand_in(client, build(type(TAX)(TAX.name, TAX.above, head, TAX.asks)))
    form = fill(client, form, f"tower:{tower.pk}", column_5="tax")
    assert (take(client, form)[2][5] == 123.45) is told
    assert form.taxed is told
    seen = set(View.objects.values_list("page", "subject_kind", "subject_id", "fields__0"))
    firm = Firm.objects.get(name="示例000有限公司")
    on_record = {("fill", "firm", firm.pk, "tax"), ("fill_file", "blank_form", form.pk, "tax")}
    assert seen == (on_record if told else set())


@pytest.mark.parametrize(("who", "told"), [("tower_steward", 1), ("finance_officer", 1), (WITHOUT_CONTACTS, 0)])
def test_what_a_firm_earns_goes_to_those_who_may_see_it(cast: Cast, who: str, told: int) -> None:
    client, tower = enter(cast, who), tower_with(cast, 1)
    key = make_fact_key("revenue", type="int", sensitivity="B", scale=100, unit="yuan")
    make_fact(Firm.objects.get(name="示例000有限公司"), key, since=date(2025, 1, 1), num=123_450_000)
    form = fill(client, hand_in(client, build(LEDGER)), f"tower:{tower.pk}", column_3="revenue")
    assert [line["filled"] for line in form.report if line["field"] == "revenue"] == [told]
    page = client.get(reverse("fill", args=[form.pk])).content.decode()
    assert page.count('<option value="revenue"') == told * len(form.columns)


CALLED = type(LEDGER)("called", ["走访名册"], ["序号|企业名称|联系人|联系电话"], "sequence name contact phone")


def with_contact(cast: Cast) -> Tower:
    tower = tower_with(cast, 2)
    firm = Firm.objects.get(name="示例000有限公司")
    add_contact(actor=cast.actor("tower_steward"), firm_id=firm.pk, name="林一一", phone="13800000001", post="office")
    add_contact(actor=cast.actor("tower_steward"), firm_id=firm.pk, name="林二二", phone="13800000002", post="other")
    return tower


def test_people_to_call_are_filled_in_for_whoever_may_see_them_and_that_goes_on_record(
    cast: Cast, steward: Client
) -> None:
    tower = with_contact(cast)
    form = hand_in(steward, build(CALLED))
    assert (
        "会留痕"
        in steward.get(reverse("fill", args=[form.pk]), headers={"Accept-Language": "zh-hans"}).content.decode()
    )
    form = fill(steward, form, f"tower:{tower.pk}")
    told = {row[1]: row[2:4] for row in take(steward, form)[2:4]}
    assert told == {"示例000有限公司": ["林一一", "13800000001"], "示例001有限公司": [None, None]}
    assert form.private
    (view,) = View.objects.filter(page="fill")
    assert (view.subject_kind, view.subject_id, view.fields) == (
        "firm", Firm.objects.get(name="示例000有限公司").pk, ["contact"],
    )  # fmt: skip
    assert View.objects.get(page="fill_file").fields == ["contact"]
    assert "13800000001" not in str(list(Entry.objects.values_list("diff", flat=True)))


def test_people_to_call_are_withheld_from_everyone_else(cast: Cast) -> None:
    tower = with_contact(cast)
    client = enter(cast, WITHOUT_CONTACTS)
    form = hand_in(client, build(CALLED))
    form = fill(client, form, f"tower:{tower.pk}")
    assert [row[2:4] for row in take(client, form)[2:4]] == [[None, None], [None, None]]
    assert [line["withheld"] for line in form.report] == [False, False, True, True]
    page = client.get(reverse("fill", args=[form.pk]), headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "不能查看联系人" in page
    assert not View.objects.filter(page="fill").exists()


def test_a_sheet_with_people_inside_is_not_given_once_the_role_is_gone(cast: Cast, steward: Client) -> None:
    form = fill(steward, hand_in(steward, build(CALLED)), f"tower:{with_contact(cast).pk}")
    BlankForm.objects.filter(pk=form.pk).update(uploaded_by=cast.user(WITHOUT_CONTACTS))
    client = enter(cast, WITHOUT_CONTACTS)
    assert client.get(reverse("fill_file", args=[form.pk])).status_code == 302
    assert (
        "联系人信息"
        in client.get(reverse("fill", args=[form.pk]), headers={"Accept-Language": "zh-hans"}).content.decode()
    )
