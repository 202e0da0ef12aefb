"""Makes docs/reference from the code and from content/, so that it cannot say anything else."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from mashang.project.env import ROOT, SETTINGS

REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made by `mashang reference`; change the code or content/ instead. -->\n"
TOLD = """
Help is in English, and so are commands, options, and the codes in what is printed. What a command says to a person follows
the terminal (`LC_ALL`, `LC_MESSAGES`, `LANG`): simplified or traditional Chinese, English for anything else. Two exceptions:
what happens before the platform can be asked (the start, a backup) is said in Chinese and English both, and the tools that
need no platform (`address`, `census check`, `messages`, `reference`) speak English.
"""
Act = ast.FunctionDef | ast.AsyncFunctionDef


def pages() -> dict[str, str]:
    """Every page of the reference by file name."""
    return {
        "settings.md": settings_page(),
        "acts.md": acts_page(),
        "commands.md": commands_page(),
        "glossary.md": glossary_page(),
        "permissions.md": permissions_page(),
        "figures.md": figures_page(),
    }


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def settings_page() -> str:
    """Each environment variable with its default."""
    rows = [[f"`{s.name}`", f"`{s.default}`" if s.default else "empty", s.says] for s in SETTINGS]
    return (
        f"{MADE}# Settings\n\nEverything an operator may change is an environment variable. An unknown "
        f"`MASHANG_*` variable stops the start.\n\n{table(['name', 'default', 'what it does'], rows)}"
    )


def acts_page() -> str:
    """Each act of each app: how it is called and what it promises."""
    parts = [f"{MADE}# Acts\n\nEvery change is one of these functions. All arguments are given by name.\n"]
    for folder in sorted((ROOT / "mashang").glob("*/acts")):
        for path in sorted(folder.rglob("*.py")):
            found = list(acts(ast.parse(path.read_text(encoding="utf-8"))))
            if found:
                parts.append(f"\n## {folder.parent.name}: {path.relative_to(folder).with_suffix('').as_posix()}\n")
            for act in found:
                parts.append(f"\n### `{act.name}`\n\n```python\n{called(act)}\n```\n\n{told(act)}\n")
    return "".join(parts)


def acts(module: ast.Module) -> Iterator[Act]:
    """The module's acts: public functions that take an actor."""
    for node in module.body:
        if isinstance(node, Act) and not node.name.startswith("_"):
            arguments = [*node.args.args, *node.args.kwonlyargs]
            if any(argument.arg == "actor" for argument in arguments):
                yield node


def called(act: Act) -> str:
    """The call as code: names, types, defaults and what comes back."""
    back = f" -> {ast.unparse(act.returns)}" if act.returns else ""
    return f"{act.name}({ast.unparse(act.args).removeprefix('*, ')}){back}"


def told(act: Act) -> str:
    """The act's docstring without its indentation."""
    first, _, rest = (ast.get_docstring(act, clean=False) or "").strip().partition("\n")
    return f"{first}\n{textwrap.dedent(rest)}".strip()


def commands_page() -> str:
    """The help of each command, as the command line prints it."""
    from mashang.cli.main import COMMANDS, main

    parts = [f"{MADE}# Commands\n\n`.venv/bin/mashang NOUN VERB`; each command says `--help` too.\n"]
    parts.append(TOLD)
    context = click.Context(main, info_name="mashang")
    for noun in sorted(COMMANDS):
        try:
            import_module(COMMANDS[noun])
        except ModuleNotFoundError as missing:
            if missing.name != COMMANDS[noun]:
                raise
            continue
        command = main.get_command(context, noun)
        if command is not None:
            parts.extend(help_of(command, noun, context))
    return "".join(parts)


def help_of(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    """The command's help, then that of its verbs."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100, max_content_width=100)
    yield f"\n## mashang {context.command_path.removeprefix('mashang ')}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for verb in command.list_commands(context):
            inner = command.get_command(context, verb)
            if inner is not None:
                yield from help_of(inner, verb, context)


def glossary_page() -> str:
    """The vocabulary, in the order of content/glossary.yaml."""
    rows = [
        [term["hans"], term["hant"], term["en"], term["says"], ", ".join(f"`{c}`" for c in term.get("code", []))]
        for term in terms()
    ]
    head = ["zh-Hans", "zh-Hant", "English", "meaning", "in code"]
    return f"{MADE}# Glossary\n\nScreens, documents and code say it this way.\n\n{table(head, rows)}"


def terms() -> list[dict[str, Any]]:
    """The terms of content/glossary.yaml."""
    import yaml

    data: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        (ROOT / "content" / "glossary.yaml").read_text(encoding="utf-8")
    )
    return data["terms"]


def permissions_page() -> str:
    """Which role holds which permission."""
    from mashang.accounts.rules.roles import GRANTS

    rows = [[f"`{role}`", ", ".join(f"`{p}`" for p in sorted(held))] for role, held in GRANTS.items()]
    return (
        f"{MADE}# Roles and permissions\n\nA permission reaches the subtree of the area in which the role is held.\n\n"
        f"{table(['role', 'permissions'], rows)}"
    )


def figures_page() -> str:
    """The dictionary of figures: what each counts, and its name in the three languages of the screens."""
    from mashang.cli.texts import catalog
    from mashang.insight.kpis.description import Kpi, Text
    from mashang.insight.kpis.registry import KPIS

    folder = ROOT / "mashang" / "insight" / "locale"
    said = [
        catalog.texts(folder / language / "LC_MESSAGES" / "django.po", language) for language in ("zh_Hans", "zh_Hant")
    ]

    def plain(text: Text) -> str:
        """The English of a text that is translated when it is shown; Django need not be set up for it."""
        return text if isinstance(text, str) else str(text._args[0])  # type: ignore[attr-defined]

    def told(kpi: Kpi) -> str:
        name = plain(kpi.name)
        names = " · ".join(texts.get(("", name), "") for texts in said)
        splits = " and ".join([*kpi.splits, *(["class"] if kpi.dim else [])]) or "nothing"
        return (
            f"\n## {name}\n\n`{kpi.key}`, version {kpi.version}: {names}\n\n{plain(kpi.formula)}.\n\n{plain(kpi.scope)}\n\n"
            f"- From: {plain(kpi.source)}\n- Unit: {kpi.unit}; owner: {kpi.owner}; split by {splits}\n"
            f"- How an area follows from its parts: {kpi.additive}\n"
            f"- Who may see it: {SEEN_BY[kpi.sensitivity]}\n"
        )

    return f"{MADE}# Figures\n\nEvery figure of the platform, with what it counts and what it leaves out.\n" + "".join(
        told(kpi) for kpi in KPIS.values()
    )


SEEN_BY = {
    "O": "it may be published",
    "D": "the office",
    "T": "the office, where no single firm can be worked out; its rows are for the finance officer",
}


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail when a page is out of date.")
def reference(*, check: bool) -> None:
    """Write docs/reference anew from the code and from content/."""
    for name, text in pages().items():
        path: Path = REFERENCE / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if check:
            raise click.ClickException(f"docs/reference/{name} is out of date; run `mashang reference`.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        click.echo(f"docs/reference/{name} written")
