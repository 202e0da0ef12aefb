"""`mashang clocks`: time limits from the operator's side."""

from __future__ import annotations

import click

from mashang.cli.trail import platform


@click.group()
def clocks() -> None:
    """Time limits: what sweeps held back, and letting it go."""


@clocks.command()
def held() -> None:
    """How many overdue time limits are held back because too many came at once, by kind."""
    with platform():
        from mashang.clocks.reads.held import count_held
        from mashang.kernel.actor import Actor

        for kind, n in count_held(actor=Actor.system("cli")).items():
            click.echo(f"{n:>8}  {kind}")


@clocks.command()
def release() -> None:
    """Let go what is held back: the next sweeps tell of it. Look at the machine's clock first."""
    with platform():
        from mashang.clocks.acts.sweeping import release_deadlines
        from mashang.kernel.actor import Actor

        click.echo(release_deadlines(actor=Actor.system("cli")))
