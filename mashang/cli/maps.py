"""`mashang maps`: what the map shows beside the towers."""

from __future__ import annotations

import json
from pathlib import Path

import click

from mashang.cli.terminal import refusing, set_up
from mashang.kernel.coordinates import GCJ02, SYSTEMS


@click.group()
def maps() -> None:
    """The map: load stations, amenities, the ground and outlines of towers."""


@maps.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--area", required=True, help="Path of the area whose map it is.")
@click.option("--crs", default=GCJ02, show_default=True, type=click.Choice(SYSTEMS), help="System of its coordinates.")
@click.option("--label", help="What the collection is called; its name if not given. The same label replaces.")
def load(file: Path, area: str, crs: str, label: str | None) -> None:
    """Load a GeoJSON file. `kind` of each feature says what it is; a polygon with `tower` is that tower's outline."""
    set_up()
    from mashang.kernel.actor import Actor
    from mashang.register.acts.mapping import load_map_features

    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise click.ClickException(f"{file}: {error}") from None
    with refusing():
        count = load_map_features(
            actor=Actor.system("cli"), area_path=area, document=document, crs=crs, label=label or file.stem
        )
    click.echo(count)
