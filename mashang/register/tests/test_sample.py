"""Loading the sample district, and the article's figures in what was loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import yaml
from django.db import connection, transaction
from django.db.models import Sum

from mashang.accounts.models import Area, Membership, User
from mashang.accounts.rules.roles import Role
from mashang.cli.sample import FOLDER, demo_accounts, load_sample
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, Refused
from mashang.register.acts.sampling import load_sample_district
from mashang.register.models import (
    Firm,
    FirmFact,
    FirmMember,
    GradeResult,
    LandParcel,
    Occupancy,
    Source,
    Tower,
    TowerFact,
    TowerKeeper,
)
from mashang.trail.models import Entry

DAY = date(2026, 11, 20)
FIGURES: dict[str, Any] = yaml.safe_load((FOLDER / "figures.yaml").read_text(encoding="utf-8"))
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """The sample loaded once for this file, and taken back afterwards."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield load_sample().rows
            transaction.set_rollback(True)
        connection.close()


def _in_place(**facts: str) -> set[int]:
    """Firms in place on the day of which each of these facts holds (several codes are separated by a bar)."""
    firms = set(Occupancy.objects.filter(retracted_at=None, span__contains=DAY).values_list("firm_id", flat=True))
    for key, codes in facts.items():
        told = FirmFact.objects.filter(key__key=key, believed=True, superseded_at=None, valid_from__lte=DAY)
        if codes:
            told = told.filter(code__in=codes.split("|"))
        firms &= set(told.values_list("subject_id", flat=True))
    return firms


def _mu(**narrowed: Any) -> int:
    stated = LandParcel.objects.filter(**narrowed)
    return int(stated.aggregate(sum=Sum("mu_e4"))["sum"]) // 10_000


def _towers_over_100m() -> int:
    taxes = {
        row["subject_id"]: row["fen"]
        for row in FirmFact.objects.filter(
            key__key="tax", valid_from=date(2025, 1, 1), believed=True, superseded_at=None, unknown=False
        )
        .values("subject_id")
        .annotate(fen=Sum("num"))
    }
    pairs = set(
        Occupancy.objects.filter(retracted_at=None, span__contains=DAY).values_list("tower_id", "firm_id").distinct()
    )
    towers: dict[int, int] = {}
    for tower_id, firm_id in pairs:
        towers[tower_id] = towers.get(tower_id, 0) + taxes.get(firm_id, 0)
    return sum(fen >= 10_000_000_000 for fen in towers.values())


COUNTS: dict[str, Callable[[], int]] = {
    "high_end_towers": lambda: TowerFact.objects.filter(key__key="high_end", flag=True, subject__kind="office").count(),
    "land_area": lambda: _mu(retracted_at=None),
    "land_granted": lambda: _mu(retracted_at=None, granted_on__lte=DAY),
    "project_towers": lambda: TowerFact.objects.filter(key__key="project_kind", code="commercial").count(),
    "towers_over_100m_tax": _towers_over_100m,
    "financial_institutions": lambda: len(_in_place(institution_kind="licensed|quasi")),
    "bank_heads_and_regional_heads": lambda: len(
        _in_place(institution_class="bank", headquarters_type="head|regional")
    ),
    "bank_head_seats": lambda: len(
        set(
            Occupancy.objects.filter(
                retracted_at=None,
                span__contains=DAY,
                firm__in=_in_place(institution_class="bank", headquarters_type="head|regional"),
            ).values_list("firm_id", "tower_id")
        )
    ),
    "bank_heads": lambda: len(_in_place(institution_class="bank", headquarters_type="head")),
    "financial_heads": lambda: len(_in_place(institution_kind="licensed|quasi", headquarters_type="head")),
    "above_threshold_firms": lambda: len(_in_place(above_threshold_class="")),
}


@pytest.mark.parametrize("figure", FIGURES["figures"], ids=lambda f: f["key"])
def test_the_articles_figure_comes_out(district: dict[str, int], figure: dict[str, Any]) -> None:
    assert COUNTS[figure["key"]]() == figure["value"]


def test_finance_is_not_counted_above_the_threshold(district: dict[str, int]) -> None:
    assert not _in_place(above_threshold_class="", institution_kind="licensed|quasi")


def test_towers_have_the_stars_of_the_article_by_two_persons_and_one_waits(district: dict[str, int]) -> None:
    rows = {row.tower.code: row for row in GradeResult.objects.select_related("tower", "proposed_by", "decided_by")}
    assert {code: (row.grade, row.state) for code, row in rows.items()} == {
        "AF01": ("star5", "in_force"), "AF09": ("star4", "in_force"), "AF02": ("star3", "in_force"),
        "AF31": ("star3", "in_force"), "AF10": ("star4", "proposed"),
    }  # fmt: skip
    assert rows["AF01"].proposed_by != rows["AF01"].decided_by
    assert district["register_graderesult"] == 5
    assert not TowerFact.objects.filter(key__key="grade_scheme", code="star_local").exists()


def test_everything_is_marked_as_a_sample(district: dict[str, int]) -> None:
    assert Tower.objects.filter(sample=True).count() == 36
    assert not Tower.objects.filter(sample=False).exists()
    assert not Firm.objects.filter(sample=False).exists()
    assert not User.objects.filter(sample=False).exists()
    assert set(Source.objects.values_list("kind", flat=True)) == {"sample"}


def test_areas_form_the_tree_of_the_district(district: dict[str, int]) -> None:
    park = Area.objects.get(name_zh="海峡金融商务区")
    assert park.parent is not None
    assert (park.parent.code, park.kind) == ("350103011", "park")
    assert Area.objects.get(code="350103").pk == park.district_id
    assert Tower.objects.filter(area_path__startswith=park.parent.path).count() == 36
    assert Tower.objects.filter(park__name_zh="台江数智港一期").count() == 3


def test_a_second_loading_changes_nothing(district: dict[str, int]) -> None:
    before = Occupancy.objects.count()
    assert load_sample().already_there
    assert Occupancy.objects.count() == before == district["register_occupancy"]
    assert Entry.objects.filter(act="sample.load").count() == 1


def test_there_is_an_account_for_each_role_and_all_know_the_password(district: dict[str, int]) -> None:
    shown = demo_accounts()
    users = {user.login: user for user in User.objects.all()}
    assert all(users[account.login].name == account.name for account in shown)
    assert users[shown[0].login].check_password(shown[0].password)
    assert len({user.password for user in users.values()}) == 1
    held = Membership.objects.filter(user__login__in=[a.login for a in shown]).values_list("role", flat=True)
    assert set(held) == {role.value for role in Role}
    assert Membership.objects.filter(user__login="many").count() == 3


def test_a_property_manager_keeps_one_tower_and_a_steward_four(district: dict[str, int]) -> None:
    kept = TowerKeeper.objects.filter(membership__user__login="property")
    assert [(k.tower.name_zh, k.duty) for k in kept] == [("升龙汇金中心", "property")]
    assert TowerKeeper.objects.filter(membership__user__login="steward", duty="local").count() == 4
    assert Tower.objects.exclude(keepers__duty="local").count() == 0


def test_the_firm_accounts_belong_to_one_firm_in_place(district: dict[str, int]) -> None:
    firms = set(FirmMember.objects.filter(standing="approved").values_list("firm_id", flat=True))
    assert len(firms) == 1
    assert firms <= _in_place()


@pytest.mark.django_db
def test_a_register_with_towers_of_its_own_is_refused() -> None:
    area = Area.objects.create(kind="city", name_zh="某市", path="ZZ")
    Tower.objects.create(area=area, area_path="ZZ", code="T1", name_zh="某大厦", name_folded="某大厦")
    with pytest.raises(Refused) as refused:
        load_sample()
    assert refused.value.code == "register_in_use"
    assert not User.objects.exists()


@pytest.mark.django_db
def test_nobody_but_an_administrator_or_the_platform_may_load_it() -> None:
    with pytest.raises(NotAllowed):
        load_sample_district(
            actor=Actor(user_id=1, name="x", role="leader"),
            plan=lambda: pytest.fail("generated"),
            people=None,  # type: ignore[arg-type]
            drawing=lambda: pytest.fail("drawn"),
            land=lambda: pytest.fail("read"),
        )
