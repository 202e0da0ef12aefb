"""`mashang trail`: is the record of what was done whole?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click

from mashang.cli.terminal import set_up


@contextmanager
def platform() -> Iterator[None]:
    """Django on the platform's database; the embedded server is started when it does not run."""
    from mashang.project.env import BadEnvironment
    from mashang.project.launch import attach
    from mashang.project.launch.trouble import Trouble

    try:
        with attach.database(start=True):
            set_up()
            try:
                yield
            finally:
                from django.db import connections

                connections.close_all()
                # A pool that stays open would outlive the embedded server.
                connections["default"].close_pool()  # type: ignore[attr-defined]
    except (BadEnvironment, Trouble) as trouble:
        raise click.ClickException(str(trouble)) from trouble


@click.group()
def trail() -> None:
    """The record of what was done: verify, seal, print heads."""


@trail.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: sound, rows, seals, unsealed, findings.")
@click.option(
    "--head", "published", multiple=True, help="A head printed earlier by `mashang trail heads`; may be given often."
)
def verify(as_json: bool, published: tuple[str, ...]) -> None:
    """Read the whole trail again and say in words what was altered. Ends with 1 when something was."""
    with platform():
        from django.utils.translation import gettext as _

        from mashang.trail.reads.verify import verify as read_again

        verdict = read_again(published=published)
        if as_json:
            click.echo(json.dumps({"sound": verdict.sound, **asdict(verdict)}, ensure_ascii=False, indent=1))
        else:
            for finding in verdict.findings:
                click.echo(f"✗ {finding.words}")
            counted = {"rows": verdict.rows, "seals": verdict.seals, "unsealed": verdict.unsealed}
            if verdict.sound:
                click.echo(
                    _("✓ The trail is whole: %(rows)s rows, %(seals)s seals, %(unsealed)s not sealed yet.") % counted
                )
            else:
                click.echo(_("The trail was tampered with, or it was read with another MASHANG_TRAIL_KEY."))
                click.echo(_("Read: %(rows)s rows, %(seals)s seals, %(unsealed)s not sealed yet.") % counted)
    sys.exit(0 if verdict.sound else 1)


@trail.command()
def seal() -> None:
    """Seal what is new now. The worker does this every other second."""
    with platform():
        from django.utils.translation import gettext as _

        from mashang.kernel.actor import Actor
        from mashang.trail.acts.sealing import seal_new_entries

        sealed = seal_new_entries(actor=Actor.system("cli"))
        click.echo(_("%(n)s rows sealed.") % {"n": sealed})


@trail.command()
def heads() -> None:
    """Print the newest seals. Keep them outside: with them `verify --head` shows that nothing newest was taken away."""
    with platform():
        from mashang.trail.reads.verify import heads as newest

        for head in newest():
            click.echo(str(head))
