"""`mashang search`: what the search looks at, checked and made anew."""

from __future__ import annotations

import sys

import click

from mashang.cli.trail import platform


@click.group()
def search() -> None:
    """The search: check that it knows everything, make it anew."""


@search.command()
def check() -> None:
    """Compare what the search looks at with the register. Ends with 1 when they differ."""
    with platform():
        from mashang.register.reads.findable import count_differences

        lacking, extra = count_differences()
        click.echo(f"- {lacking}  + {extra}")
        if lacking or extra:
            sys.exit(1)


@search.command()
def rebuild() -> None:
    """Make anew what the search looks at. Needed once after the upgrade that brings it, and when `check` ends with 1."""
    with platform():
        from mashang.kernel.actor import Actor
        from mashang.register.acts.finding import rebuild_findables

        click.echo(rebuild_findables(actor=Actor.system("cli")))
