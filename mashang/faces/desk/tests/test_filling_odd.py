"""What the page says of odd files: a clerk learns what is in them, what is wrong and how to mend it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from mashang.register.models import BlankForm
from mashang.register.tests.test_fill_odd_files import HEADS, OLE, blank, packed, parts, saved
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(settings: Any) -> Client:
    settings.DEMO = True
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(make_cast().user("tower_steward"))
    return client


def send(client: Client, data: bytes, name: str = "表.xlsx") -> str:
    """What the clerk reads after handing the file in."""
    return client.post(reverse("fills"), {"file": SimpleUploadedFile(name, data)}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (OLE + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("序号,企业名称\n".encode("gb18030"), "请上传 .xlsx 或 .docx 格式的空表"),
        (packed({**parts(saved(blank()[0])), "xl/vbaProject.bin": b"x"}), "宏"),
        (packed({**parts(saved(blank()[0])), "xl/media/a.bin": b"\0" * (61 * 1024 * 1024)}), "解压后过大"),
    ],
    ids=["password", "csv named xlsx", "macros", "bomb"],
)
def test_a_refusal_says_what_and_how_to_mend_it(steward: Client, data: bytes, says: str) -> None:
    assert says in send(steward, data)
    assert not BlankForm.objects.exists()


def hidden() -> bytes:
    book, _page = blank()
    book.create_sheet("字典").sheet_state = "hidden"
    return saved(book)


def protected() -> bytes:
    book, page = blank()
    page.protection.sheet = True
    return saved(book)


def rows_inside() -> bytes:
    book, page = blank()
    page.append([1, "原有有限公司", "", 50])
    return saved(book)


def hidden_column() -> bytes:
    book, page = blank()
    page.column_dimensions["C"].hidden = True
    return saved(book)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (hidden(), "隐藏的工作表"),
        (protected(), "仍受保护"),
        (rows_inside(), "第 2 行不是空行"),
        (hidden_column(), "这一列在表里是隐藏的"),
        (saved(Workbook()), "没有找到"),
    ],
    ids=["hidden sheet", "protected", "rows inside", "hidden column", "empty workbook"],
)
def test_what_is_odd_is_said_before_it_is_filled(steward: Client, data: bytes, says: str) -> None:
    assert says in send(steward, data)


def test_rows_that_are_there_already_are_refused_and_what_was_chosen_stays(steward: Client) -> None:
    send(steward, rows_inside())
    form = BlankForm.objects.get()
    fields = {f"column_{n}": field for n, field in enumerate(["sequence", "name", "", "area_sqm"])}
    page = steward.post(reverse("fill", args=[form.pk]), {**fields, "rows": "firms:", "as_of": "2026-11-20"})
    assert page.status_code == 200
    form.refresh_from_db()
    assert form.filled_key == ""
    assert HEADS[1] in page.content.decode()
