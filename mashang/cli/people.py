"""`mashang people`: ask the first administrators in, before anyone can sign in."""

from __future__ import annotations

import click

from mashang.cli.trail import platform


@click.group()
def people() -> None:
    """People and how they come in."""


@people.command()
@click.argument("name")
@click.option("--role", required=True, help="For example security_administrator.")
@click.option("--area", "code", default="", help="Code of the area (GB/T 2260); empty: the topmost area.")
@click.option("--email", default="", help="The link is mailed there; it is printed in any case.")
def invite(name: str, role: str, code: str, email: str) -> None:
    """Ask a person in, as the platform itself: prints a link that works once and for seven days.

    For the first administrators of an installation. Everyone after them is invited on the desk.
    """
    with platform():
        from mashang.doors.acts.inviting import invite_person
        from mashang.doors.acts.linking import link_address
        from mashang.doors.reads.places import area_by_code
        from mashang.doors.wording import say
        from mashang.kernel.actor import Actor
        from mashang.kernel.errors import Refused

        try:
            area_id = area_by_code(code)
            invited = invite_person(
                actor=Actor.system("command line"), name=name, role=role, area_id=area_id, email=email
            )
        except Refused as refused:
            raise click.ClickException(say(refused.message)) from refused
        click.echo(link_address(invited.path))
