"""Filling a department's blank sheet from the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, Refused
from mashang.kernel.text import _
from mashang.register.acts.documents import store_file
from mashang.register.acts.importing.learning import header_hash
from mashang.register.models import BlankForm
from mashang.register.models import Mapping as Learned
from mashang.register.reads.filling import FIELDS, Line, Wanted, fill_values, get_form, read_file
from mashang.register.rules.filling import refusing, values
from mashang.register.rules.filling.form import Form
from mashang.register.rules.filling.layout import Blank
from mashang.trail.acts import record

MOST_LINES = 20_000


def upload_form(*, actor: Actor, data: bytes, name: str) -> BlankForm:
    """Keep a blank sheet and read what its columns ask for; the first sheet with a known head is taken.

    What was said of the same head before is remembered. Needs `register.export`; refuses files that cannot be filled.
    """
    actor.require(Permission.REGISTER_EXPORT)
    if len(data) > settings.UPLOAD_BYTES:
        raise Refused("file_too_large", _("The file is larger than %(mb)s MB.", mb=settings.UPLOAD_BYTES // 1024 // 1024), field="file")  # fmt: skip
    form = Form(data)
    place = next((n for n in range(len(form.places)) if form.find(n) is not None), 0)
    key, digest = store_file(data)
    with transaction.atomic():
        kept = BlankForm.objects.create(
            name=name[-200:], storage_key=key, place=place, uploaded_by_id=actor.user_id,
            area_path=actor.area_path, district_id=actor.district_id,
        )  # fmt: skip
        _read_columns(actor, kept, form.find(place))
        record(
            actor=actor, act="form.upload", subject_kind="blank_form", subject_id=kept.pk,
            diff={"sha256": digest, "bytes": len(data)}, area_path=actor.area_path, district_id=actor.district_id,
        )  # fmt: skip
    return kept


def point_to_head(*, actor: Actor, form_id: int, place: int, head: int | None) -> BlankForm:
    """Say in which sheet or table (from 0), and in which row of it (from 1; None: look for it), the head begins."""
    actor.require(Permission.REGISTER_EXPORT)
    with transaction.atomic():
        form = get_form(actor, form_id)
        blank = Form(read_file(form.storage_key)).find(place, None if head is None else head - 1)
        if blank is None:
            raise refusing.no_table()
        form.place, form.head = place, head
        _read_columns(actor, form, blank)
        record(
            actor=actor, act="form.point", subject_kind="blank_form", subject_id=form.pk, diff={"place": place + 1, "head": head},
            area_path=form.area_path, district_id=form.district_id,
        )  # fmt: skip
    return form


def _read_columns(actor: Actor, form: BlankForm, blank: Blank | None) -> None:
    columns: list[dict[str, Any]] = [
        {"index": c.index, "label": c.label, "field": c.field if c.field in FIELDS else "", "read": c.field,
         "unit": c.unit, "year": c.year, "maybe": [field for field in c.maybe if field in FIELDS]}
        for c in (blank.columns if blank else ())
    ]  # fmt: skip
    learned = Learned.objects.filter(
        owner=_owner(actor), kind="fill", header_hash=header_hash(column["label"] for column in columns)
    ).first()
    for column in columns:
        if learned is not None and column["label"] in learned.columns:
            column["field"] = learned.columns[column["label"]]
    form.columns, form.remembered = columns, learned is not None
    form.save(update_fields=["columns", "remembered", "place", "head"])


def _owner(actor: Actor) -> str:
    """Who fills such sheets: the department, else whoever works in the area."""
    return f"department {actor.department_id}" if actor.department_id else f"area {actor.area_path}"


def fill_form(
    *, actor: Actor, form_id: int, fields: Mapping[int, str], lines: Sequence[Line], source: str, as_of: date
) -> BlankForm:
    """Fill the sheet with the lines of a list as of a day; `fields` says what each column (from 0) gets, "" nothing.

    What is asked for and not held is marked in its cell and told in the report. The mapping is remembered, and which
    list, columns and rows were taken goes on record. Refuses an empty list and one beyond 20,000 rows.
    """
    actor.require(Permission.REGISTER_EXPORT)
    if not lines:
        raise Refused("no_rows", _("The chosen list has no rows on that day."), field="rows", mend=_("Choose another list or day."))  # fmt: skip
    if len(lines) > MOST_LINES:
        raise Refused("too_many_lines", _("A sheet is filled with at most %(rows)s rows.", rows=MOST_LINES), field="rows", mend=_("Narrow the list."))  # fmt: skip
    form = get_form(actor, form_id)
    columns = [column | {"field": fields.get(column["index"], "")} for column in form.columns]
    if bad := {column["field"] for column in columns} - {"", *FIELDS}:
        raise Refused("unknown_field", _("There is no field %(field)s.", field=min(bad)), field="field")
    opened = Form(read_file(form.storage_key))
    blank = opened.find(form.place, None if form.head is None else form.head - 1)
    if blank is None:
        raise refusing.no_table()
    wanted = [Wanted(index=c["index"], field=c["field"], unit=c["unit"], year=c["year"]) for c in columns]
    cells = fill_values(actor, lines, wanted, as_of)
    key, digest = store_file(opened.fill(form.place, blank, cells))
    report = [
        {"label": c["label"], "field": c["field"], "filled": sum(row[c["index"]] is not None for row in cells)}
        for c in columns
    ]
    with transaction.atomic():
        _learn(actor, columns)
        form.columns, form.report, form.filled_key, form.rows = columns, report, key, len(lines)
        form.source, form.as_of_on, form.filled_at = source[:200], as_of, timezone.now()
        form.taxed = any(line["field"] == "tax" and line["filled"] for line in report)
        form.save()
        record(
            actor=actor, act="form.fill", subject_kind="blank_form", subject_id=form.pk,
            diff={"list": form.source, "columns": values.listed(c["label"] for c in columns if c["field"]), "rows": len(lines), "as_of": as_of, "sha256": digest},
            area_path=form.area_path, district_id=form.district_id,
        )  # fmt: skip
    return form


def _learn(actor: Actor, columns: Sequence[Mapping[str, Any]]) -> None:
    said = {column["label"]: column["field"] for column in columns}
    learned, made = Learned.objects.get_or_create(
        owner=_owner(actor), header_hash=header_hash(said), kind="fill", defaults={"columns": said, "uses": 1}
    )
    if not made:
        Learned.objects.filter(pk=learned.pk).update(columns=said, uses=F("uses") + 1)


def take_form(*, actor: Actor, form_id: int) -> tuple[BlankForm, bytes]:
    """The filled sheet to take away, put on record. One with tax figures needs `tax.read`, also later."""
    actor.require(Permission.REGISTER_EXPORT)
    form = get_form(actor, form_id)
    if not form.filled_key:
        raise Refused("not_filled", _("This sheet has not been filled yet."), mend=_("Choose the rows first."))
    if form.taxed and not actor.may(Permission.TAX_READ):
        raise NotAllowed("tax_inside", _("This sheet holds tax figures, which your role may not see."))
    with transaction.atomic():
        record(
            actor=actor, act="form.take", subject_kind="blank_form", subject_id=form.pk, diff={"rows": form.rows},
            area_path=form.area_path, district_id=form.district_id,
        )  # fmt: skip
    return form, read_file(form.filled_key)
