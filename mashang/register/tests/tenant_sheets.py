"""Small tenant sheets for the tests of importing."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Role, permissions_of
from mashang.kernel.actor import Actor
from mashang.register.acts import importing
from mashang.register.models import FactKey, ImportBatch
from mashang.register.tests.make import make_actor

HEAD = ("企业名称", "统一社会信用代码", "楼宇", "楼层", "房号", "面积（㎡）", "租赁起", "租赁止", "租金（元/㎡·月）")
DAY = date(2026, 11, 18)
Row = Sequence[object]


def sheet(*rows: Row, head: Sequence[str] = HEAD, title: str = "租户表") -> bytes:
    """An xlsx with a title, a head and the rows (short rows are filled up)."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("租户")
        page.write(0, 0, title)
        for at, row in enumerate([head, *rows], start=1):
            for place, value in enumerate(row):
                page.write(at, place, value)
    return out.getvalue()


def steward(area: Area, **more: object) -> Actor:
    """A tower steward of the area."""
    return make_actor(area, permissions=permissions_of(Role.TOWER_STEWARD), **more)


def hand_in(
    actor: Actor, data: bytes, *, on: date = DAY, whole: bool = False, tower_id: int | None = None
) -> ImportBatch:
    """Upload and compare."""
    return importing.upload_sheet(actor=actor, data=data, name="租户.xlsx", as_of_on=on, whole=whole, tower_id=tower_id)


def take_in(actor: Actor, data: bytes, *, on: date = DAY, whole: bool = False) -> ImportBatch:
    """Upload, accept everything and apply."""
    batch = hand_in(actor, data, on=on, whole=whole)
    importing.decide_group(actor=actor, batch_id=batch.pk, verdict="all", decision="accept")
    importing.decide_group(actor=actor, batch_id=batch.pk, verdict="gone", decision="accept")
    importing.accept_proposals(actor=actor, batch_id=batch.pk)
    return importing.apply_batch(actor=actor, batch_id=batch.pk)


def verdicts(batch: ImportBatch) -> dict[str, int]:
    """Rows by verdict, without titles and heads."""
    return {k: v for k, v in batch.counts["verdicts"].items() if k != "skipped"}


def make_fact_keys() -> None:
    """The keys of the facts that a sheet states."""
    kinds = {
        6: ("registered_on", "date"),
        3: ("registered_capital", "int"),
        4: ("capital_currency", "code"),
        8: ("registered_address", "text"),
        1: ("legal_type", "code"),
        11: ("business_scope", "text"),
    }
    FactKey.objects.bulk_create(
        [
            FactKey(id=i, key=key, subject="firm", name_zh=key, name_hant=key, name_en=key, type=kind)
            for i, (key, kind) in kinds.items()
        ]
    )
