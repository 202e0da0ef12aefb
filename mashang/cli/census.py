"""`mashang census`: looks at tenant sheets."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mashang.register.rules.sheets import Reading

LISTED = ("ok", "duplicate", "refused", "subtotal")


@click.group()
def census() -> None:
    """Read tenant sheets."""


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
            spaces = "; ".join(f"{s.floor}F {'、'.join(s.units)}".strip() for s in row.spaces)
            place = " ".join(filter(None, (row.building, row.tower, spaces)))
            click.echo(
                f"  {row.row:>5} {row.status:<9} {row.uscc or '-':<18} {row.registered_on or '-':<10} {row.name or '-'} | {place or '-'}"
            )
            for problem in row.problems:
                click.echo(f"        {problem.field}: {problem.message}")


if __name__ == "__main__":
    census()
