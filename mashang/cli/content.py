"""`mashang content`: the reviewed data of content/ into the database."""

from __future__ import annotations

from pathlib import Path

import click

from mashang.cli.terminal import set_up

CONTENT = Path(__file__).resolve().parents[2] / "content"


def load_content() -> int:
    """Load what content/ says into the database and return how many entries were written; repeatable."""
    import yaml

    from mashang.kernel.actor import Actor
    from mashang.register.acts.loading import load_fact_keys

    facts = yaml.safe_load((CONTENT / "facts.yaml").read_text(encoding="utf-8"))
    return load_fact_keys(actor=Actor.system("content"), entries=facts["facts"])


@click.group()
def content() -> None:
    """Reviewed data of content/: facts that can be known."""


@content.command()
def load() -> None:
    """Load content/ into the database."""
    set_up()
    from django.utils.translation import gettext as _

    click.echo(_("%(n)s entries written.") % {"n": load_content()})
