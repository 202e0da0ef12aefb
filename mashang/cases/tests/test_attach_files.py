"""Files come to a case with their bytes first, and are seen by whom they concern."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files import storage

from mashang.cases.acts import handling
from mashang.cases.acts.attaching import attach_files, keep_bytes, sweep_orphans
from mashang.cases.models import CaseFile
from mashang.cases.reads.files import files_of, open_case_file
from mashang.cases.tests.files import keep_files_in, paper, photo, upload
from mashang.cases.tests.make import ask_as_firm, open_one, own_firm
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.models import Document
from mashang.register.reads.papers import open_document
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own."""
    keep_files_in(tmp_path, monkeypatch)


def firm(cast: Cast) -> Actor:
    """The firm's own person on the portal."""
    return cast.actor("firm_owner", face="portal")


def content(actor: Actor, file_id: int, *, small: bool = False) -> bytes:
    """The bytes of a file that the actor may see."""
    with open_case_file(actor, file_id, small=small).file as opened:
        return opened.read()


def test_what_a_firm_sends_all_may_see_and_what_the_office_sends_by_its_word(cast: Cast) -> None:
    case = ask_as_firm(cast, own_firm(cast))
    attach_files(actor=firm(cast), case_id=case.pk, files=[upload("照.jpg", photo()), upload("表.pdf", paper())])
    clerk = cast.actor("window_clerk")
    attach_files(actor=clerk, case_id=case.pk, files=[upload("内部.pdf", paper())])
    attach_files(actor=clerk, case_id=case.pk, files=[upload("答复.pdf", paper())], seen_by="all")
    assert [one.name for one in files_of(firm(cast), [case.pk])[case.pk]] == ["照.jpg", "表.pdf", "答复.pdf"]
    assert len(files_of(clerk, [case.pk])[case.pk]) == 4
    inner = CaseFile.objects.get(document__name="内部.pdf")
    with pytest.raises(NotThere):
        open_case_file(firm(cast), inner.pk)
    assert content(clerk, inner.pk) == paper()


def test_other_firms_departments_and_areas_find_no_file(cast: Cast) -> None:
    case = ask_as_firm(cast, own_firm(cast))
    [row] = attach_files(actor=firm(cast), case_id=case.pk, files=[upload("照.jpg", photo())])
    strangers = [
        cast.other("window_clerk"), cast.other("firm_owner", face="portal"), cast.actor("property_manager", face="portal"),
        cast.actor("department_liaison"), cast.actor("auditor"), Actor(user_id=None, name="", role=""),
    ]  # fmt: skip
    for stranger in strangers:
        with pytest.raises(NotThere):
            open_case_file(stranger, row.pk)
        assert files_of(stranger, [case.pk]) == {}
    with pytest.raises(NotThere):
        open_document(cast.actor("section_head"), row.document_id)
    with pytest.raises(NotThere):
        attach_files(actor=cast.other("window_clerk"), case_id=case.pk, files=[upload("a.pdf", paper())])
    with pytest.raises(NotAllowed):
        attach_files(actor=cast.actor("supervisor"), case_id=case.pk, files=[upload("a.pdf", paper())])


def test_one_bad_file_of_several_leaves_nothing_behind(cast: Cast) -> None:
    case = open_one(cast)
    with pytest.raises(Refused, match="program text"):
        attach_files(
            actor=cast.actor("window_clerk"),
            case_id=case.pk,
            files=[upload("a.pdf", paper()), upload("b.svg", b"<svg></svg>")],
        )
    assert not Document.objects.exists()
    assert not storage.default_storage.exists("cases")


def test_nine_at_a_time_and_no_more(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        attach_files(actor=cast.actor("window_clerk"), case_id=open_one(cast).pk, files=[upload("a.pdf", paper())] * 10)
    assert refused.value.code == "too_many_files"


def test_too_large_is_refused_before_it_is_read(cast: Cast, settings: Any) -> None:
    settings.UPLOAD_BYTES = 10
    with pytest.raises(Refused) as refused:
        keep_bytes([upload("a.pdf", paper())])
    assert refused.value.code == "file_too_large"


def test_a_full_disk_leaves_no_row_without_its_bytes(cast: Cast) -> None:
    case = open_one(cast)
    with (
        patch.object(storage.default_storage, "save", side_effect=OSError("no space")),
        pytest.raises(OSError, match="space"),
    ):
        attach_files(actor=cast.actor("window_clerk"), case_id=case.pk, files=[upload("a.pdf", paper())])
    assert not CaseFile.objects.exists()
    assert not Document.objects.exists()


def test_bytes_without_a_row_are_swept_after_a_day_and_others_stay(cast: Cast) -> None:
    case = ask_as_firm(cast, own_firm(cast))
    attach_files(actor=firm(cast), case_id=case.pk, files=[upload("a.jpg", photo())])
    [lost] = keep_bytes([upload("b.jpg", photo())])
    assert sweep_orphans(actor=Actor.system()) == 0
    for row_key in (lost.key, Document.objects.get().storage_key):
        for key in (row_key, row_key + ".small"):
            os.utime(storage.default_storage.path(key), (time.time() - 90_000,) * 2)
    assert sweep_orphans(actor=Actor.system()) == 2
    assert not storage.default_storage.exists(lost.key)
    [row] = CaseFile.objects.all()
    assert content(firm(cast), row.pk, small=True)[:2] == b"\xff\xd8"


def test_an_ended_case_takes_no_files(cast: Cast) -> None:
    case = ask_as_firm(cast, own_firm(cast))
    handling.withdraw_case(actor=firm(cast), case_id=case.pk)
    with pytest.raises(Refused) as refused:
        attach_files(actor=firm(cast), case_id=case.pk, files=[upload("a.pdf", paper())])
    assert refused.value.code == "case_ended"
