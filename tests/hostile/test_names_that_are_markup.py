"""Names that are markup, formulas or paths are shown and written as the text they are."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from mashang.register.models import Document, Firm, ImportBatch, Tower, Unit
from mashang.register.tests.make import make_uscc
from mashang.register.tests.tenant_sheets import sheet
from tests.cast import Cast, make_area, make_firm, make_tower
from tests.hostile.conftest import addresses, client_of

MARKUP = "<b>xq7'\"onq7=1"
RAW = re.compile(r"<b>xq7|\"onq7|'\"onq7")
PAGES = 120


def crawl(client: Client, starts: list[str], most: int = PAGES) -> dict[str, str]:
    """Every page that can be reached by links, up to so many."""
    waiting = list(starts)
    pages: dict[str, str] = {}
    while waiting and len(pages) < most:
        path = waiting.pop(0)
        if path in pages:
            continue
        answer = client.get(path)
        assert answer.status_code < 500, path
        is_page = answer.headers["Content-Type"].startswith("text/html") and not answer.streaming
        pages[path] = answer.text if is_page else ""
        answer.getvalue()  # read to its end, a file is closed
        waiting += [one.replace("&amp;", "&") for one in re.findall(r'href="(/[^"#]*)', pages[path])]
    return pages


@pytest.fixture
def marked(cast: Cast, head: Client) -> ImportBatch:
    """A sheet whose every name is markup, handed in and applied."""
    rows: list[tuple[object, ...]] = [
        (f"{MARKUP}{n}有限公司（示例）", make_uscc(), f"{MARKUP}大厦", "3", f"030{n}", 120) for n in range(2)
    ]
    rows.append(("坏行", "NOT-A-CODE<b>xq7", f"{MARKUP}大厦", "x<b>xq7", '"onq7=', "-5"))
    said = {"as_of_on": "2026-11-18", "whole": "part", "tower": "", "sender": MARKUP}
    file = SimpleUploadedFile(f"{MARKUP}.xlsx", sheet(*rows, title=MARKUP))
    assert head.post(reverse("import_new"), {**said, "file": file}).status_code == 302
    batch = ImportBatch.objects.get()
    head.post(reverse("import_decide", args=[batch.pk]), {"group-new": "accept", "do": "apply"})
    return batch


def test_markup_in_names_stays_text_on_every_page(cast: Cast, head: Client, marked: ImportBatch) -> None:
    Tower.objects.update(name_zh=f"{MARKUP}大厦")
    Firm.objects.update(name=f"{MARKUP}有限公司")
    Unit.objects.filter(pk=Unit.objects.latest("pk").pk).update(room="<b>xq7")
    cast.user("section_head").name = MARKUP
    cast.user("section_head").save()
    tower, firm = Tower.objects.first(), Firm.objects.first()
    assert tower is not None
    assert firm is not None
    own = [
        reverse("tower", args=[tower.pk]),
        reverse("firm", args=[firm.pk]),
        reverse("import_review", args=[marked.pk]),
    ]
    pages = crawl(head, ["/desk/", *own, reverse("desk_search") + "?q=%3Cb%3Exq7"])
    assert len(pages) > 40
    assert sum("&lt;b&gt;xq7" in text for text in pages.values()) > 10, "the names are on the pages"
    assert [path for path, text in pages.items() if RAW.search(text)] == []


def test_a_formula_in_a_name_is_no_formula_in_an_export(cast: Cast, head: Client) -> None:
    for name in ("=cmd|'/c calc'!A1", "+1", "-1+1", "@SUM(A1)", "\t=1"):
        make_firm(cast, name=name)
    table = head.get(reverse("firms") + "?export=csv")
    cells = [cell for row in csv.reader(io.StringIO(table.getvalue().decode("utf-8-sig"))) for cell in row]
    assert [cell for cell in cells if cell[:1] in "=+@\t" and cell] == []
    assert [cell for cell in cells if cell.startswith("-") and len(cell) > 1] == []
    book = load_workbook(io.BytesIO(head.get(reverse("firms") + "?export=xlsx").getvalue()))
    assert {cell.data_type for page in book for row in page.iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.parametrize("name", ["seite.html", "bild.svg", "lease.pdf", "photo.png"])
@pytest.mark.parametrize(
    "data", [b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>"]
)
def test_a_page_or_drawing_with_scripts_is_no_document(cast: Cast, head: Client, name: str, data: bytes) -> None:
    tower = make_tower(cast)
    said = {"kind": "photo", "file": SimpleUploadedFile(name, data)}
    answer = head.post(reverse("document_add", args=["tower", tower.pk]), said)
    assert answer.status_code < 500
    assert not Document.objects.exists()


def test_a_document_leaves_as_a_file_under_a_harmless_name(cast: Cast, head: Client) -> None:
    tower = make_tower(cast)
    file = SimpleUploadedFile("x.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")
    head.post(reverse("document_add", args=["tower", tower.pk]), {"kind": "lease", "file": file})
    Document.objects.update(name='../../etc/"passwd\r\nX-Evil: 1.pdf')
    answer = head.get(reverse("document", args=[Document.objects.get().pk]))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Evil" not in answer.headers
    assert "/" not in answer.headers["Content-Disposition"]
    assert answer.getvalue().startswith(b"%PDF")


def test_what_lies_in_another_area_is_as_if_it_were_not(cast: Cast) -> None:
    tower, firm = make_tower(cast, area=cast.hongshan), make_firm(cast, area=cast.hongshan)
    park = make_area(cast.hongshan, "park", "园", "AA", district_id=cast.gulou.pk)
    theirs = {"/desk/towers/": tower.pk, "/desk/firms/": firm.pk, "/desk/areas/": park.pk}
    theirs["/desk/people/"] = cast.user("other_leader").pk
    told, asked = [], 0
    for role in ("section_head", "system_administrator", "security_administrator", "auditor"):
        client = client_of(cast, role)
        for below, pk in theirs.items():
            for there, nowhere in zip(addresses(10**8 + pk), addresses(987_654_321), strict=True):
                path = there.replace(str(10**8 + pk), str(pk))
                if path.startswith(f"{below}{pk}"):
                    asked += 1
                    told += (
                        [f"{role} {path}"] if client.get(path).status_code != client.get(nowhere).status_code else []
                    )
    assert asked > 40
    assert told == []
