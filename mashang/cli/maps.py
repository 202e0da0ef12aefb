"""`mashang maps`: what the map shows beside the towers."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import click

from mashang.cli.terminal import refusing, set_up
from mashang.kernel.coordinates import GCJ02, SYSTEMS


@click.group()
def maps() -> None:
    """The map: load stations, amenities, the ground, outlines of towers, and the land."""


@maps.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--area", required=True, help="Path of the area whose land it is.")
@click.option("--label", help="What the list is called; its name if not given. The same label replaces.")
def land(file: Path, area: str, label: str | None) -> None:
    """Load a list of land parcels (csv, UTF-8): name, mu, since, granted (empty where it was not)."""
    set_up()
    from mashang.kernel.actor import Actor
    from mashang.register.acts.land import load_land_parcels

    with refusing(), file.open(encoding="utf-8-sig", newline="") as lines:
        count = load_land_parcels(
            actor=Actor.system("cli"), area_path=area, lines=csv.DictReader(lines), label=label or file.stem
        )
    click.echo(count)


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
