"""Whose cases the file of a hotline may speak of, and which office has what it brings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mashang.cases.acts.closing import close_ticket
from mashang.cases.acts.handling import answer_case
from mashang.cases.acts.ticket_taking import take_tickets
from mashang.cases.models import Case
from mashang.cases.reads.own_story import get_own_case
from mashang.cases.reads.promises import promises
from mashang.cases.tests.make import ask_as_firm
from mashang.cases.tests.make_tickets import HEAD, LIFT, LINE, NOISE, csv_of, many, upload
from mashang.kernel.errors import NotThere
from mashang.register.tests.make import make_tenancy, make_unit
from tests.cast import Cast, make_firm, make_tower

pytestmark = pytest.mark.django_db
CLOSING = (*HEAD, "办理状态")


def closed_row(number: str) -> tuple[str, ...]:
    return ("1", "2026-11-27 10:00", "电梯停了", "又停了", "", "", "", "", number, "", "", "", "已办结")


def test_a_file_speaks_of_no_case_but_the_tickets_of_its_own_hotline(cast: Cast, firm: int) -> None:
    officer, owner = cast.actor("service_officer"), cast.actor("firm_owner", face="portal")
    case = ask_as_firm(cast, firm, title="电梯停了")
    answer_case(actor=officer, case_id=case.pk, outcome="explained", words="没办法")
    imported = upload(cast, csv_of([closed_row(case.number)], head=CLOSING))
    assert imported.rows.get().case_id is None
    take_tickets(actor=officer, import_id=imported.pk)
    case.refresh_from_db()
    assert (case.state, case.texts.filter(part="note").count()) == ("done_waiting", 0)
    for source in (LINE, ""):
        with pytest.raises(NotThere):
            close_ticket(actor=officer, case_id=case.pk, source=source, at=timezone.now())

    # What the hotline closes is closed by the hotline: neither the firm's story nor a rate says that the firm spoke.
    take_tickets(actor=officer, import_id=upload(cast, csv_of(many(1))).pk)
    ticket = Case.objects.get(external_no="M00001")
    Case.objects.filter(pk=ticket.pk).update(firm=firm)
    answer_case(actor=officer, case_id=ticket.pk, outcome="solved", words="好了")
    again = upload(cast, csv_of([closed_row("M00001")], head=CLOSING))
    assert [one["what"] for one in again.rows.get().changes] == ["text", "closed"]
    take_tickets(actor=officer, import_id=again.pk)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.moves.order_by("id").last().act) == ("closed", "line_close")  # type: ignore[union-attr]
    titles = [str(one.title) for one in get_own_case(owner, ticket.ref).events]
    assert "热线已办结" in titles
    assert not any("您确认" in title for title in titles)
    assert not told_of(ticket, "resolution")


def told_of(case: Case, measure: str) -> list[tuple[int, int]]:
    """What counts for a measure of a case until now: id and whether it was kept."""
    from django.db import connection

    now = timezone.now() + timedelta(seconds=1)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id, good from ({promises(only=measure)}) p where case_id = %(case)s and measure = %(measure)s",
            {"case": case.pk, "measure": measure, "top": "", "on": timezone.localdate(now), "at": now},
        )
        return [(int(pk), int(good)) for pk, good in cursor.fetchall()]


def test_a_ticket_of_a_firm_registered_elsewhere_stays_with_the_office_that_took_it(cast: Cast) -> None:
    officer = cast.actor("service_officer")
    firm = make_firm(cast, "外区注册公司（示例）", area=cast.hongshan)
    make_tenancy(firm, make_unit(make_tower(cast)))
    cells = list(NOISE)
    cells[7] = firm.name
    take_tickets(actor=officer, import_id=upload(cast, csv_of([cells])).pk)
    case = Case.objects.get()
    assert (case.area_id, case.firm_id) == (cast.aofeng.pk, firm.pk)
    cells[3] += "，今晚又响"
    second = upload(cast, csv_of([cells]))
    assert second.rows.get().case_id == case.pk
    take_tickets(actor=officer, import_id=second.pk)
    assert case.texts.filter(part="note").count() == 1

    # A number that another case here bears is refused in its row and holds up no other.
    Case.objects.filter(pk=case.pk).update(channel="window")
    cells[3] += "，还响"
    third = take_tickets(actor=officer, import_id=upload(cast, csv_of([cells, *many(1)])).pk)
    assert third.counts["verdicts"] == {"new": 1, "refused": 1}
    assert [one["code"] for one in third.rows.get(verdict="refused").reasons] == ["number_taken"]


def test_a_wider_actor_takes_a_file_for_the_office_it_came_to(cast: Cast) -> None:
    make_tower(cast, "洪山大厦", area=cast.hongshan, code="T9")
    cells = list(LIFT)
    cells[6] = "洪山大厦3层"
    wide = cast.actor("service_officer").within(area_path=cast.city.path)
    imported = upload(cast, csv_of([cells, NOISE]))
    take_tickets(actor=wide, import_id=imported.pk)
    assert {case.area_id for case in Case.objects.all()} == {cast.aofeng.pk}
    assert [one["code"] for one in imported.rows.get(verdict="refused").reasons] == ["out_of_scope"]
