"""Whole workbooks leave only on record; notes of reviewers stay text; odd addresses of a review are answered."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from mashang.accounts.rules.roles import Permission
from mashang.doors.wording import say
from mashang.kernel.errors import NotAllowed, Refused
from mashang.kernel.text import _ as word
from mashang.register.acts.documents import keep_document, note_workbook_taken
from mashang.register.acts.importing import upload_sheet
from mashang.register.models import ImportBatch, ImportRow
from mashang.register.reads.returned_sheet import get_returned_sheet
from mashang.register.tests.make import make_uscc
from mashang.register.tests.tenant_sheets import DAY, sheet, steward
from mashang.trail.models import View
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.DEMO = True
    return make_cast()


@pytest.fixture
def batch(cast: Cast) -> ImportBatch:
    rows = (
        ("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801", 50),
        ("乙（示例）有限公司", "0", "云帆大厦", "8", "802"),
    )
    return upload_sheet(actor=cast.actor("tower_steward"), data=sheet(*rows), name="租户.xlsx", as_of_on=DAY)


@pytest.mark.parametrize("page", ["import_original", "import_refused"])
def test_a_workbook_that_is_taken_goes_on_record(cast: Cast, batch: ImportBatch, page: str) -> None:
    client = Client()
    client.force_login(cast.user("tower_steward"))
    answer = client.get(reverse(page, args=[batch.pk]))
    assert answer.status_code == 200
    assert b"".join(answer).startswith(b"PK")
    view = View.objects.get()
    assert (view.page, view.subject_kind, view.subject_id, view.fields) == (page, "batch", batch.pk, ["workbook"])
    assert view.area_path == batch.area_path


def test_who_may_not_export_takes_no_workbook(cast: Cast, batch: ImportBatch) -> None:
    held = cast.actor("tower_steward")
    bare = replace(held, permissions=held.permissions - {Permission.REGISTER_EXPORT})
    with pytest.raises(NotAllowed):
        note_workbook_taken(actor=bare, batch=batch, page="import_original")
    assert not View.objects.exists()


@pytest.mark.parametrize("number", ["99999999999999999999", "0", "-4", "x"])
def test_any_page_number_of_a_group_is_answered(cast: Cast, batch: ImportBatch, number: str) -> None:
    client = Client()
    client.force_login(cast.user("tower_steward"))
    answer = client.get(reverse("import_review", args=[batch.pk]), {"kind": "new", "page": number})
    assert answer.status_code == 200
    assert "甲（示例）有限公司" in answer.content.decode()


def test_a_note_that_looks_like_a_formula_goes_back_as_text(cast: Cast) -> None:
    actor = steward(cast.aofeng)
    rows = [(f"{n}（示例）有限公司", make_uscc(), "云帆大厦", "8", f"80{at}", 50) for at, n in enumerate("甲乙")]
    batch = upload_sheet(actor=actor, data=sheet(*rows), name="租户.xlsx", as_of_on=DAY)
    note = '=HYPERLINK("https://example.org","x")'
    first = batch.rows.filter(verdict="new").order_by("row_no")[0]
    ImportRow.objects.filter(pk=first.pk).update(decision="refuse", note=note)
    data = get_returned_sheet(actor, batch.pk, says=lambda row: row.note, head="Why")
    page = load_workbook(io.BytesIO(data)).active
    assert page is not None
    cell = page.cell(first.row_no, page.max_column)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (note, "s", True)


def test_a_refusal_is_said_in_the_language_of_the_reader_with_its_mend() -> None:
    refused = Refused("x", word("There is no such import."), mend=word("Choose one."))
    with translation.override("en"):
        assert say(refused) == "There is no such import. Choose one."
    with translation.override("zh-hans"):
        assert "import" not in say(refused)


def test_the_largest_document_is_as_the_deployment_says(cast: Cast, settings: Any) -> None:
    settings.UPLOAD_BYTES = 2 * 1024 * 1024
    with pytest.raises(Refused) as refused:
        keep_document(
            actor=cast.actor("tower_steward"), data=b"x" * (2 * 1024 * 1024 + 1), name="a.pdf", kind="lease",
            about_kind="unit", about_id=1, area_path=cast.aofeng.path, district_id=cast.aofeng.district_id,
        )  # fmt: skip
    assert "2 MB" in str(refused.value)


def test_a_file_over_the_limit_of_the_page_is_refused(cast: Cast, settings: Any) -> None:
    settings.UPLOAD_BYTES = 1024 * 1024
    client = Client()
    client.force_login(cast.user("tower_steward"))
    file = SimpleUploadedFile("a.xlsx", b"x" * (1024 * 1024 + 1))
    said = {"as_of_on": "2026-11-18", "whole": "part", "tower": "", "sender": "", "file": file}
    assert client.post(reverse("import_new"), said).status_code == 200
    assert not ImportBatch.objects.exists()
