"""`mashang sample`: the sample district and its accounts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from mashang.cli.terminal import refusing, set_up
from mashang.kernel.text import _

if TYPE_CHECKING:
    from mashang.register.acts.sampling import Loaded, People
    from mashang.register.rules.sample.rows import Plan

FOLDER = Path(__file__).resolve().parents[2] / "content" / "demo"


# Marked here, translated when they are told: the catalogue is not loaded yet.
STEPS = {
    "generate": _("Drawing up the district"),
    "sources": _("Writing the sources"),
    "towers": _("Writing 36 towers and their floors"),
    "units": _("Writing rooms, splits and mergers"),
    "firms": _("Writing firms and their names"),
    "tenancies": _("Writing tenancies over the years"),
    "facts": _("Writing facts with their sources"),
    "findables": _("Indexing for the search"),
    "map": _("Drawing the map"),
    "accounts": _("Writing areas and accounts"),
    "grades": _("Giving grades to towers"),
    "analyze": _("Taking statistics"),
    "batch": _("Calling on a batch of firms"),
    "visits": _("Visiting firms"),
    "cases": _("Opening and moving requests"),
    "checks": _("Checking every row against the database's rules"),
}


class DemoAccount(NamedTuple):
    """An account that anyone may try, as printed at the start."""

    role: str
    login: str
    password: str
    name: str


def _yaml(name: str) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
    return found


def _towers() -> list[dict[str, str]]:
    with (FOLDER / "towers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def people() -> People:
    """Areas, departments and accounts of content/demo."""
    from mashang.register.acts.sampling import People

    says = _yaml("areas.yaml")
    return People(
        areas=says["areas"],
        district=says["district"],
        home=says["home"],
        departments=says["departments"],
        password=says["password"],
        accounts=says["accounts"],
        keepers={row["code"]: row["keeper"] for row in _towers()},
    )


def drawing() -> Any:
    """The map of the sample district."""
    return json.loads((FOLDER / "map.geojson").read_text(encoding="utf-8"))


def parcels() -> list[dict[str, str]]:
    """The land of the sample district."""
    with (FOLDER / "parcels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def grades() -> list[dict[str, Any]]:
    """The grades that towers of the sample are given."""
    import yaml

    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / "grades.yaml").read_text(encoding="utf-8"))
    return found


def make_plan(day: datetime | None = None) -> Plan:
    """The rows of the sample district as they stand on `day`."""
    from mashang.register.reads.above_threshold import get_thresholds
    from mashang.register.rules.sample.demo import read_demo
    from mashang.register.rules.sample.generate import SAMPLE_DAY, generate

    demo = read_demo(towers=_towers(), words=_yaml("words.yaml"), thresholds=get_thresholds())
    return generate(demo, home=_yaml("areas.yaml")["home"], day=day.date() if day else SAMPLE_DAY)


def load_sample(progress: Callable[[str], None] | None = None, day: datetime | None = None) -> Loaded:
    """Load content/ and the sample district; quick and without effect when they are there."""
    from mashang.cases.acts.sampling import load_sample_cases
    from mashang.cases.acts.sampling_batch import load_sample_batch
    from mashang.cases.acts.sampling_tickets import load_sample_tickets
    from mashang.cases.acts.sampling_together import load_sample_meetings
    from mashang.cases.acts.sampling_visits import load_sample_visits
    from mashang.cases.acts.sampling_whistles import load_sample_whistles
    from mashang.cli.content import load_content
    from mashang.kernel.actor import Actor
    from mashang.register.acts.sampling import Loaded as Result
    from mashang.register.acts.sampling import load_sample_district, sample_is_loaded

    if sample_is_loaded():
        return Result({})
    load_content()

    def tell(step: str) -> None:
        if progress:
            progress(STEPS.get(step, step))

    loaded = load_sample_district(
        actor=Actor.system("sample"),
        plan=lambda: make_plan(day),
        people=people(),
        drawing=drawing,
        land=parcels,
        grades=grades,
        progress=tell,
    )
    tell("cases")
    load_sample_cases(actor=Actor.system("sample"), said=_yaml("cases.yaml"))
    load_sample_whistles(actor=Actor.system("sample"), said=_yaml("whistles.yaml"))
    load_sample_meetings(actor=Actor.system("sample"), said=_yaml("together.yaml"))
    tell("batch")
    load_sample_batch(actor=Actor.system("sample"), said=_yaml("batch.yaml"))
    tell("visits")
    load_sample_visits(actor=Actor.system("sample"), said=_yaml("visits.yaml"))
    load_sample_tickets(actor=Actor.system("sample"), said=_yaml("tickets.yaml"))
    return loaded


def demo_accounts() -> list[DemoAccount]:
    """The accounts to be printed, one for each role."""
    says = _yaml("areas.yaml")
    return [
        DemoAccount(row["shown"], row["login"], says["password"], row["name"])
        for row in says["accounts"]
        if "shown" in row
    ]


@click.group()
def sample() -> None:
    """The sample district: load it, list its accounts."""


@sample.command()
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="The day on which the sample stands; 2026-11-20 if not given."
)
def load(day: datetime | None) -> None:
    """Load the sample district into an empty database."""
    set_up()
    from mashang.doors.wording import say

    with refusing():
        loaded = load_sample(progress=lambda step: click.echo(say(step)), day=day)
    if loaded.already_there:
        click.echo(say(_("The sample district is there already.")))
    for table, count in loaded.rows.items():
        click.echo(f"{count:>9,}  {table}")


@sample.command()
def accounts() -> None:
    """List the demo accounts: role, login, password, name."""
    for account in demo_accounts():
        click.echo("\t".join(account))
