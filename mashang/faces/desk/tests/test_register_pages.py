"""The register's pages by role: what stands on them, for which day, and what files they give."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.register.models import Tower
from mashang.register.tests import make
from mashang.trail.acts import record
from mashang.trail.models import Entry, View
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
SINCE = date(2022, 1, 1)


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.DEMO = True
    return make_cast()


@pytest.fixture
def tower(cast: Cast) -> Tower:
    """A tower with a let unit, a vacant one beside it, and one of unknown area."""
    tower = make.make_tower(cast.aofeng, "升龙汇金中心")
    let = make.make_unit(tower, "2703", floor=27, sqm=256)
    make.make_unit(tower, "2704", floor=27, sqm=244)
    make.make_unit(tower, "2801", floor=28, sqm=None)
    firm = make.make_firm("榕海数科（示例）有限公司", cast.aofeng, industry="6513")
    ends = timezone.localdate() + timedelta(days=41)
    make.make_tenancy(firm, let, start=SINCE, lease_ends_on=ends, registered_here=True)
    return tower


def client(cast: Cast, login: str = "tower_steward") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.user(login), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def page(cast: Cast, name: str, *args: int, login: str = "tower_steward", **query: str) -> str:
    response = client(cast, login).get(reverse(name, args=args), query)
    assert response.status_code == 200, response.content[:300]
    return response.content.decode()


def test_the_tower_file_shows_plan_tenants_and_the_chosen_unit(cast: Cast, tower: Tower) -> None:
    unit = tower.units.get(room="2703")
    html = page(cast, "tower", tower.pk, unit=str(unit.pk))
    assert html.count('class="u"') == 3
    assert "榕海数科（示例）有限公司" in html
    assert 'id="unit"' in html
    assert "2704 is vacant (244 ㎡)" in html
    assert "500 ㎡ together" in html
    assert "41 days left" in html


def test_what_is_done_seldom_with_a_tower_stands_in_a_menu(cast: Cast, tower: Tower) -> None:
    head, _, rest = page(cast, "tower", tower.pk).partition('<details class="k-menu">')
    menu, _, buttons = rest.partition("</details>")
    for name in ("tower_edit", "unit_add", "tenancy_start"):
        address = f'href="{reverse(name, args=[tower.pk])}"'
        assert address in menu
        assert address not in head.partition('class="k-head"')[2]
    assert reverse("tower_contacts", args=[tower.pk]) in buttons
    assert "More acts" not in page(cast, "tower", tower.pk, login="leader")


def test_the_figures_of_all_towers_count_towers(cast: Cast, tower: Tower) -> None:
    html = page(cast, "towers")
    assert html.count("<span>1 tower</span>") == 4
    assert "1 row" not in html


def test_the_leases_that_end_say_within_how_many_days_they_do(cast: Cast, tower: Tower) -> None:
    html = page(cast, "lease_ends")
    assert 'placeholder="90"' in html
    assert "榕海数科（示例）有限公司" in html
    assert "榕海数科（示例）有限公司" not in page(cast, "lease_ends", days="40")


def test_an_earlier_day_shows_the_tower_before_its_tenant_came(cast: Cast, tower: Tower) -> None:
    html = page(cast, "tower", tower.pk, as_of="2021-06-30")
    assert "榕海数科" not in html
    assert "as of 2021-06-30" in html
    assert "榕海数科" in page(cast, "tower", tower.pk, as_of="2022-01-01")
    assert "榕海数科" in page(cast, "tower", tower.pk, as_of="2027.1.1")
    assert "That is no day" in page(cast, "tower", tower.pk, as_of="yesterday")


def test_what_was_known_then_leaves_out_what_was_recorded_since(cast: Cast, tower: Tower) -> None:
    assert "榕海数科" not in page(cast, "tower", tower.pk, known_at="2020-01-01")


def test_another_district_sees_neither_tower_nor_firm_nor_unit(cast: Cast, tower: Tower) -> None:
    unit = tower.units.get(room="2703")
    firm = unit.occupancies.get().firm
    for name, pk in (("tower", tower.pk), ("unit", unit.pk), ("firm", firm.pk)):
        assert client(cast, "other_tower_steward").get(reverse(name, args=[pk])).status_code == 404
    for name in ("towers", "firms", "lease_ends"):
        html = page(cast, name, login="other_tower_steward")
        assert "升龙" not in html
        assert "榕海" not in html
    assert "数科" not in page(cast, "desk_search", login="other_tower_steward", q="榕海")


@pytest.mark.parametrize("login", ["system_administrator", "security_administrator", "auditor"])
def test_administrators_have_no_register(cast: Cast, tower: Tower, login: str) -> None:
    for name in ("towers", "firms", "lease_ends", "desk_search"):
        assert client(cast, login).get(reverse(name)).status_code == 403
    assert client(cast, login).get(reverse("desk_home")).status_code == 200


def test_lists_filter_sort_and_say_what_to_do_when_empty(cast: Cast, tower: Tower) -> None:
    assert "升龙汇金中心" in page(cast, "towers", q="slhj")
    assert "No tower matches" in page(cast, "towers", vacant="9999")
    assert "No firm matches" in page(cast, "firms", q="无此企业")
    assert "榕海数科" in page(cast, "firms", industry="I", here="on", sort="-name")
    assert "No lease ends in that time" in page(cast, "lease_ends", days="10")
    assert "榕海数科" in page(cast, "lease_ends")
    assert "There is no tower in your area yet" in page(cast, "towers", login="other_tower_steward")


def test_an_export_holds_exactly_the_rows_of_the_query_and_is_on_record(cast: Cast, tower: Tower) -> None:
    response = client(cast).get(reverse("tower", args=[tower.pk]), {"export": "csv", "as_of": "2023-01-01"})
    rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert "as of 2023-01-01; 1 rows; exported by tower_steward" in rows[0][0]
    assert rows[1][0] == "Firm"
    assert [row[0] for row in rows[2:]] == ["榕海数科（示例）有限公司"]
    response = client(cast).get(reverse("tower", args=[tower.pk]), {"export": "csv", "q": "无"})
    assert len(b"".join(response).decode().splitlines()) == 2
    entry = Entry.objects.filter(act="list.export").first()
    assert entry is not None
    assert (entry.subject_kind, entry.subject_id, entry.diff["rows"]) == ("tower", tower.pk, 1)
    for name in ("towers", "firms", "lease_ends", "imports", "stewards"):
        response = client(cast, "section_head").get(reverse(name), {"export": "xlsx"})
        assert b"".join(response).startswith(b"PK")


def test_a_liaison_reads_but_takes_no_file_out(cast: Cast, tower: Tower) -> None:
    url = reverse("towers")
    assert "export=xlsx" not in client(cast, "department_liaison").get(url).content.decode()
    assert client(cast, "department_liaison").get(url, {"export": "xlsx"}).status_code == 403
    assert not Entry.objects.filter(act="list.export").exists()


def test_tax_is_shown_to_the_finance_officer_alone_and_each_look_is_noted(cast: Cast, tower: Tower) -> None:
    firm = tower.units.get(room="2703").occupancies.get().firm
    make.make_fact(firm, make.make_fact_key("tax", type="int", unit="yuan", scale=100, sensitivity="T"), num=987_654_00)
    assert "987,654" not in page(cast, "firm", firm.pk)
    assert "Shown only to the finance officer" in page(cast, "firm", firm.pk)
    assert not View.objects.exists()
    assert "987,654" in page(cast, "firm", firm.pk, login="finance_officer")
    seen = View.objects.get()
    assert (seen.page, seen.subject_kind, seen.subject_id, seen.fields) == ("firm", "firm", firm.pk, ["tax"])


def test_a_long_history_is_shown_whole_when_it_is_asked_for(cast: Cast, tower: Tower) -> None:
    for n in range(30):
        record(
            actor=Actor.system(), act="tower.edit", subject_kind="tower", subject_id=tower.pk, reason=f"reason-{n:02d}",
            area_path=tower.area_path,
        )  # fmt: skip
    few, whole = page(cast, "tower", tower.pk), page(cast, "tower", tower.pk, history="all")
    assert ("Show the whole history" in few, "reason-29" in few, "reason-00" in few) == (True, True, False)
    assert ("Show the whole history" in whole, "reason-29" in whole, "reason-00" in whole) == (False, True, True)


def test_names_with_markup_are_written_not_run(cast: Cast) -> None:
    tower = make.make_tower(cast.aofeng, "<b>楼</b>")
    unit = make.make_unit(tower, "<i>1")
    make.make_tenancy(make.make_firm('"><script>x</script>', cast.aofeng), unit, start=SINCE)
    for html in (page(cast, "tower", tower.pk, unit=str(unit.pk)), page(cast, "towers"), page(cast, "firms")):
        assert "<script>x" not in html
        assert "<b>楼" not in html


def test_a_view_is_saved_from_the_list_and_opened_again(cast: Cast, tower: Tower) -> None:
    steward = client(cast)
    response = steward.post(reverse("saved_view_save", args=["towers"]), {"name": "空的", "query": "sort=-vacant"})
    assert response.headers["Location"] == f"{reverse('towers')}?sort=-vacant"
    assert 'href="?sort=-vacant"' in steward.get(reverse("towers")).content.decode()
    assert "空的" in steward.get(reverse("saved_views")).content.decode()
    assert steward.post(reverse("saved_view_save", args=["areas"]), {"name": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("towers", 5), ("tower", 14), ("firms", 5), ("firm", 12), ("lease_ends", 4), ("taxed_towers", 4),
        ("above_threshold", 6), ("themed_towers", 4),
    ],
)  # fmt: skip
def test_a_page_asks_the_same_few_questions_at_ten_rows_and_at_many(
    cast: Cast, tower: Tower, name: str, most: int, django_assert_max_num_queries: Any
) -> None:
    source = make.make_source()
    firm = make.make_firm(area=cast.aofeng)
    args = {"tower": [tower.pk], "firm": [firm.pk]}.get(name, [])
    steward = client(cast)
    counts = []
    for size in (10, 90):
        for _ in range(size):
            unit = make.make_unit(tower, source=source)
            make.make_tenancy(firm, unit, lease_ends_on=timezone.localdate(), source=source)
            make.make_tower(cast.aofeng)
        steward.get(reverse(name, args=args))
        frame = 8
        with django_assert_max_num_queries(most + frame) as asked:
            steward.get(reverse(name, args=args))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_tower_file_shows_scores_with_open_points_and_withholds_a_tax_answer(cast: Cast, tower: Tower) -> None:
    make.make_fact(tower, make.make_fact_key("power_dual", "tower", type="flag"), flag=True)
    make.make_fact(tower, make.make_fact_key("completed_on", "tower", type="date"), day=timezone.localdate())
    html = page(cast, "tower", tower.pk)
    assert "10 to 100 points, 90 of them open" in html
    assert "No grade of this scheme can be given" in html
    assert "Not told: below it, not known, or few taxpayers behind it" in html


def test_the_sum_of_a_towers_tax_is_for_the_finance_officer_and_noted(cast: Cast, tower: Tower) -> None:
    firm = tower.units.get(room="2703").occupancies.get().firm
    key = make.make_fact_key("tax", type="int", unit="yuan", scale=100, sensitivity="T")
    make.make_fact(firm, key, since=date(timezone.localdate().year - 1, 1, 1), num=123_456_700)
    assert "123.45 ten thousand yuan" in page(cast, "tower", tower.pk, login="finance_officer")
    assert View.objects.filter(subject_kind="tower", subject_id=tower.pk, fields=["tax"]).count() == 1
    assert "123.45" not in page(cast, "tower", tower.pk)
    assert View.objects.filter(subject_kind="tower").count() == 1
