"""`mashang doctor`: says whether a deployment is sound, and how to mend what is not."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from mashang.cli.terminal import set_up
from mashang.project.launch import attach, ground
from mashang.project.launch.trouble import Trouble

if TYPE_CHECKING:
    from mashang.cli.soundness import Check

SIGNS = {"ok": "✓", "warn": "!", "fail": "✗"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: a list of name, level, says, mend.")
def doctor(as_json: bool) -> None:
    """Say whether this deployment is sound, and how to mend what is not. Ends with 1 when something fails."""
    from mashang.project.env import BadEnvironment

    try:
        with attach.database(start=False) as url:
            checks = examine(url)
    except (BadEnvironment, Trouble) as trouble:
        raise click.ClickException(str(trouble)) from trouble
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
    else:
        for check in checks:
            click.echo(f"{SIGNS[check.level]} {check.name:<11} {check.says}")
            if check.mend:
                click.echo(f"  {'':<11} → {check.mend}")
    sys.exit(1 if any(check.level == "fail" for check in checks) else 0)


def examine(url: str | None) -> list[Check]:
    """All answers; without any database only the one that says so."""
    set_up()
    from django.utils.translation import gettext as _

    from mashang.cli import soundness

    if url is None:
        says = _("No database: DATABASE_URL is not set and the embedded server does not run.")
        return [soundness.Check("database", soundness.FAIL, says, _("Start script/run, or set DATABASE_URL."))]
    try:
        # Asked without the connection pool, which would go on trying for a while.
        ground.connect(url).close()
    except Trouble:
        mend = _("Check that the server runs and that DATABASE_URL is right.")
        failed = soundness.Check("database", soundness.FAIL, _("The database does not answer."), mend)
        return [failed, *soundness.examine_machine()]
    return [*soundness.examine_database(), *soundness.examine_machine()]
