"""`mashang notices`: the outbox from the operator's side."""

from __future__ import annotations

import sys
import uuid

import click

from mashang.cli.trail import platform


@click.group()
def notices() -> None:
    """The outbox: how it stands, send what is due, try the mail."""


@notices.command()
def outbox() -> None:
    """How many notices wait, were sent, were given up, and why."""
    with platform():
        from mashang.notices.reads.outbox import tally

        for line in tally():
            click.echo(f"{line.n:>8}  {line.channel:<5} {line.state:<9} {line.error}")


@notices.command(name="try")
@click.argument("address")
def try_mail(address: str) -> None:
    """Send a trial message to ADDRESS now and say what came of it."""
    with platform():
        from django.db import transaction

        from mashang.kernel.actor import Actor
        from mashang.notices.acts import queue_to_address
        from mashang.notices.acts.sending import drain
        from mashang.notices.reads.outbox import outcome_of

        actor, key = Actor.system("cli"), str(uuid.uuid4())
        with transaction.atomic():
            queue_to_address(actor=actor, topic="system.trial", key=key, address=address, template="trial")
        drain(actor=actor)
        outcome = outcome_of(topic="system.trial", key=key)
        click.echo(f"{outcome.state} {outcome.error}".strip())
    sys.exit(0 if outcome.state == "sent" else 1)
