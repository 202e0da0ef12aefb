"""The office opens files of cases of its area, on record; other areas, departments and roles find none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mashang.cases.acts.attaching import attach_files
from mashang.cases.acts.closing import confirm_closure, rate_case
from mashang.cases.acts.handling import answer_case
from mashang.cases.tests.files import keep_files_in, paper, photo, upload
from mashang.cases.tests.make import ask_as_firm, own_firm
from mashang.cases.tests.whistling import called
from mashang.trail.models import View
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    settings.DEMO = True
    keep_files_in(tmp_path, monkeypatch)
    return make_cast()


def get(cast: Cast, login: str, address: str) -> Any:
    browser = Client()
    browser.force_login(cast.user(login), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer: Any = browser.get(address)
    if answer.streaming:
        assert b"".join(answer.streaming_content)  # read to its end it closes its file
    return answer


def test_a_paper_is_a_download_a_photo_is_shown_and_both_go_on_record(cast: Cast) -> None:
    case = ask_as_firm(cast, own_firm(cast))
    firm = cast.actor("firm_owner", face="portal")
    pdf, jpg = attach_files(actor=firm, case_id=case.pk, files=[upload("a.pdf", paper()), upload("b.jpg", photo())])
    told = get(cast, "service_officer", f"/desk/case-files/{pdf.pk}/whole")
    assert told.headers["Content-Disposition"].startswith("attachment")
    assert told.headers["X-Content-Type-Options"] == "nosniff"
    shown = get(cast, "service_officer", f"/desk/case-files/{jpg.pk}/small")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert [(view.page, view.subject_id) for view in View.objects.all()] == [("case_file", case.pk)]
    for login, status in (("other_service_officer", 404), ("department_liaison", 404), ("auditor", 403)):
        assert get(cast, login, f"/desk/case-files/{pdf.pk}/whole").status_code == status
    assert get(cast, "firm_owner", f"/desk/case-files/{pdf.pk}/whole").status_code == 403


def test_a_department_called_in_opens_the_files_from_the_page_of_its_summons(cast: Cast) -> None:
    summons = called(cast, of_firm=True)[0]
    firm = cast.actor("firm_owner", face="portal")
    (jpg,) = attach_files(actor=firm, case_id=summons.case_id, files=[upload("b.jpg", photo())])
    address = f"/desk/case-files/{jpg.pk}/whole"
    for login in ("department_liaison", "service_officer"):
        assert f'href="{address}"' in get(cast, login, f"/desk/summons/{summons.pk}").text
        assert get(cast, login, address).status_code == 200


def test_the_office_reads_a_rating_only_once_the_case_is_closed(cast: Cast) -> None:
    firm = cast.actor("firm_owner", face="portal")
    case = ask_as_firm(cast, own_firm(cast))
    answer_case(actor=cast.actor("service_officer"), case_id=case.pk, outcome="solved", words="好了")
    rate_case(actor=firm, case_id=case.pk, level=1, words="来得太慢")
    for login in ("service_officer", "section_head", "supervisor", "leader"):
        page = get(cast, login, f"/desk/cases/{case.pk}").text
        assert "来得太慢" not in page
        assert "非常不满意" not in page
    assert "非常不满意" in get(cast, "firm_owner", f"/portal/cases/{case.ref}").text
    confirm_closure(actor=firm, case_id=case.pk)
    assert "来得太慢" in get(cast, "section_head", f"/desk/cases/{case.pk}").text
