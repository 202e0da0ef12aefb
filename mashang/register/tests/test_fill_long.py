"""Sheets that take long are filled by the worker, as the one who asked; whoever waits sees how far it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files import storage
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from openpyxl import load_workbook
from procrastinate.contrib.django.models import ProcrastinateJob

from mashang.accounts.models import Membership
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.register.acts import filling
from mashang.register.acts.contacts import add_contact
from mashang.register.acts.documents import store_file
from mashang.register.acts.filling import begin_form_fill, forget_called_forms, point_to_head, take_form, upload_form
from mashang.register.jobs import fill_sheet, sweep_fills
from mashang.register.models import BlankForm
from mashang.register.reads import filling as reads
from mashang.register.reads.filling import Line, lines_as_json, lines_from_json, read_file
from mashang.register.tests.blank_forms import FORMS, Form, build
from mashang.register.tests.make import make_firm
from mashang.trail.models import Entry
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 11, 20)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def steward(cast: Cast) -> Actor:
    return cast.actor("tower_steward")


def lines(cast: Cast, count: int) -> list[Line]:
    return [
        Line(
            firm_id=make_firm(f"示例{n:02d}有限公司", cast.aofeng).pk, tenancy_line=None, building="云帆大厦",
            floors=(3,), rooms=("301",), area_sqm=None,
        )
        for n in range(count)
    ]  # fmt: skip


def ask(actor: Actor, form: BlankForm, rows: list[Line]) -> BlankForm:
    fields = {column["index"]: column["field"] for column in form.columns}
    return begin_form_fill(actor=actor, form_id=form.pk, fields=fields, lines=rows, source="云帆大厦", as_of=DAY)


def jobs(form: BlankForm) -> list[ProcrastinateJob]:
    return [*ProcrastinateJob.objects.filter(task_name="register.fill_sheet", args__form_id=form.pk)]


def test_a_long_fill_is_asked_once_and_done_by_the_worker(
    cast: Cast, steward: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "INLINE_CELLS", 3)
    form = upload_form(actor=steward, data=build(FORMS[0]), name="登记表.xlsx")
    rows = lines(cast, 4)
    assert ask(steward, form, rows).filling
    assert ask(steward, form, rows).filling, "a double click"
    (job,) = jobs(form)
    assert job.args["membership_id"] == steward.membership_id
    told: list[dict[str, object]] = []

    def look(data: bytes) -> tuple[str, str]:
        told.append(BlankForm.objects.get().progress)
        return store_file(data)

    monkeypatch.setattr(filling, "store_file", look)
    fill_sheet(**job.args)
    fill_sheet(**job.args)  # delivered twice: the second finds it done
    form.refresh_from_db()
    assert told == [{"phase": "writing", "rows": 0, "total": 4}]
    assert (form.filling, form.asked, form.progress, form.rows) == (False, {}, {}, 4)
    page = load_workbook(io.BytesIO(read_file(form.filled_key))).worksheets[0]
    assert [page.cell(row, 2).value for row in range(4, 8)] == [f"示例{n:02d}有限公司" for n in range(4)]


def test_a_short_fill_does_not_wait(cast: Cast, steward: Actor) -> None:
    form = upload_form(actor=steward, data=build(FORMS[0]), name="登记表.xlsx")
    assert ask(steward, form, lines(cast, 2)).filled_key
    assert jobs(form) == []


def test_what_cannot_be_filled_is_told_on_its_page(cast: Cast, steward: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "INLINE_CELLS", 0)
    form = upload_form(actor=steward, data=build(FORMS[0]), name="登记表.xlsx")
    rows = lines(cast, 1)
    ask(steward, form, rows)
    Membership.objects.filter(pk=steward.membership_id or 0).update(span=DateRange(date(2020, 1, 1), DAY))
    fill_sheet(**jobs(form)[0].args)
    form.refresh_from_db()
    assert (form.filling, form.filled_key) == (False, "")
    assert form.stopped["message"]["id"]
    with pytest.raises(Refused):
        ask(steward, form, [])


def test_a_fault_frees_the_sheet_again(cast: Cast, steward: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "INLINE_CELLS", 0)
    form = upload_form(actor=steward, data=build(FORMS[0]), name="登记表.xlsx")
    ask(steward, form, lines(cast, 1))
    monkeypatch.setattr(filling, "fill_values", lambda *_given: 1 / 0)
    fill_sheet(**jobs(form)[0].args)
    form.refresh_from_db()
    assert not form.filling
    assert "fault of its own" in form.stopped["message"]["id"]


def test_a_lost_job_is_taken_up_again(cast: Cast, steward: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "INLINE_CELLS", 0)
    form = upload_form(actor=steward, data=build(FORMS[0]), name="登记表.xlsx")
    ask(steward, form, lines(cast, 1))
    ProcrastinateJob.objects.filter(queueing_lock=f"fill-{form.pk}").update(status="failed")
    sweep_fills(timestamp=0)
    assert len(jobs(form)) == 1, "it may still be on its way"
    BlankForm.objects.filter(pk=form.pk).update(asked_at=timezone.now() - timedelta(minutes=6))
    sweep_fills(timestamp=0)
    sweep_fills(timestamp=0)
    assert [job.status for job in jobs(form)] == ["failed", "todo"]


def test_lines_come_back_as_they_went(cast: Cast) -> None:
    rows = lines(cast, 2)
    assert lines_from_json(lines_as_json(rows)) == rows


def test_a_filled_sheet_with_people_inside_is_erased_after_thirty_days(cast: Cast, steward: Actor) -> None:
    called = Form("called", ["走访名册"], ["序号|企业名称|联系人|联系电话"], "sequence name contact phone")
    form = upload_form(actor=steward, data=build(called), name="名册.xlsx")
    rows = lines(cast, 2)
    add_contact(actor=steward, firm_id=rows[0].firm_id, name="林一一", phone="13800000001", post="office")
    first = ask(steward, form, rows).filled_key
    form = ask(steward, form, rows)
    with pytest.raises(FileNotFoundError):
        read_file(first)  # filled once more, the former file is gone
    system = Actor.system("worker")
    BlankForm.objects.filter(pk=form.pk).update(filled_at=timezone.now() - timedelta(days=29))
    assert forget_called_forms(actor=system) == 0
    assert read_file(form.filled_key)
    BlankForm.objects.filter(pk=form.pk).update(filled_at=timezone.now() - timedelta(days=31))
    assert forget_called_forms(actor=system) == 1
    with pytest.raises(FileNotFoundError):
        read_file(form.filled_key)
    with pytest.raises(Refused) as told:
        take_form(actor=steward, form_id=form.pk)
    assert told.value.code == "not_filled"
    assert Entry.objects.filter(act="form.forget", subject_id=form.pk).exists()
    assert forget_called_forms(actor=system) == 0


CALLED = Form("called", ["走访名册"], ["序号|企业名称|联系人|联系电话"], "sequence name contact phone")


def kept_files() -> int:
    """How many files are kept in all."""
    files = storage.default_storage  # by its module: collecting tests would open it before the settings of tests hold
    folders, _files = files.listdir("")
    return sum(len(files.listdir(folder)[1]) for folder in folders)


def during_the_fill(monkeypatch: pytest.MonkeyPatch, deed: Callable[[], object]) -> None:
    """Do something once, after a fill has read the sheet and before it writes its result."""
    real, done = reads.fill_values, list[bool]()

    def read(*given: Any) -> Any:
        if not done:
            done.append(True)
            deed()
        return real(*given)

    monkeypatch.setattr(filling, "fill_values", read)


def test_of_two_fills_at_once_one_file_stays(cast: Cast, steward: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    form = upload_form(actor=steward, data=build(CALLED), name="名册.xlsx")
    rows = lines(cast, 2)
    add_contact(actor=steward, firm_id=rows[0].firm_id, name="林一一", phone="13800000001", post="office")
    ask(steward, form, rows)
    before = kept_files()
    during_the_fill(monkeypatch, lambda: ask(steward, form, rows))
    ask(steward, form, rows)
    assert kept_files() == before, "every filled file but the last is gone"
    form.refresh_from_db()
    assert read_file(form.filled_key)


def test_a_fill_that_fails_at_its_end_leaves_no_file(
    cast: Cast, steward: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = upload_form(actor=steward, data=build(CALLED), name="名册.xlsx")
    rows, before = lines(cast, 1), kept_files()
    monkeypatch.setattr(filling, "record", lambda **_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ask(steward, form, rows)
    assert kept_files() == before


def test_a_fill_does_not_undo_a_head_that_was_chosen_meanwhile(
    cast: Cast, steward: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = upload_form(actor=steward, data=build(FORMS[0]), name="登记表.xlsx")
    before = kept_files()
    during_the_fill(monkeypatch, lambda: point_to_head(actor=steward, form_id=form.pk, place=0, head=3))
    with pytest.raises(Refused) as told:
        ask(steward, form, lines(cast, 1))
    assert told.value.code == "head_changed"
    form.refresh_from_db()
    assert (form.head, form.filled_key) == (3, "")
    assert kept_files() == before


def test_a_short_fill_leaves_a_long_one_waiting(cast: Cast, steward: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    form = upload_form(actor=steward, data=build(FORMS[0]), name="登记表.xlsx")
    rows = lines(cast, 3)

    def ask_for_more() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(filling, "INLINE_CELLS", 0)
            assert ask(steward, form, rows).filling

    during_the_fill(monkeypatch, ask_for_more)
    assert ask(steward, form, rows[:1]).filled_key
    form.refresh_from_db()
    assert (form.filling, form.rows, form.progress) == (True, 1, {"total": 3})
    fill_sheet(**jobs(form)[0].args)
    form.refresh_from_db()
    assert (form.filling, form.rows) == (False, 3)


def test_a_job_that_comes_late_leaves_the_next_fill_alone(
    cast: Cast, steward: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "INLINE_CELLS", 0)
    form = upload_form(actor=steward, data=build(FORMS[0]), name="登记表.xlsx")
    ask(steward, form, lines(cast, 2))
    before = kept_files()
    later = timezone.now() + timedelta(minutes=1)
    during_the_fill(monkeypatch, lambda: BlankForm.objects.filter(pk=form.pk).update(asked_at=later))
    fill_sheet(**jobs(form)[0].args)
    form.refresh_from_db()
    assert (form.filling, form.filled_key, len(form.asked["lines"])) == (True, "", 2)
    assert kept_files() == before
