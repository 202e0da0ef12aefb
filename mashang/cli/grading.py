"""`mashang grading`: the score of a tower by a scorecard, and whether the scorecards are sound."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from mashang.cli.terminal import refusing
from mashang.cli.trail import platform


@click.group()
def grading() -> None:
    """Grades of towers: check the scorecards, show a score."""


@grading.command()
def check() -> None:
    """Check every scorecard of content/gradings, and print scheme, version, first day and lines."""
    with platform():
        from mashang.register.reads.grading import get_scorecards

        try:
            cards = get_scorecards()
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            click.echo(str(error), err=True)
            sys.exit(1)
        for card in cards:
            click.echo(f"{card.scheme}\t{card.version}\t{card.since}\t{len(card.lines)}")


@grading.command()
@click.argument("tower", type=int)
@click.argument("scheme")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day; today if not given.")
def show(tower: int, scheme: str, on: datetime | None) -> None:
    """Print the score of TOWER (its number in the address of its file) by SCHEME, line by line."""
    with platform(), refusing():
        from django.utils import timezone

        from mashang.doors.wording import say
        from mashang.kernel.actor import Actor
        from mashang.register.reads.grading import get_tower_score

        day = on.date() if on else timezone.localdate()
        told = get_tower_score(Actor.system("grading"), tower, scheme, day)
        click.echo(f"{told.name}\t{told.card.version}\t{told.card.basis}")
        for line in told.lines:
            points = "?" if line.points is None else line.points
            source = f"{line.source.name} {line.source.on}" if line.source else ""
            click.echo(f"{points}/{line.most}\t{line.label}\t{line.text}\t{source}")
        click.echo(f"{told.score.least}-{told.score.most}")
        for reason in (*told.score.refused, *told.score.unsure):
            click.echo(say(reason))
