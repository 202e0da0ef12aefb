"""The pages on which a steward types: each is drawn, does its act, and shows a refusal at its field."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from mashang.faces.desk.tests.test_letting_by_hand import Scene
from mashang.register.models import Document, Firm, FirmFact, Floor, Occupancy, Tenancy, Tower, Unit, UnitHold
from mashang.register.tests.make import make_unit, make_uscc
from mashang.register.tests.stewards import load_keys
from mashang.trail.models import View

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def scene(settings: Settings, tmp_path: Path) -> Scene:
    settings.DEMO = True
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }
    load_keys()
    return Scene()


def test_every_page_is_drawn_with_one_primary_button(scene: Scene) -> None:
    unit, tower, firm, line = scene.unit.pk, scene.tower.pk, scene.old.pk, scene.line
    for name, args in (
        ("tower_add", []), ("tower_edit", [tower]), ("floor_put", [tower]), ("unit_add", [tower]), ("unit_edit", [unit]),
        ("unit_split", [unit]), ("unit_merge", [unit]), ("unit_renumber", [unit]), ("unit_hold", [unit]), ("unit_let", [unit]), ("firm_add", []),
        ("firm_edit", [firm]), ("firm_tenancy_start", [firm]), ("tenancy_start", [tower]), ("tenancy", [line]),
        ("tenancy_extend", [line]), ("tenancy_end", [line]), ("tenancy_move", [line]), ("tenancy_correct", [line]),
        ("tenancy_take_back", [line]), ("fact_choose", ["firm", firm]), ("fact_state", ["firm", firm, "staff"]),
        ("fact_state", ["tower", tower, "power_dual"]), ("document_add", ["tenancy", line]), ("unit", [unit]),
        ("firm", [firm]), ("tower", [tower]),
    ):  # fmt: skip
        answer = scene.client.get(reverse(name, args=args))
        assert answer.status_code == 200, name
        assert answer.content.decode().count("btn-primary") == 1, name


def test_the_unit_page_offers_what_can_be_done(scene: Scene) -> None:
    page = scene.page(reverse("unit", args=[scene.unit.pk]))
    for name in ("unit_edit", "unit_hold", "unit_split", "unit_merge", "unit_renumber", "unit_let"):
        assert reverse(name, args=[scene.unit.pk]) in page
    for name in ("tenancy", "tenancy_end", "tenancy_extend"):
        assert reverse(name, args=[scene.line]) in page
    for name in ("fact_choose", "document_add"):
        assert reverse(name, args=["unit", scene.unit.pk]) in page


def test_a_lease_is_extended_moved_and_corrected(scene: Scene) -> None:
    make_unit(scene.tower, "1802", floor=18)
    today = timezone.localdate()
    assert scene.post("tenancy_extend", scene.line, lease_ends_on="2035年12月31日").status_code == 302
    assert Tenancy.objects.get(line=scene.line, retracted_at=None).lease_ends_on == date(2035, 12, 31)
    assert scene.post("tenancy_move", scene.line, rooms="1801，1802", on=str(today)).status_code == 302
    assert Occupancy.objects.filter(line=scene.line, retracted_at=None).count() == 2
    page = scene.post("tenancy_move", scene.line, rooms="1801、1999", on=str(today)).content.decode()
    assert f"There is no room 1999 in this tower on {today}." in page
    form = {"start": "2019-05-01", "kind": "sublease", "rent": "88.50", "rent_per": "month", "registered_here": "yes"}
    assert scene.post("tenancy_correct", scene.line, **form).status_code == 302
    live = Tenancy.objects.get(line=scene.line, retracted_at=None)
    assert (live.kind, live.rent_fen, live.registered_here, live.span.lower) == (
        "sublease", 8850, True, date(2019, 5, 1),
    )  # fmt: skip
    page = scene.page(reverse("tenancy_correct", args=[scene.line]))
    assert 'value="88.50"' in page
    assert "This is what is held already." in scene.post("tenancy_correct", scene.line, **form).content.decode()


def test_a_tenancy_is_taken_back_and_its_pages_say_so(scene: Scene) -> None:
    assert scene.post("tenancy_take_back", scene.line, reason="登错").status_code == 302
    assert "taken back" in scene.page(reverse("tenancy", args=[scene.line]))
    assert scene.client.get(reverse("tenancy_end", args=[scene.line])).status_code == 302


def test_a_tower_is_added_edited_and_given_a_floor(scene: Scene) -> None:
    form = {
        "area": scene.cast.aofeng.pk,
        "name_zh": "云帆大厦",
        "kind": "office",
        "gross_sqm": "100",
        "lettable_sqm": "200",
    }
    page = scene.post("tower_add", **form).content.decode()
    assert "larger than the gross area" in page
    assert 'value="云帆大厦"' in page
    assert scene.post("tower_add", **(form | {"lettable_sqm": "90"})).status_code == 302
    tower = Tower.objects.get(name_zh="云帆大厦")
    assert scene.post("tower_edit", tower.pk, name_zh="海峡大厦", kind="office").status_code == 302
    assert "云帆大厦" in scene.page(reverse("tower", args=[tower.pk])) or tower.names.filter(kind="former").exists()
    assert scene.post("floor_put", tower.pk, no="13", label="12A").status_code == 302
    assert Floor.objects.get(tower=tower).label == "12A"
    assert 'value="12A"' in scene.page(reverse("floor_put", args=[tower.pk]) + "?no=13")


def test_a_unit_is_added_edited_held_and_released(scene: Scene) -> None:
    assert scene.post("unit_add", scene.tower.pk, floor_no="19", room="1901", area_sqm="80").status_code == 302
    unit = Unit.objects.get(room="1901")
    assert "is there already" in scene.post("unit_add", scene.tower.pk, floor_no="19", room="1901").content.decode()
    assert scene.post("unit_edit", unit.pk, area_sqm="81", divisible="yes").status_code == 302
    unit.refresh_from_db()
    assert (unit.area_sqm, unit.divisible) == (Decimal(81), True)
    made = scene.post("unit_hold", unit.pk, kind="reserved", since=str(timezone.localdate()))
    hold = UnitHold.objects.get(unit=unit)
    assert reverse("unit_release", args=[hold.pk]) in scene.page(made.headers["Location"])
    assert (
        scene.post("unit_release", hold.pk, to=made.headers["Location"]).headers["Location"] == made.headers["Location"]
    )
    assert scene.post("unit_release", hold.pk, to="//elsewhere.example/").headers["Location"] == reverse("towers")


def test_a_unit_gets_another_number_and_the_days_before_keep_the_old_one(scene: Scene) -> None:
    day = timezone.localdate() - timedelta(days=1)
    assert scene.post("unit_renumber", scene.unit.pk, room=scene.unit.room, on=day).status_code == 200
    answer = scene.post("unit_renumber", scene.unit.pk, room="1888", on=day)
    assert answer.status_code == 302
    old = Unit.objects.get(pk=scene.unit.pk)
    assert (old.life.upper, Unit.objects.get(room="1888").life.lower) == (day, day)


def test_a_unit_is_split_by_a_table_with_its_sum_and_merged_again(scene: Scene) -> None:
    rooms = {"room_0": "1801A", "area_0": "50", "room_1": "1801B", "area_1": "60"}
    day = str(timezone.localdate() + timedelta(days=1))
    page = scene.post("unit_split", scene.unit.pk, on=day, find="1", **rooms).content.decode()
    assert "<td>110" in page
    assert Unit.objects.count() == 1
    page = scene.post("unit_split", scene.unit.pk, on=day, **rooms).content.decode()
    assert "The areas add up to 110" in page
    assert scene.post("unit_split", scene.unit.pk, on=day, **(rooms | {"area_1": "70"})).status_code == 302
    part = Unit.objects.get(room="1801A")
    later = str(timezone.localdate() + timedelta(days=30))
    assert scene.post("unit_merge", part.pk, rooms="1801A, 1801B", room="1801", on=later).status_code == 302
    assert Unit.objects.get(room="1801", life__startswith__isnull=False).area_sqm == 120


def test_a_firm_is_added_and_one_that_is_held_already_is_named_with_its_file(scene: Scene) -> None:
    page = scene.post("firm_add", name="旧潮(示例)有限公司").content.decode()
    assert "bears or bore this name" in page
    assert f'href="{reverse("firm", args=[scene.old.pk])}"' in page
    page = scene.post("firm_add", name="丙（示例）有限公司", uscc=make_uscc(2)[:-1] + "*").content.decode()
    assert 'id="id_uscc_error"' in page
    page = scene.post("firm_add", name="丙（示例）有限公司", uscc=make_uscc(2)).content.decode()
    assert f'href="{reverse("firm", args=[scene.new.pk])}"' in page
    assert scene.post("firm_add", name="丙（示例）有限公司", uscc=make_uscc(33)).status_code == 302
    assert Firm.objects.get(name="丙（示例）有限公司").uscc == make_uscc(33)


def test_a_firm_is_edited_as_its_licence_says(scene: Scene) -> None:
    form = {"name": "旧潮（示例）股份有限公司", "uscc": make_uscc(1), "standing": "active", "industry": "6622"}
    assert scene.post("firm_edit", scene.old.pk, parent_text="新澜", **form).status_code == 302
    scene.old.refresh_from_db()
    assert (scene.old.name, scene.old.standing, scene.old.industry, scene.old.parent_id) == (
        "旧潮（示例）股份有限公司", "active", "6622", scene.new.pk,
    )  # fmt: skip
    page = scene.post("firm_edit", scene.old.pk, parent_text="无此商号", **form).content.decode()
    assert 'id="id_parent_text_error"' in page
    page = scene.post("firm_edit", scene.old.pk, **(form | {"uscc": make_uscc(44)})).content.decode()
    assert "Say why it is another one." in page


def test_a_fact_is_chosen_and_stated(scene: Scene) -> None:
    chosen = scene.client.get(reverse("fact_choose", args=["firm", scene.old.pk]), {"key": "staff"})
    assert chosen.headers["Location"] == reverse("fact_state", args=["firm", scene.old.pk, "staff"])
    form = {"value": "85", "valid_from": "2025-06-01", "source_kind": "visit", "source": "走访"}
    assert scene.post("fact_state", "firm", scene.old.pk, "staff", **form).status_code == 302
    assert FirmFact.objects.get().num == 85
    assert "85" in scene.page(chosen.headers["Location"])
    page = scene.post("fact_state", "firm", scene.old.pk, "staff", **(form | {"value": "many"})).content.decode()
    assert "This is no number." in page
    assert scene.client.get(reverse("fact_state", args=["firm", scene.old.pk, "tax"])).status_code == 404
    assert (
        "tax"
        not in scene.page(reverse("fact_choose", args=["firm", scene.old.pk]))
        .split("<select")[-1]
        .split("</select")[0]
        .lower()
    )


def test_a_file_is_attached_and_comes_back_as_a_download_only(scene: Scene) -> None:
    file = SimpleUploadedFile("租约.pdf", PDF, "text/html")
    assert scene.post("document_add", "unit", scene.unit.pk, file=file, kind="lease").status_code == 302
    kept = Document.objects.get()
    assert reverse("document", args=[kept.pk]) in scene.page(reverse("unit", args=[scene.unit.pk]))
    answer = scene.client.get(reverse("document", args=[kept.pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert View.objects.get(page="document").subject_id == kept.pk
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "sandbox" not in scene.client.get(reverse("towers")).headers["Content-Security-Policy"]
    bad = SimpleUploadedFile("x.pdf", b"<html><script></script></html>", "application/pdf")
    page = scene.post("document_add", "unit", scene.unit.pk, file=bad, kind="lease").content.decode()
    assert "are not taken" in page
    scene.client.force_login(scene.cast.user("other_tower_steward"))
    assert scene.client.get(reverse("document", args=[kept.pk])).status_code == 404
