"""A word that stands only in another district is seen by nobody of this one: on no page, in no file, in no fragment."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from mashang.accounts.models import Invitation, Membership, SavedView, User
from mashang.accounts.rules.roles import Role, permissions_of
from mashang.doors.guarding import GUARDS
from mashang.notices.models import Notice
from mashang.register.acts import importing
from mashang.register.acts.contacts import add_contact
from mashang.register.acts.documents import attach_document
from mashang.register.acts.tenancies import Terms
from mashang.register.acts.tenancy_corrections import correct_tenancy
from mashang.register.models import FactKey, Firm, FirmMember, TowerKeeper, Unit
from mashang.register.tests import make
from mashang.register.tests.tenant_sheets import DAY, sheet
from tests.cast import Cast, make_cast, make_firm, make_tower

MARK, SOUGHT = "墨痕", "寻踪"  # nobody's page shows the first; the second finds what bears the first
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
LISTS = ("", f"q={SOUGHT}", f"firm_text={SOUGHT}", "export=csv", "export=xlsx", "as_of=2026-01-01", "state=open")
# The roles of the same permissions open the same pages: one of each kind walks.
KINDS = tuple({permissions_of(role): role for role in reversed(Role)}.values())
Numbers = dict[str, list[int]]


@pytest.fixture
def cast(db: None, settings: Any) -> Cast:
    settings.DEMO = True  # the second factor has tests of its own
    return make_cast()


def mark_places(cast: Cast) -> None:
    """The names of the other side: its areas, departments and people."""
    for place in (cast.gulou, cast.hongshan, cast.other_department):
        place.name_zh = f"{SOUGHT}{MARK}{place.name_zh}"
        place.save()
    for login, user in cast.users.items():
        if login.startswith("other_"):
            User.objects.filter(pk=user.pk).update(name=f"{SOUGHT}{MARK}{login}")


def plant(cast: Cast, *, other: bool, mark: str) -> Numbers:
    """One of everything on a side of the wall, each with the mark; numbers by the beginning of their addresses."""
    area, prefix = (cast.hongshan, "other_") if other else (cast.aofeng, "")
    steward = cast.other("tower_steward") if other else cast.actor("tower_steward")
    tower = make_tower(cast, f"{mark}大厦", area=area, code=f"T{area.pk}")
    unit = make.make_unit(tower, f"{mark[-2:]}801", source=make.make_source(label=f"{mark}表"))
    firm = make_firm(cast, f"{mark}有限公司（示例）", area=area, uscc=make.make_uscc())
    tenancy = make.make_tenancy(firm, unit, end=date(2026, 12, 31))
    correct_tenancy(
        actor=steward, line=tenancy.line, terms=Terms(rent_fen=8500, rent_per="month"), source=f"{mark}来函"
    )
    make.make_fact(firm, FactKey.objects.get(key="registered_address"), body=f"{mark}路一号")
    hold = make.make_hold(make.make_unit(tower, f"{mark[-2:]}802"), "reserved")
    contact = add_contact(actor=steward, name=f"{mark}某", phone="13900001234", post="office", firm_id=firm.pk)
    paper = attach_document(
        actor=steward, about_kind="firm", about_id=firm.pk, data=PDF, name=f"{mark}租约.pdf", kind="lease"
    )
    rows = sheet((f"{mark}新来（示例）有限公司", "", f"{mark}大厦", "8", f"{mark[-2:]}803"))
    batch = importing.upload_sheet(actor=steward, data=rows, name=f"{mark}.xlsx", as_of_on=DAY, sender=f"{mark}物业")
    owner = cast.user(f"{prefix}tower_steward")
    view = SavedView.objects.create(
        owner=owner, page="firms", name=f"{mark}视图", query="q=x", shared_with="all", area_path=area.path
    )
    invited = Invitation.objects.create(name=f"{mark}新人", role="window_clerk", area=area, invited_by=owner)
    notice = Notice.objects.create(
        key=f"marker-{area.pk}", topic="import", recipient=owner, channel="app", template="register/sheet_handed_in",
        args={"name": f"{mark}.xlsx"}, locale="zh-hans", area_path=area.path, error=f"{mark}",
    )  # fmt: skip
    keeper = TowerKeeper.objects.create(
        membership=Membership.objects.get(user=cast.user(f"{prefix}property_manager")), tower=tower, duty="property",
        span=DateRange(date(2020, 1, 1), None),
    )  # fmt: skip
    members = [
        FirmMember.objects.create(
            membership=Membership.objects.get(user=cast.user(f"{prefix}{role}")), firm=firm, standing="approved",
            span=DateRange(date(2020, 1, 1), None),
        )
        for role in ("firm_owner", "firm_member")
    ]  # fmt: skip
    role = Membership.objects.get(user=owner)
    return {
        "towers": [tower.pk], "units": [unit.pk], "firms": [firm.pk], "tenancies": [tenancy.line], "holds": [hold.pk],
        "facts": [tower.pk, unit.pk, firm.pk], "documents": [paper.pk, firm.pk, tower.pk], "contacts": [contact.pk],
        "imports": [batch.pk], "sheets": [batch.pk], "people": [owner.pk, members[1].pk], "roles": [role.pk],
        "invitations": [invited.pk], "areas": [area.pk], "departments": [_department(cast, other=other)],
        "lockouts": [owner.pk], "stewards": [tower.pk, keeper.pk], "joinings": [members[0].pk], "views": [view.pk],
        "notices": [notice.pk], "outbox": [notice.pk],
    }  # fmt: skip


def _department(cast: Cast, *, other: bool) -> int:
    return (cast.other_department if other else cast.department).pk


def routes() -> Iterator[tuple[str, str]]:
    """Every guarded address: its name and its route."""

    def walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, str]]:
        for one in resolver.url_patterns:
            route = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one, route)
            elif isinstance(one, URLPattern) and any(one.name in guard.access for guard in GUARDS.values()):
                yield str(one.name), "/" + route

    return walk(get_resolver(), "")


def addresses(theirs: Numbers, ours: Numbers) -> Iterator[str]:
    """Every address with the numbers of both sides; a list in several ways of asking."""
    for name, route in routes():
        if name in {"account_logout", "switch_role"}:
            continue
        if "<int:pk>" not in route:
            plain = PART.sub("x", route)
            yield from (f"{plain}?{query}" if query else plain for query in LISTS)
            continue
        subject = next((part for part in route.split("/") if part in theirs), "")
        for number in (*theirs.get(subject, ()), *ours.get(subject, ())):
            for about in ("tower", "unit", "firm") if "<slug:about>" in route else ("",):
                values = {"pk": str(number), "about": about, "key": "registered_address"}
                yield PART.sub(lambda part, known=values: known.get(part[2], "0"), route)  # type: ignore[misc]


def text_of(answer: Any) -> str:
    """What the answer says; a workbook as the text in it."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return str(body.decode("utf-8", errors="replace"))


def own_file(role: Role, address: str, firm: Firm) -> bool:
    """The portal's file of the firm one belongs to, and the form that offers the rooms of one's own leases."""
    own = {f"/portal/firms/{firm.pk}", "/portal/cases/new"}
    return role in {Role.FIRM_OWNER, Role.FIRM_MEMBER} and address.partition("?")[0] in own


@pytest.mark.slow
@pytest.mark.parametrize("role", KINDS)
def test_what_bears_the_mark_of_another_district_is_seen_nowhere(cast: Cast, role: Role) -> None:
    make.make_fact_key("registered_address")
    mark_places(cast)
    theirs = plant(cast, other=True, mark=f"{SOUGHT}{MARK}")
    ours = plant(cast, other=False, mark="鳌峰甲座")
    far = Unit.objects.get(pk=theirs["units"][0]).tower
    # A firm of ours that is in their tower as well: its file tells what is ours of it.
    both = Firm.objects.get(pk=ours["firms"][0])
    stay = make.make_tenancy(both, make.make_unit(far, f"{MARK}901"), start=date(2021, 1, 1))
    correct_tenancy(
        actor=cast.other("tower_steward"), line=stay.line, terms=Terms(rent_fen=9900, rent_per="month"), source=MARK
    )
    client = Client(raise_request_exception=False)
    client.force_login(cast.user(str(role)))
    seen, opened, shut = [], 0, set()
    for address in addresses(theirs, ours):
        path = address.partition("?")[0]
        for headers in ({}, {"HX-Request": "true"}):
            if path in shut:
                continue
            answer = client.get(address, headers=headers)
            if answer.status_code in (403, 404, 405):  # in whatever way it is asked
                shut.add(path)
            opened += answer.status_code == 200
            if answer.status_code >= 500:
                seen.append(f"{address}: {answer.status_code}")
            text = text_of(answer)
            if own_file(role, address, both):
                text = ""  # a firm's own people see all of its places, those of other districts too
            if MARK in text:
                at = text.index(MARK)
                seen.append(f"{address}: {' '.join(text[max(0, at - 60) : at + 40].split())}")
    assert seen == []
    assert opened > 20
