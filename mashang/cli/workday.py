"""`mashang workday`: due dates in working days."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from mashang.kernel.errors import Refused
from mashang.kernel.workdays import add_workdays, load_calendar


@click.group()
def workday() -> None:
    """Working days: reckon a due date."""


@workday.command(context_settings={"ignore_unknown_options": True})  # so that -3 is a number, and refused as one
@click.argument("date", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("days", type=int)
@click.option("--provisional", is_flag=True, help="Also with a year whose official calendar is not out yet.")
def add(date: datetime, days: int, provisional: bool) -> None:
    """Print the last of DAYS working days after DATE, which is not counted itself."""
    try:
        click.echo(add_workdays(load_calendar(), date.date(), days, provisional=provisional).isoformat())
    except Refused as refused:
        click.echo(str(refused), err=True)  # in English: the command needs no settings and no database
        sys.exit(1)
