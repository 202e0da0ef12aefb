"""`mashang run`: the platform with its own database, for a first look and for development. `script/run` calls it."""

from __future__ import annotations

import sys

import click

from mashang.project.launch.start import Wishes, start


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for the whole network."
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--fresh", is_flag=True, help="Delete all data of the embedded database first.")
@click.option("--yes", is_flag=True, help="Do not ask before --fresh deletes.")
def run(host: str, port: int, fresh: bool, yes: bool) -> None:
    """Start database, web and worker, and print the address."""
    sys.exit(start(Wishes(host=host, port=port, fresh=fresh, yes=yes)))


if __name__ == "__main__":
    run(prog_name="script/run")
