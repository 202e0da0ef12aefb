"""The act that loads the sample district."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.coordinates import GCJ02
from mashang.kernel.errors import Refused
from mashang.register.acts.land import load_land_parcels
from mashang.register.acts.mapping import load_map_features
from mashang.register.acts.sampling.copying import Writer
from mashang.register.acts.sampling.grading import grade_sample_towers
from mashang.register.acts.sampling.people import People, write_accounts, write_areas, write_departments
from mashang.register.models import GradeResult, LandParcel, MapFeature, Source, Tower
from mashang.register.rules.sample.rows import Plan
from mashang.trail.acts import record

ONE_AT_A_TIME = 350103011


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was written: rows by table; nothing when the sample was there already."""

    rows: dict[str, int]

    @property
    def already_there(self) -> bool:
        """Was there nothing to do?"""
        return not self.rows


def sample_is_loaded() -> bool:
    """Does the register hold the sample district?"""
    return Tower.objects.filter(sample=True).exists()


def load_sample_district(
    *, actor: Actor, plan: Callable[[], Plan], people: People, drawing: Callable[[], Any],
    land: Callable[[], Sequence[Mapping[str, str]]], grades: Callable[[], Sequence[Mapping[str, Any]]] = tuple,
    progress: Callable[[str], None] | None = None,
) -> Loaded:  # fmt: skip
    """Write the sample district, in one transaction; nothing when it is there already.

    `plan`, `drawing` (the GeoJSON of its map) `land` (its parcels) and
    `grades` are only called when there is work. Refuses a register that holds towers of its own: sample and real rows are
    never mixed. One entry of the trail stands for all but the map, the land and the grades. Ends with fresh statistics of the tables.
    """
    actor.require(Permission.AREAS_MANAGE)
    tell = progress or (lambda _line: None)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if sample_is_loaded():
            return Loaded({})
        _require_no_own_towers()
        tell("generate")
        made = plan()
        areas = write_areas(people)
        departments = write_departments(people, areas)
        writer = Writer(made, areas, areas[people.home])
        for step in (
            writer.sources,
            writer.towers,
            writer.units,
            writer.firms,
            writer.tenancies,
            writer.facts,
            writer.findables,
        ):
            tell(step.__name__)
            step()
        tell("map")
        load_map_features(
            actor=actor, area_path=people.home, document=drawing(), crs=GCJ02, label="sample",
            source_kind=Source.Kind.SAMPLE,
        )  # fmt: skip
        writer.rows[MapFeature._meta.db_table] = MapFeature.objects.count()
        writer.rows[LandParcel._meta.db_table] = _load_land(actor, land())
        tell("accounts")
        towers = {t.code: pk for t, pk in zip(made.towers, writer.ids.towers, strict=True)}
        owner = next(i for i, firm in enumerate(made.firms) if firm.guest)
        writer.rows["accounts_user"] = write_accounts(
            people, areas, departments, towers=towers, firms={"owner": writer.ids.firms[owner]}, day=made.day
        )
        tell("grades")
        writer.rows[GradeResult._meta.db_table] = grade_sample_towers(grades(), towers, made.day)
        record(
            actor=actor,
            act="sample.load",
            subject_kind="area",
            subject_id=areas[people.home].pk,
            diff={"rows": sum(writer.rows.values())},
            area_path=people.home,
            district_id=areas[people.home].district_id,
        )
        # Before the deferred checks run: without statistics each of them would read a whole table.
        tell("analyze")
        cursor.execute(f"analyze {', '.join(writer.rows)}")
        tell("checks")
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    return Loaded(writer.rows)


def _load_land(actor: Actor, lines: Sequence[Mapping[str, str]]) -> int:
    """The parcels, area by area."""
    return sum(
        load_land_parcels(
            actor=actor, area_path=path, lines=[line for line in lines if line["area"] == path], label="sample",
            source_kind=Source.Kind.SAMPLE,
        )
        for path in dict.fromkeys(line["area"] for line in lines)
    )  # fmt: skip


def _require_no_own_towers() -> None:
    if Tower.objects.filter(sample=False).exists():
        raise Refused(
            "register_in_use",
            _("The register holds towers of its own; the sample district is never mixed with them."),
            mend=_("Load the sample into an empty database."),
        )
