"""Open data: what may be published of an area's frozen figures, for anyone and without signing in.

Three data sets: figures, towers, vacant space. All numbers come from one frozen run. Published is only what the KPI
itself calls open; a withheld cell is left out whole, and no firm, no person and no lease is in any row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from mashang.accounts.models import Area
from mashang.insight.kpis.description import Sensitivity
from mashang.insight.kpis.registry import KPIS
from mashang.insight.models import Cell
from mashang.insight.reads.figures import Figure, get_figure, list_figures
from mashang.insight.reads.row_names import name_rows
from mashang.insight.reads.rows import fetch_rows
from mashang.insight.reads.standing_runs import RunStamp, find_run
from mashang.insight.reads.wording import name_unit
from mashang.kernel.actor import Actor
from mashang.kernel.coordinates import WGS84, convert
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import Tower
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import towers_seen_by

FILE = Path(__file__).resolve().parents[3] / "content" / "open_data" / "licence.yaml"
Value = str | int | Decimal | None
Record = dict[str, Value]
OF_TOWERS = ("lettable_area", "occupancy_rate", "vacancy_rate", "vacant_area")
PIECE = 2_000


@dataclass(slots=True, kw_only=True)
class Licence:
    """Under which terms the data may be used."""

    id: str
    url: str
    name_zh: str
    name_hant: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What stands open: for which area, from which run, and whether it is of a sample district."""

    area_path: str
    place: str
    run: RunStamp
    sample: bool


@cache
def licence() -> Licence:
    """The licence of content/open_data, read once."""
    import yaml

    says = yaml.safe_load(FILE.read_text(encoding="utf-8"))["licence"]
    zh, hant, en = says["names"]
    return Licence(id=says["id"], url=says["url"], name_zh=zh, name_hant=hant, name_en=en)


def is_published() -> bool:
    """Has the office decided to publish? MASHANG_OPEN_DATA says so; left open it is so in a demo alone."""
    return bool(settings.OPEN_DATA)


def get_published(locale: str) -> Published:
    """The area and the newest run that stand open. NotThere where nothing is published or frozen. 2 queries."""
    if not is_published():
        raise NotThere("not_published", _("The office has published no open data."))
    area = Area.objects.filter(kind=Area.Kind.DISTRICT, closed_on=None).first() or Area.objects.first()
    if area is None:
        raise NotThere("not_published", _("The office has published no open data."))
    run = find_run(area.path)
    return Published(area_path=area.path, place=name_in(locale, area), run=run, sample=bool(settings.DEMO))


def list_open_figures(published: Published, locale: str) -> tuple[Figure, ...]:
    """The figures of the area that may be published, none of them withheld. 2 queries."""
    keys = [key for key, kpi in KPIS.items() if kpi.sensitivity is Sensitivity.OPEN]
    found = list_figures(_anyone(published, locale), published.area_path, published.run.valid_on, keys=keys)
    return tuple(one for one in found if not one.withheld)


def each_figure(published: Published, locale: str) -> Iterator[Record]:
    """The open figures as rows."""
    for one in list_open_figures(published, locale):
        yield {
            "key": one.kpi.key, "name": str(one.kpi.name), "area": published.place, "value": one.value,
            "unit": name_unit(one.kpi.unit), "numerator": one.num, "denominator": one.den, "rows": one.n,
            "unknown": one.unknown, "formula": str(one.kpi.formula), "scope": str(one.kpi.scope),
            "date": one.on.isoformat(), "sample": _flag(published.sample),
        }  # fmt: skip


def each_tower(published: Published, locale: str) -> Iterator[Record]:
    """The towers with their open figures; positions in WGS-84 (GB 22021's system lies within centimetres of it)."""
    open_keys = [key for key in OF_TOWERS if KPIS[key].sensitivity is Sensitivity.OPEN]
    cells = Cell.objects.filter(run=published.run.id, kpi__in=open_keys, dim="", withheld=Cell.Withheld.NO)
    values: dict[int, dict[str, Decimal]] = {}
    for tower_id, kpi, value in cells.exclude(tower=None).values_list("tower_id", "kpi", "value"):
        if tower_id is not None and value is not None:
            values.setdefault(tower_id, {})[kpi] = Decimal(value) / KPIS[kpi].scale
    towers = towers_seen_by(_anyone(published, locale)).filter(area_path__startswith=published.area_path)
    for tower in towers.filter(pk__in=list(values)).order_by("code"):
        lon, lat = _position(tower)
        yield {
            "code": tower.code, "name": name_in(locale, tower), "kind": str(tower.get_kind_display()),
            "address": tower.address, "lon": lon, "lat": lat, "floors_above": tower.floors_above,
            "floors_below": tower.floors_below, "gross_sqm": tower.gross_sqm,
            **{OPEN_NAMES[key]: values[tower.pk].get(key) for key in OF_TOWERS},
            "date": published.run.valid_on.isoformat(), "sample": _flag(tower.sample or published.sample),
        }  # fmt: skip


OPEN_NAMES = {
    "lettable_area": "lettable_sqm",
    "occupancy_rate": "occupancy_percent",
    "vacancy_rate": "vacancy_percent",
    "vacant_area": "vacant_sqm",
}


def each_vacant_unit(published: Published, locale: str) -> Iterator[Record]:
    """The units that the figure vacant area counts, piece by piece; nothing where it is withheld or not open."""
    if KPIS["vacant_area"].sensitivity is not Sensitivity.OPEN:
        return
    figure = get_figure(_anyone(published, locale), "vacant_area", published.area_path, published.run.valid_on)
    for start in range(0, 0 if figure.withheld else figure.n or 0, PIECE):
        found = fetch_rows(figure, limit=PIECE, offset=start)
        names = name_rows(locale, [(kind, pk) for kind, pk, *_rest in found])
        codes = dict(Tower.objects.filter(pk__in={row[2] for row in found}).values_list("pk", "code"))
        for kind, pk, tower_id, _dim, num, _den in found:
            named = names[kind, pk]
            yield {
                "tower_code": codes.get(tower_id, ""), "tower": named.place, "unit": named.name,
                "area_sqm": Decimal(num) / figure.kpi.num.scale, "date": figure.on.isoformat(),
                "sample": _flag(published.sample),
            }  # fmt: skip


def as_geojson(records: Sequence[Record], published: Published, locale: str) -> dict[str, Any]:
    """Towers after RFC 7946: WGS-84, longitude first. Those without a position have no geometry."""
    return {
        "type": "FeatureCollection",
        "name": "towers",
        "licence": licence().id,
        "licence_url": licence().url,
        "publisher": published.place,
        "date": published.run.valid_on.isoformat(),
        "snapshot": published.run.no,
        "sample": published.sample,
        "features": [_feature(record) for record in records],
    }


def _feature(record: Record) -> dict[str, Any]:
    lon, lat = record["lon"], record["lat"]
    place = None if lon is None or lat is None else {"type": "Point", "coordinates": [_plain(lon), _plain(lat)]}
    rest = {key: _plain(value) for key, value in record.items() if key not in ("lon", "lat")}
    return {"type": "Feature", "id": record["code"], "geometry": place, "properties": rest}


def _plain(value: Value) -> str | int | float | None:
    return float(value) if isinstance(value, Decimal) else value


def _position(tower: Tower) -> tuple[Decimal | None, Decimal | None]:
    if tower.lon is None or tower.lat is None:
        return None, None
    lon, lat = convert((float(tower.lon), float(tower.lat)), tower.crs, WGS84)
    return Decimal(f"{lon:.6f}"), Decimal(f"{lat:.6f}")


def _anyone(published: Published, locale: str) -> Actor:
    """Anybody at all: may read figures of this one area, and is let at nothing but what this module hands out."""
    return Actor(
        user_id=None, name="anyone", role="public", area_path=published.area_path,
        permissions=frozenset({"figures.read"}), face="public", locale=locale,
    )  # fmt: skip


def _flag(value: bool) -> str:
    return "1" if value else "0"
