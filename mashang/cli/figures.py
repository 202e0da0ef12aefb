"""`mashang figures`: the dictionary of figures, what they come to, the rows behind them, and freezing."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from mashang.cli.terminal import refusing
from mashang.cli.trail import platform


@click.group()
def figures() -> None:
    """Figures: list, show, open the rows, freeze."""


DAY = click.DateTime(["%Y-%m-%d"])


@figures.command("list")
def list_all() -> None:
    """List every figure of the dictionary: key, name, formula."""
    with platform():
        from mashang.insight.reads.figures import list_kpis

        for kpi in list_kpis():
            click.echo(f"{kpi.key}\t{kpi.name}\t{kpi.formula}")


@figures.command()
@click.argument("key")
@click.option("--area", default="", help="Path of the area; the top of the tree if not given.")
@click.option("--on", type=DAY, help="The day; the newest frozen one if not given.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def show(key: str, area: str, on: datetime | None, as_json: bool) -> None:
    """Show one frozen figure with its parts, its day and its definition."""
    with platform(), refusing():
        from mashang.insight.reads.figures import get_figure

        figure = get_figure(_system(), key, _place(area), on.date() if on else None)
        said = _plain(figure)
        if as_json:
            click.echo(json.dumps(said, ensure_ascii=False, indent=1))
            return
        for name, value in said.items():
            click.echo(f"{name:>9}  {'' if value is None else value}")


@figures.command()
@click.argument("key")
@click.option("--area", default="", help="Path of the area; the top of the tree if not given.")
@click.option("--on", type=DAY, help="The day; the newest frozen one if not given.")
@click.option("--page", default=1, help="Which page of 50 rows.")
def rows(key: str, area: str, on: datetime | None, page: int) -> None:
    """Open the rows that a figure counts, the largest first."""
    with platform(), refusing():
        from mashang.insight.reads.rows import list_rows

        found = list_rows(_system(), key, _place(area), on.date() if on else None, page=page)
        for row in found.rows:
            click.echo("\t".join(str(x) for x in (row.kind, row.id, row.place, row.name, row.num, row.den or "")))
        click.echo(f"{found.page}/{found.pages}  {found.figure.n}", err=True)


@figures.command()
@click.option("--area", default="", help="Path of the top of a tree of areas; the only one if not given.")
@click.option("--on", type=DAY, help="The day; today if not given. An earlier day is marked as counted afterwards.")
def freeze(area: str, on: datetime | None) -> None:
    """Count all figures of a day and keep them. The worker does this every morning."""
    with platform(), refusing():
        from django.utils import timezone

        from mashang.insight.acts.freezing import freeze_figures

        day = on.date() if on else timezone.localdate()
        kind = "nightly" if day == timezone.localdate() else "afterwards"
        run = freeze_figures(actor=_system(), area_path=area, valid_on=day, kind=kind)
        click.echo(f"{run.valid_on}  no. {run.no}  {run.sha256[:12]}")


@figures.command()
@click.option("--area", default="", help="Path of the area; the top of the tree if not given.")
@click.option("--on", type=DAY, help="The day; the newest frozen one if not given.")
def check(area: str, on: datetime | None) -> None:
    """Count a frozen day again, from what was known then, and fail unless every figure comes out the same."""
    with platform(), refusing():
        from mashang.insight.acts.recounting import recount_figures
        from mashang.insight.reads.standing_runs import find_run

        run = find_run(_place(area), on.date() if on else None)
        again = recount_figures(actor=_system(), run_id=run.id)
        texts = "as then" if again.same_texts else "changed since"
        click.echo(
            f"{run.valid_on}  no. {run.no}  {again.sha256[:12]}  {'same' if again.same else 'other'}  texts {texts}"
        )
        if not again.same:
            raise SystemExit(1)


def _system() -> Any:
    from mashang.kernel.actor import Actor

    return Actor.system("cli")


def _place(area: str) -> str:
    """The area that is meant: the top of the first tree where none is given."""
    from mashang.insight.reads.trees import list_tops

    return area or next(iter(list_tops()), "")


def _plain(figure: Any) -> dict[str, Any]:
    number = {
        name: None if (value := getattr(figure, name)) is None else str(value) for name in ("value", "num", "den")
    }
    return {
        "key": figure.kpi.key,
        "name": str(figure.kpi.name),
        "area": figure.area_path,
        **number,
        "unit": figure.kpi.unit,
        "n": figure.n,
        "unknown": figure.unknown,
        "withheld": figure.withheld,
        "on": figure.on.isoformat(),
        "run": figure.run.no,
        "formula": str(figure.kpi.formula),
        "scope": str(figure.kpi.scope),
    }
