"""What waits on the street: a census round that goes on after one that was published, conflicts, merges, a grade,
a blank sheet, a visit."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

from django.utils import timezone
from openpyxl import Workbook

from mashang.cases.acts.campaigns import open_campaign
from mashang.cases.acts.clustering import cluster_cases
from mashang.cases.acts.meetings import Calling, call_meeting
from mashang.cases.acts.splitting import Piece, split_case
from mashang.cases.acts.ticket_sending import send_tickets
from mashang.cases.acts.ticket_taking import take_tickets
from mashang.cases.acts.visit_splitting import Problem, Said
from mashang.cases.tests.make import open_one
from mashang.cases.tests.make_tickets import LIFT, LINE, NOISE, csv_of, upload
from mashang.cases.tests.make_visits import booked, record
from mashang.cases.tests.whistling import called
from mashang.notices.acts.reminding import set_reminder
from mashang.register.acts import rounds
from mashang.register.acts.filling import upload_form
from mashang.register.acts.merging import merge_firms
from mashang.register.acts.merging_towers import merge_towers
from mashang.register.models import CensusRound, FactKey, RoundTower
from mashang.register.tests import make
from mashang.register.tests.graded import give, make_rated_tower, propose
from tests.browser.street import Street
from tests.browser.waiting_promises import make_promises


def make_waiting(street: Street) -> dict[str, dict[str, str]]:
    """Makes it, and gives the numbers of its addresses by the beginning of the route."""
    published = _open(street)
    _look(street, published)
    snapshot = _publish(street, published)
    going_on = _open(street)
    row = _look(street, going_on)
    firm, other = street.firms[0], street.firms[1]
    key = FactKey.objects.get(subject="firm", key="registered_capital")
    make.make_fact(firm, key, num=6_000_000, believed=False)
    same = make.make_firm("旧友（示例）有限公司", street.cast.aofeng, uscc=None)
    steward = street.cast.actor("tower_steward")
    merge = merge_firms(actor=steward, kept_id=firm.pk, gone_id=same.pk, reason="同一家")
    rated = make_rated_tower(street.cast.aofeng, "观澜大厦")
    give(street.cast, make_rated_tower(street.cast.aofeng, "听涛大厦"))
    tower, twin, merged = _twins(street)
    visit, campaign = _visits(street)
    tickets, sent = _tickets(street)
    case, summons, meeting, reminder = _together(street)
    rows: dict[str, dict[str, object]] = {
        "desk/cases": {"pk": case, "user": street.cast.user("service_officer").pk, "reminder": reminder},
        "desk/summons": {"pk": summons}, "desk/meetings": {"pk": meeting},
        "desk/visits": {"pk": visit, "no": 1}, "portal/visits": {"pk": visit}, "desk/visits/firms": {"pk": firm.pk},
        "desk/visits/campaigns": {"pk": campaign, "firm": firm.pk},
        "desk/tickets": {"pk": tickets}, "desk/tickets/sent": {"pk": sent},
        "desk/grades": {"pk": propose(steward, rated).pk},
        "desk/towers/<int:pk>/grades": {"pk": rated.pk, "scheme": "star_local"},
        "desk/rounds": {"pk": going_on.pk}, "desk/rounds/towers": {"pk": row.pk, "floor": 1},
        "portal/rounds": {"pk": row.pk}, "desk/snapshots": {"pk": snapshot}, "desk/merges": {"pk": merge.pk},
        "desk/conflicts": {"subject": "firm", "pk": firm.pk, "key": key.key, "kind": "same_name", "other": other.pk},
        "desk/towers/<int:pk>/merge": {"pk": tower, "other": twin}, "desk/tower-merges": {"pk": merged},
        "desk/firms/<int:pk>/merge": {"pk": firm.pk, "other": other.pk}, "desk/fill": {"pk": _blank_sheet(street)},
    }  # fmt: skip
    rows |= make_promises(street)
    return {route: {name: str(value) for name, value in parts.items()} for route, parts in rows.items()}


def _tickets(street: Street) -> tuple[int, int]:
    """A file of tickets with one that is refused, and a file of answers that went back."""
    cast, refused = street.cast, ("", "昨天", *NOISE[2:])
    taken = upload(cast, csv_of([LIFT]))
    officer = cast.actor("service_officer")
    take_tickets(actor=officer, import_id=taken.pk)
    cases = taken.rows.values_list("case_id", flat=True)
    sent = send_tickets(actor=officer, case_ids=list(cases), source=LINE, form="csv", name="反馈")
    return upload(cast, csv_of([LIFT, refused])).pk, sent.pk


def _together(street: Street) -> tuple[int, int, int, int]:
    """A case that leads another one and has a part, a department called to it, a meeting to come, and a reminder."""
    cast, tower = street.cast, street.tower.pk
    officer = cast.actor("service_officer")
    (summons,) = called(cast, tower_id=tower, firm_id=street.firms[0].pk)
    other = open_one(cast, title="电梯又停了", tower_id=tower, firm_id=street.firms[1].pk)
    open_one(cast, title="客梯停了", tower_id=tower, firm_id=street.firms[2].pk)
    cluster_cases(actor=officer, lead_id=summons.case_id, case_ids=[other.pk])
    split_case(actor=officer, case_id=summons.case_id, pieces=[Piece(title="消防意见")])
    calling = Calling(
        at=timezone.now() + timedelta(days=2), place="101", topic="能否打通", department_ids=[summons.department_id]
    )
    meeting = call_meeting(actor=officer, case_id=summons.case_id, calling=calling)
    reminders = set_reminder(
        actor=officer, subject_kind="case", subject_id=summons.case_id, on=timezone.localdate(), note="带图纸"
    )
    return summons.case_id, summons.pk, meeting.pk, reminders[0].pk


def _visits(street: Street) -> tuple[int, int]:
    """A visit that was announced and made, with something heard on it, and a campaign over its firm."""
    cast, firm, today = street.cast, street.firms[0].pk, timezone.localdate()
    problems = (Problem(title="地库 22:00 后关闭", item="property"),)
    visit = record(
        cast, None, visit=booked(cast, firm).pk, problems=problems, facts=(Said(key="needs", value="想扩租"),)
    )
    campaign = open_campaign(
        actor=cast.actor("section_head"), name="四季度走访", kinds=("research",), begins_on=today,
        ends_on=today + timedelta(days=30), firm_ids=[firm], officer_ids=[cast.user("service_officer").pk],
    )  # fmt: skip
    return visit.pk, campaign.pk


def _twins(street: Street) -> tuple[int, int, int]:
    """A tower, another record of it with a room and a floor in both, and a third one that was merged into it."""
    kept, twin, gone = (make.make_tower(street.cast.aofeng, name) for name in ("望海大厦", "望海中心", "望海广场"))
    for tower, use in ((kept, "办公"), (twin, "商业")):
        make.make_floor(tower, 1, use=use)
        make.make_tenancy(street.firms[2], make.make_unit(tower, "101"))
    merged = merge_towers(actor=street.cast.actor("tower_steward"), kept_id=kept.pk, gone_id=gone.pk, reason="同一栋楼")
    return kept.pk, twin.pk, merged.pk


def _open(street: Street) -> CensusRound:
    today = timezone.localdate()
    return rounds.open_round(
        actor=street.cast.actor("section_head"), area_id=street.cast.aofeng.pk, name="四季度摸排", opens_on=today,
        closes_on=today + timedelta(days=20),
    )  # fmt: skip


def _look(street: Street, opened: CensusRound) -> RoundTower:
    row = RoundTower.objects.get(round=opened, tower=street.tower)
    rounds.take_floor_check(
        actor=street.cast.actor("tower_steward"), round_tower_id=row.pk, floor_no=1, client_key=uuid4(),
        result=[{"unit": street.unit("101").pk, "seen": "as_is"}],
    )  # fmt: skip
    return row


def _publish(street: Street, opened: CensusRound) -> int:
    head = street.cast.actor("section_head")
    row = RoundTower.objects.get(round=opened, tower=street.tower)
    rounds.verify_tower(actor=street.cast.actor("tower_steward"), round_tower_id=row.pk, confirm=True)
    rounds.approve_tower(actor=head, round_tower_id=row.pk)
    others = dict.fromkeys(opened.towers.exclude(pk=row.pk).values_list("pk", flat=True), "尚未交付")
    return rounds.publish_round(actor=head, round_id=opened.pk, left_out=others).pk


def _blank_sheet(street: Street) -> int:
    book, held = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (["单位名称", "房号", "面积（平方米）"], [None, None, None]):
        sheet.append(row)
    book.save(held)
    return upload_form(actor=street.cast.actor("tower_steward"), data=held.getvalue(), name="空表.xlsx").pk
