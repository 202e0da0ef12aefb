"""`mashang messages`: the texts of the screens, from the code into the catalogues and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from mashang.cli.texts.homes import Home

PACKAGE = Path(__file__).resolve().parents[1]
HOMES = click.argument("homes", nargs=-1)


@click.group()
def messages() -> None:
    """Texts of the screens: extract, draft, check, compile.

    HOMES are apps such as `register` or `faces/desk`; without any, all are meant.
    """


def _chosen(names: tuple[str, ...]) -> list[Home]:
    from mashang.cli.texts.homes import homes

    every = {home.name: home for home in homes(PACKAGE)}
    wanted = [name.strip("/").removeprefix("mashang/") for name in names]
    if unknown := [name for name in wanted if name not in every]:
        raise click.UsageError(f"No such app: {', '.join(unknown)}. Known: {', '.join(every)}.")
    return [every[name] for name in wanted or every]


@messages.command()
@HOMES
def extract(homes: tuple[str, ...]) -> None:
    """Bring the catalogues up to date with the code; translations stay."""
    from mashang.cli.texts import catalog
    from mashang.cli.texts.found import find
    from mashang.cli.texts.homes import LANGUAGES
    from mashang.cli.texts.homes import homes as every

    chosen = _chosen(homes)
    known = {
        language: {k: t for home in every(PACKAGE) for k, t in catalog.texts(home.po(language), language).items()}
        for language in LANGUAGES
    }
    for home in chosen:
        found = find(home, PACKAGE)
        for language in LANGUAGES:
            came, went, missing = catalog.update(home.po(language), language, found, known[language])
            if came or went or missing:
                click.echo(f"{home.name} {language}: {came} new, {went} removed, {missing} without translation")


@messages.command()
@HOMES
def draft(homes: tuple[str, ...]) -> None:
    """Write zh_Hant from zh_Hans by the glossary, where it is empty or says something else."""
    from mashang.cli.texts import catalog, hant

    table = hant.words()
    for home in _chosen(homes):
        hans_texts = catalog.texts(home.po("zh_Hans"), "zh_Hans")
        hant_texts = catalog.texts(home.po("zh_Hant"), "zh_Hant")
        given = {
            key: hant.draft(text, table)
            for key, text in hans_texts.items()
            if key not in hant_texts or hant.problems(text, hant_texts[key], table)
        }
        if changed := catalog.fill(home.po("zh_Hant"), "zh_Hant", given):
            click.echo(f"{home.name} zh_Hant: {changed} written")


@messages.command()
@click.argument("home")
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
def fill(home: str, file: TextIO) -> None:
    """Write zh_Hans from a YAML mapping of English id to Chinese text (FILE, or standard input), then draft zh_Hant.

    For an id with a context write `context|id`.
    """
    import yaml

    from mashang.cli.texts import catalog

    given = yaml.safe_load(file.read()) or {}
    chosen = _chosen((home,))[0]
    held = {catalog.key(m) for m in catalog.read(chosen.po("zh_Hans"), "zh_Hans") if m.id}
    pairs, unknown = {}, []
    for name, text in given.items():
        context, bar, rest = str(name).partition("|")
        key = (context, rest) if bar and (context, rest) in held else ("", str(name))
        if key in held:
            pairs[key] = str(text)
        else:
            unknown.append(str(name))
    click.echo(f"{chosen.name} zh_Hans: {catalog.fill(chosen.po('zh_Hans'), 'zh_Hans', pairs)} written")
    for name in unknown:
        click.echo(f"not in the catalogue (run extract first?): {name!r}", err=True)
    draft.callback((home,))  # type: ignore[misc]
    if unknown:
        sys.exit(1)


@messages.command()
@HOMES
def todo(homes: tuple[str, ...]) -> None:
    """List the ids without a zh_Hans text as YAML, to be completed and given to `fill`."""
    import yaml

    from mashang.cli.texts import catalog

    for home in _chosen(homes):
        empty = [catalog.key(m) for m in catalog.read(home.po("zh_Hans"), "zh_Hans") if m.id and not catalog.text(m)]
        if empty:
            click.echo(f"# {home.name}")
            rows = {f"{context}|{text}" if context else text: "" for context, text in empty}
            click.echo(yaml.safe_dump(rows, allow_unicode=True, width=10_000, sort_keys=True), nl=False)


@messages.command()
@HOMES
def check(homes: tuple[str, ...]) -> None:
    """Fail, with one line for each problem, unless every text is complete and well written."""
    from mashang.cli.texts.checks import check as problems_of

    problems = list(problems_of(PACKAGE, _chosen(homes)))
    for problem in problems:
        click.echo(problem)
    if problems:
        raise click.ClickException(f"{len(problems)} problems in the texts.")


@messages.command("compile")
def compile_() -> None:
    """Write the .mo files that Django reads; quick when nothing changed."""
    from mashang.cli.texts.catalog import compile_all

    if written := compile_all(PACKAGE):
        click.echo(f"{len(written)} catalogues compiled")


if __name__ == "__main__":
    messages(prog_name="mashang messages")
