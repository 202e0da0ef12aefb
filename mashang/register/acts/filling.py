"""Filling a department's blank sheet from the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, Refused
from mashang.kernel.text import _
from mashang.notices.deferring import defer_after_commit
from mashang.register.acts.documents import store_file
from mashang.register.acts.importing.comparing import said_as_json
from mashang.register.acts.importing.learning import header_hash
from mashang.register.models import BlankForm
from mashang.register.models import Mapping as Learned
from mashang.register.reads.filling import (
    FIELDS,
    PEOPLE,
    Line,
    Wanted,
    fill_values,
    get_form,
    lines_as_json,
    lines_from_json,
    read_file,
)
from mashang.register.rules.filling import refusing, values
from mashang.register.rules.filling.form import Form
from mashang.register.rules.filling.layout import Blank
from mashang.trail.acts import note_view, note_views, record

MOST_LINES = 20_000
KEPT = timedelta(hours=30 * 24)
INLINE_CELLS = 20_000  # about two seconds of one core
RESULT = ("columns", "report", "filled_key", "rows", "source", "as_of_on", "filled_at", "taxed", "private", "stopped")
WAITING = ("filling", "asked", "progress")


def upload_form(*, actor: Actor, data: bytes, name: str) -> BlankForm:
    """Keep a blank sheet and read what its columns ask for; the first sheet shown with a known head is taken.

    What was said of the same head before is remembered. Needs `register.export`; refuses files that cannot be filled.
    """
    actor.require(Permission.REGISTER_EXPORT)
    if len(data) > settings.UPLOAD_BYTES:
        raise Refused("file_too_large", _("The file is larger than %(mb)s MB.", mb=settings.UPLOAD_BYTES // 1024 // 1024), field="file")  # fmt: skip
    form = Form(data)
    place = next((n for n in form.shown if form.find(n) is not None), next(iter(form.shown), 0))
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
        form = _lock(get_form(actor, form_id))
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


def _lock(form: BlankForm) -> BlankForm:
    """The sheet as it stands now, until the transaction ends; what it waits with may be large and is left aside."""
    return BlankForm.objects.select_for_update().defer("asked").get(pk=form.pk)


def _read_columns(actor: Actor, form: BlankForm, blank: Blank | None) -> None:
    columns: list[dict[str, Any]] = [
        {"index": c.index, "label": c.label, "field": c.field if c.field in FIELDS else "", "read": c.field,
         "unit": c.unit, "year": c.year, "maybe": [field for field in c.maybe if field in FIELDS], "hidden": c.hidden}
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


def begin_form_fill(
    *, actor: Actor, form_id: int, fields: Mapping[int, str], lines: Sequence[Line], source: str, as_of: date
) -> BlankForm:
    """Fill the sheet at once, or have the worker do it where it takes long (more than 20,000 cells); the page then waits.

    Asked again while the worker is at it, nothing more is begun. Refuses what `fill_form` refuses, before anything waits.
    """
    if (waiting := get_form(actor, form_id)).filling:
        return waiting
    if len(lines) * max(sum(bool(field) for field in fields.values()), 1) <= INLINE_CELLS:
        return fill_form(actor=actor, form_id=form_id, fields=fields, lines=lines, source=source, as_of=as_of)
    _check(actor, fields, lines)
    with transaction.atomic():
        form = BlankForm.objects.select_for_update().get(pk=form_id)
        if form.filling:
            return form
        form.filling, form.asked_at, form.progress, form.stopped = True, timezone.now(), {"total": len(lines)}, {}
        form.asked = {
            "user_id": actor.user_id, "membership_id": actor.membership_id, "locale": actor.locale,
            "fields": {str(index): field for index, field in fields.items()}, "source": source, "as_of": as_of.isoformat(),
            "lines": lines_as_json(lines),
        }  # fmt: skip
        form.save(update_fields=["filling", "asked", "asked_at", "progress", "stopped"])
        defer_form_fill(form)
    return form


def defer_form_fill(form: BlankForm) -> None:
    """Give the worker the sheet, once the act is committed; one that waits for it already is not given twice."""
    from mashang.register.jobs import fill_sheet

    defer_after_commit(
        fill_sheet, queueing_lock=f"fill-{form.pk}", form_id=form.pk, user_id=form.asked["user_id"],
        membership_id=form.asked["membership_id"],
    )  # fmt: skip


def finish_form_fill(*, actor: Actor, form_id: int) -> BlankForm:
    """What the worker does with a sheet that was handed to it, as the one who asked; a refusal is told on its page."""
    form = get_form(actor, form_id)
    if not form.filling:
        return form
    said = form.asked
    fields = {int(index): field for index, field in said["fields"].items()}
    try:
        with translation.override(said["locale"]):
            return fill_form(
                actor=actor, form_id=form_id, fields=fields, lines=lines_from_json(said["lines"]), source=said["source"],
                as_of=date.fromisoformat(said["as_of"]), asked_at=form.asked_at,
            )  # fmt: skip
    except Refused as refusal:
        return stop_form_fill(form_id, refusal)


def stop_form_fill(form_id: int, refusal: Refused) -> BlankForm:
    """Nothing was filled: the sheet can be filled again, and its page says why."""
    said = {"message": said_as_json(refusal.message), "mend": said_as_json(refusal.mend) if refusal.mend else {}}
    BlankForm.objects.filter(pk=form_id).update(filling=False, asked={}, progress={}, stopped=said)
    return BlankForm.objects.get(pk=form_id)


def _check(actor: Actor, fields: Mapping[int, str], lines: Sequence[Line]) -> None:
    actor.require(Permission.REGISTER_EXPORT)
    if not lines:
        raise Refused("no_rows", _("The chosen list has no rows on that day."), field="rows", mend=_("Choose another list or day."))  # fmt: skip
    if len(lines) > MOST_LINES:
        raise Refused("too_many_lines", _("A sheet is filled with at most %(rows)s rows.", rows=MOST_LINES), field="rows", mend=_("Narrow the list."))  # fmt: skip
    if bad := {*fields.values()} - {"", *FIELDS}:
        raise Refused("unknown_field", _("There is no field %(field)s.", field=min(bad)), field="field")


def fill_form(
    *, actor: Actor, form_id: int, fields: Mapping[int, str], lines: Sequence[Line], source: str, as_of: date,
    asked_at: datetime | None = None,
) -> BlankForm:  # fmt: skip
    """Fill the sheet with the lines of a list as of a day; `fields` says what each column (from 0) gets, "" nothing.

    What is asked for and not held is marked in its cell and told in the report; so are people to call for whoever may not
    see them. The mapping is remembered; which list, columns and rows were taken goes on record, and whose contacts and
    taxes were seen. `asked_at` tells the worker's fills apart: one that nobody waits for any more changes nothing. Refuses
    an empty list, one beyond 20,000 rows, and a sheet whose head was chosen anew meanwhile.
    """
    _check(actor, fields, lines)
    form = get_form(actor, form_id)
    columns = [column | {"field": fields.get(column["index"], "")} for column in form.columns]
    opened = Form(read_file(form.storage_key))
    blank = opened.find(form.place, None if form.head is None else form.head - 1)
    if blank is None:
        raise refusing.no_table()
    wanted = [Wanted(index=c["index"], field=c["field"], unit=c["unit"], year=c["year"]) for c in columns]
    tell = partial(_say, form, asked_at, len(lines))
    tell("reading", 0)
    cells = fill_values(actor, lines, wanted, as_of)
    key, digest = store_file(opened.fill(form.place, blank, cells, partial(tell, "writing")))
    try:
        with transaction.atomic():
            now = _lock(form)
            if asked_at is not None and not (now.filling and now.asked_at == asked_at):
                default_storage.delete(key)
                return now
            if _head_of(now) != _head_of(form):
                raise Refused("head_changed", _("The columns were read anew meanwhile."), mend=_("Check the columns, then fill the sheet again."))  # fmt: skip
            _learn(actor, columns)
            _drop_file(now.filled_key)
            now.columns, now.report, now.filled_key = columns, [_line(actor, column, cells) for column in columns], key
            now.rows, now.source, now.as_of_on, now.filled_at = len(lines), source[:200], as_of, timezone.now()
            _note_seen(actor, now, lines, cells)
            now.stopped = {}
            if asked_at is not None:
                now.filling, now.asked, now.progress = False, {}, {}
            now.save(update_fields=[*RESULT, *(WAITING if asked_at is not None else ())])
            record(
                actor=actor, act="form.fill", subject_kind="blank_form", subject_id=now.pk,
                diff={"list": now.source, "columns": values.listed(c["label"] for c in columns if c["field"]), "rows": now.rows, "as_of": as_of, "sha256": digest},
                area_path=now.area_path, district_id=now.district_id,
            )  # fmt: skip
    except BaseException:
        # A file with names and numbers that no row points at would never be erased.
        default_storage.delete(key)
        raise
    return now


def _head_of(form: BlankForm) -> tuple[object, ...]:
    return form.place, form.head, [(column["index"], column["label"]) for column in form.columns]


def _note_seen(actor: Actor, form: BlankForm, lines: Sequence[Line], cells: Sequence[Mapping[int, Any]]) -> None:
    """Mark a sheet that holds people to call or taxes, and put on record whose they are."""
    for mark, field, asked in (("private", "contact", PEOPLE), ("taxed", "tax", ("tax",))):
        places = [column["index"] for column in form.columns if column["field"] in asked]
        pairs = zip(lines, cells, strict=True)
        firms = {line.firm_id for line, row in pairs if any(row[place] not in (None, "") for place in places)}
        setattr(form, mark, bool(firms))
        note_views(
            actor=actor, page="fill", subject_kind="firm", subject_ids=sorted(firms), fields=[field], purpose=form.name,
            area_path=form.area_path, district_id=form.district_id,
        )  # fmt: skip


def _say(form: BlankForm, asked_at: datetime | None, total: int, phase: str, rows: int) -> None:
    if asked_at is not None:
        waiting = BlankForm.objects.filter(pk=form.pk, filling=True, asked_at=asked_at)
        waiting.update(progress={"phase": phase, "rows": rows, "total": total})


def _line(actor: Actor, column: Mapping[str, Any], cells: Sequence[Mapping[int, Any]]) -> dict[str, Any]:
    """What became of a column: how many cells were filled, and whether it holds people whom the actor may not see."""
    filled = sum(row[column["index"]] is not None for row in cells)
    withheld = column["field"] in PEOPLE and not actor.may(Permission.CONTACT_READ)
    return {"label": column["label"], "field": column["field"], "filled": filled, "withheld": withheld}


def _learn(actor: Actor, columns: Sequence[Mapping[str, Any]]) -> None:
    said = {column["label"]: column["field"] for column in columns}
    learned, made = Learned.objects.get_or_create(
        owner=_owner(actor), header_hash=header_hash(said), kind="fill", defaults={"columns": said, "uses": 1}
    )
    if not made:
        Learned.objects.filter(pk=learned.pk).update(columns=said, uses=F("uses") + 1)


def forget_called_forms(*, actor: Actor) -> int:
    """Forget filled sheets with people to call after thirty days, as nobody else erases what stands in a file. Returns how many.

    The blank sheet and what was filled in stay on record; run by the worker each night.
    """
    actor.require(Permission.REGISTER_EDIT)
    with transaction.atomic():
        before = timezone.now() - KEPT
        over = list(BlankForm.objects.select_for_update().filter(private=True, filled_at__lt=before))
        for form in over:
            _drop_file(form.filled_key)
            record(
                actor=actor, act="form.forget", subject_kind="blank_form", subject_id=form.pk, diff={"rows": form.rows},
                area_path=form.area_path, district_id=form.district_id,
            )  # fmt: skip
        BlankForm.objects.filter(pk__in=[form.pk for form in over]).update(filled_key="", private=False)
    return len(over)


def _drop_file(key: str) -> None:
    if key:
        transaction.on_commit(partial(default_storage.delete, key))


def take_form(*, actor: Actor, form_id: int) -> tuple[BlankForm, bytes]:
    """The filled sheet to take away, put on record. One with tax figures needs `tax.read`, also later; with people `contact.read`."""
    actor.require(Permission.REGISTER_EXPORT)
    form = get_form(actor, form_id)
    if not form.filled_key:
        raise Refused("not_filled", _("This sheet has not been filled yet."), mend=_("Choose the rows first."))
    if form.taxed and not actor.may(Permission.TAX_READ):
        raise NotAllowed("tax_inside", _("This sheet holds tax figures, which your role may not see."))
    if form.private and not actor.may(Permission.CONTACT_READ):
        raise NotAllowed("people_inside", _("This sheet holds people to call, whom your role may not see."))
    seen = [field for field, inside in (("contact", form.private), ("tax", form.taxed)) if inside]
    with transaction.atomic():
        if seen:
            note_view(
                actor=actor, page="fill_file", subject_kind="blank_form", subject_id=form.pk, fields=seen, purpose=form.name,
                area_path=form.area_path, district_id=form.district_id,
            )  # fmt: skip
        record(
            actor=actor, act="form.take", subject_kind="blank_form", subject_id=form.pk, diff={"rows": form.rows},
            area_path=form.area_path, district_id=form.district_id,
        )  # fmt: skip
    return form, read_file(form.filled_key)
