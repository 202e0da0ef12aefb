"""`mashang address`: reads Chinese addresses."""

from __future__ import annotations

import json

import click


@click.group()
def address() -> None:
    """Read Chinese addresses."""


@address.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def parse(text: str, as_json: bool) -> None:
    """Read TEXT into building, part of the building, floors and rooms."""
    from mashang.register.rules.addresses import parse_address

    found = parse_address(text)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False))
        return
    click.echo(f"building  {found.building or '-'}")
    click.echo(f"part      {found.tower or '-'}")
    for space in found.spaces:
        click.echo(f"floor     {space.floor or '-'}  rooms {', '.join(space.units) or '-'}")
