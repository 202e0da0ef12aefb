"""`mashang <noun> <verb>`: the platform's command line."""

from __future__ import annotations

import os
from importlib import import_module

import click

# Each command is imported only when it is called: `mashang census check` needs no Django.
COMMANDS = {
    "address": "mashang.cli.address",
    "backup": "mashang.cli.backup",
    "census": "mashang.cli.census",
    "clocks": "mashang.cli.clocks",
    "content": "mashang.cli.content",
    "doctor": "mashang.cli.doctor",
    "figures": "mashang.cli.figures",
    "grading": "mashang.cli.grading",
    "maps": "mashang.cli.maps",
    "messages": "mashang.cli.messages",
    "notices": "mashang.cli.notices",
    "office": "mashang.cli.office",
    "reference": "mashang.project.reference",
    "restore": "mashang.cli.backup",
    "run": "mashang.cli.run",
    "sample": "mashang.cli.sample",
    "search": "mashang.cli.search",
    "trail": "mashang.cli.trail",
    "workday": "mashang.cli.workday",
}


class Nouns(click.Group):
    """Finds commands by name in COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command


@click.command(cls=Nouns)
def main() -> None:
    """The open platform for the office of a business district."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mashang.project.settings")


if __name__ == "__main__":
    main(prog_name="mashang")
