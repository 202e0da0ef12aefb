"""`mashang office`: the first steps of a real deployment, before anyone can sign in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from mashang.cli.terminal import refusing
from mashang.cli.trail import platform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mashang.doors.acts.founding import Calling, Founder, Place

PLACES = "CODE=NAME[/TRADITIONAL[/ENGLISH]]"
PERSON = "NAME[ <MAIL>]"


@click.group()
def office() -> None:
    """A real office: its areas and first administrators."""


@office.command()
@click.option("--province", metavar=PLACES, help="The province; may be left out.")
@click.option("--city", metavar=PLACES, help="The city; may be left out.")
@click.option("--district", metavar=PLACES, help="The district, such as 350103=NAME; the administrators work there.")
@click.option(
    "--subdistrict", multiple=True, metavar=PLACES, help="A sub-district with nine digits; may be given often."
)
@click.option(
    "--system-administrator", required=True, metavar=PERSON, help="Invites people, keeps areas and departments."
)
@click.option("--security-administrator", required=True, metavar=PERSON, help="Grants and approves roles, lifts locks.")
@click.option("--auditor", required=True, metavar=PERSON, help="Reads the trail.")
def found(
    province: str | None,
    city: str | None,
    district: str | None,
    subdistrict: tuple[str, ...],
    system_administrator: str,
    security_administrator: str,
    auditor: str,
) -> None:
    """Open the office on an empty platform and print a one-time link for each of its three administrators."""
    with platform(), refusing():
        from mashang.doors.acts.founding import found_office
        from mashang.kernel.actor import Actor

        above = (("province", province), ("city", city), ("district", district))
        places = [read_place(kind, text) for kind, text in above if text]
        places += [read_place("subdistrict", text) for text in subdistrict]
        founders = {
            "system_administrator": read_person(system_administrator),
            "security_administrator": read_person(security_administrator),
            "auditor": read_person(auditor),
        }
        hand_over(found_office(actor=Actor.system("cli"), places=places, founders=founders))


@office.command()
def links() -> None:
    """Print new links for the founders who have not come in; the old ones stop working."""
    with platform(), refusing():
        from mashang.doors.acts.founding import renew_founders
        from mashang.kernel.actor import Actor

        hand_over(renew_founders(actor=Actor.system("cli")))


def read_place(kind: str, text: str) -> Place:
    """A place from `code=name/traditional/english`."""
    from mashang.doors.acts.areas import Names
    from mashang.doors.acts.founding import Place

    code, sign, names = text.partition("=")
    parts = [part.strip() for part in names.split("/")]
    if not sign or len(parts) > 3:
        raise click.BadParameter(f"{text!r} is not {PLACES}.", param_hint=f"--{kind}")
    zh, hant, en = (*parts, "", "")[:3]
    return Place(kind=kind, code=code.strip(), names=Names(zh=zh, hant=hant, en=en))


def read_person(text: str) -> Founder:
    """A person from `name <mail>`; the address may be missing."""
    from mashang.doors.acts.founding import Founder

    match = re.fullmatch(r"\s*([^<>]+?)\s*(?:<([^<>\s]+@[^<>\s]+)>)?\s*", text)
    if match is None:
        raise click.BadParameter(f"{text!r} is not {PERSON}.")
    return Founder(name=match[1], email=match[2] or "")


def hand_over(called: Sequence[Calling]) -> None:
    """Print each link for the one it is meant for: this once, it is kept nowhere."""
    from django.utils.translation import gettext as _

    from mashang.doors.acts.linking import link_address
    from mashang.doors.wording import role_label

    for calling in called:
        click.echo(f"{role_label(calling.role)}\t{calling.name}\t{link_address(calling.invited.path)}")
    click.echo(
        _("Give each person their own link and nobody another's. It works once, for seven days, and is shown only now.")
    )
