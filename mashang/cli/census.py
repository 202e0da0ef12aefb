"""`mashang census`: reads tenant sheets, and takes them into the register."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mashang.cli.terminal import refusing
from mashang.cli.trail import platform

if TYPE_CHECKING:
    from mashang.kernel.actor import Actor
    from mashang.register.reads.imports import Review
    from mashang.register.rules.sheets import Reading

ACCEPTED = ("new", "changed", "moved", "gone", "conflict")
SHOWN_REFUSED = 50
LISTED = ("ok", "duplicate", "refused", "subtotal")


@click.group()
def census() -> None:
    """Read tenant sheets and take them into the register."""


@census.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(file: Path, as_json: bool) -> None:
    """Read FILE and print what each row says, without touching any register."""
    sys.exit(check_file(file, as_json))


def check_file(path: Path, as_json: bool) -> int:
    """Print the reading of a file; the exit status is 0, or 1 when the file as a whole is refused."""
    from mashang.register.rules.sheets import SheetRefused, read_workbook

    try:
        reading = read_workbook(path.read_bytes(), path.name)
    except SheetRefused as refused:
        if as_json:
            problem = {"code": refused.code, "message": str(refused.message), "mend": str(refused.mend)}
            click.echo(json.dumps({"rows": [], "summary": {"refused": problem}}, ensure_ascii=False))
        else:
            click.echo(str(refused), err=True)
        return 1
    if as_json:
        listed = [row.as_dict() for row in reading.rows if row.status in LISTED]
        click.echo(json.dumps({"rows": listed, "summary": reading.summary}, ensure_ascii=False, indent=1))
    else:
        _print_table(reading)
    return 0


def _print_table(reading: Reading) -> None:
    for sheet in reading.sheets:
        counts = ", ".join(f"{name} {count}" for name, count in sheet.counts.items())
        click.secho(f"\n{sheet.name}: head in row {sheet.header_row or '-'}; {counts}", bold=True)
        for column in sheet.columns:
            if column.field and column.how != "head":
                click.echo(f"  column {column.index + 1} ({column.label or '-'}) read as {column.field} ({column.how})")
        if sheet.unknown_columns:
            click.echo("  columns not understood: " + ", ".join(sheet.unknown_columns))
        for row in sheet.rows:
            if row.status not in LISTED:
                continue
            spaces = "; ".join(f"{s.floor}F {', '.join(s.units)}".strip() for s in row.spaces)
            place = " ".join(filter(None, (row.building, row.tower, spaces)))
            click.echo(
                f"  {row.row:>5} {row.status:<9} {row.uscc or '-':<18} {row.registered_on or '-':<10} {row.name or '-'} | {place or '-'}"
            )
            for problem in row.problems:
                click.echo(f"        {problem.field}: {problem.message}")


@census.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--area", required=True, help="Code, path or name of the area.")
@click.option("--tower", default="", help="Code or name of the one tower that all rows are of.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day the sheet speaks of; today if not given.")
@click.option("--whole", is_flag=True, help="It lists all tenants of its towers: who is missing has gone.")
@click.option("--sender", default="", help="Who made the sheet; shown as its source.")
@click.option("--user", default="", help="Login of the person who answers for it; else the platform itself.")
@click.option("--accept", default="all", help="all, none, or some of new,changed,moved,gone,conflict (as proposed).")
@click.option("--yes", is_flag=True, help="Apply. Without it the differences wait for review.")
def apply(
    file: Path,
    area: str,
    tower: str,
    as_of: datetime | None,
    whole: bool,
    sender: str,
    user: str,
    accept: str,
    yes: bool,
) -> None:
    """Compare FILE with the register, say what differs, and with --yes apply it.

    Ends with 0, or 1 when the file or the act is refused or nothing was applied.
    """
    groups = _groups(accept)
    with platform(), refusing():
        from django.utils.translation import gettext as _

        from mashang.register.acts import importing
        from mashang.register.reads import import_lookups as lookups
        from mashang.register.reads.imports import get_review

        actor = lookups.get_actor(user)
        batch = importing.upload_sheet(
            actor=actor,
            data=file.read_bytes(),
            name=file.name,
            as_of_on=as_of.date() if as_of else date.today(),  # noqa: DTZ011 - the day of whoever types the command
            area_id=lookups.find_area_id(actor, area),
            tower_id=lookups.find_tower_id(actor, tower) if tower else None,
            sender=sender,
            whole=whole,
            at_once=True,
        )
        for twin in lookups.list_open_twins(actor, batch):
            importing.drop_batch(actor=actor, batch_id=twin, reason=f"handed in again as {batch.pk}")
        if batch.state == "broken":
            _say_broken(batch.broken)
        _print_review(get_review(actor, batch.pk, verdict="refused", per_page=SHOWN_REFUSED))
        if not yes:
            named = {"groups": ", ".join(groups) or "none"}
            click.echo(
                _("Not applied. With --yes it would accept: %(groups)s. It waits for review at the desk.") % named
            )
            return
        _apply(actor, batch.pk, groups)


def _groups(accept: str) -> tuple[str, ...]:
    if accept in ("all", "none"):
        return ACCEPTED if accept == "all" else ()
    groups = tuple(word.strip() for word in accept.split(","))
    if strange := [word for word in groups if word not in ACCEPTED]:
        raise click.BadParameter(f"not one of all, none, {', '.join(ACCEPTED)}: {', '.join(strange)}")
    return groups


def _apply(actor: Actor, batch_id: int, groups: tuple[str, ...]) -> None:
    from django.utils.translation import gettext as _

    from mashang.register.acts import importing

    for group in groups:
        if group == "conflict":
            importing.accept_proposals(actor=actor, batch_id=batch_id)
        else:
            importing.decide_group(actor=actor, batch_id=batch_id, verdict=group, decision="accept")
    batch = importing.apply_batch(actor=actor, batch_id=batch_id)
    if batch.state != "applied":
        moved = {"n": batch.progress.get("moved", 0)}
        click.echo(_("Not applied: the register has changed under %(n)s rows.") % moved, err=True)
        sys.exit(1)
    done = {"no": batch.no, "applied": batch.counts["applied"], "left": batch.counts["left_open"]}
    click.echo(_("Applied as import %(no)s: %(applied)s rows, %(left)s left open.") % done)


def _say_broken(broken: dict[str, dict[str, Any]]) -> None:

    from mashang.doors.wording import say
    from mashang.kernel.text import Message

    texts = (
        Message(said["id"], said["params"]) for key in ("message", "mend") if (said := broken.get(key)) and said["id"]
    )
    click.echo(" ".join(say(text) for text in texts), err=True)
    sys.exit(1)


def _print_review(review: Review) -> None:
    from django.utils.translation import gettext as _

    from mashang.doors.wording import say
    from mashang.kernel.text import Message

    rows = review.in_sheets
    tally = {"n": sum(rows.values()), "tally": ", ".join(f"{name} {count}" for name, count in rows.items())}
    click.echo(_("%(n)s rows: %(tally)s") % tally)
    if gone := review.verdicts.get("gone"):
        click.echo(f"gone: {gone}")
    for row in (row for group in review.groups for row in group.rows):
        words = [say(Message(reason["message"], reason["params"])) for reason in row.reasons if reason.get("message")]
        click.echo(f"  {row.sheet} {row.row_no}: {row.firm or '-'}: {' '.join(words)}")
    if (more := review.verdicts.get("refused", 0) - SHOWN_REFUSED) > 0:
        click.echo("  " + _("and %(n)s more refused rows") % {"n": more})


@census.command()
@click.argument("number", type=int)
@click.option("--area", default="", help="Code, path or name of the area, where several have an import of this number.")
@click.option("--user", default="", help="Login of the person who answers for it; else the platform itself.")
@click.option("--reason", default="", help="Why; kept in the trail.")
def undo(number: int, area: str, user: str, reason: str) -> None:
    """Take the applied import NUMBER back. Ends with 1 when something later stands on it."""
    with platform(), refusing():
        from django.utils.translation import gettext as _

        from mashang.register.acts import importing
        from mashang.register.reads import import_lookups as lookups

        actor = lookups.get_actor(user)
        batch_id = lookups.find_import_id(actor, number, area_id=lookups.find_area_id(actor, area) if area else None)
        importing.undo_batch(actor=actor, batch_id=batch_id, reason=reason)
        click.echo(_("Import %(no)s is taken back.") % {"no": number})


@census.command(name="list")
@click.option("--user", default="", help="Login of the person whose imports are meant; else all.")
def list_all(user: str) -> None:
    """The imports, newest first: number, state, day, rows, differences, file, sender."""
    with platform(), refusing():
        from mashang.register.reads import import_lookups as lookups
        from mashang.register.reads.imports import as_line, list_imports

        for batch in list_imports(lookups.get_actor(user))[:200]:
            line = as_line(batch)
            said = (line.no or "-", line.state, line.as_of_on, line.rows, line.differences, line.name, line.sender)
            click.echo("\t".join(str(part) for part in said))
