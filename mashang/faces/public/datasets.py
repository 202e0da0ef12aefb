"""The data sets that anyone may take: their fields with meaning and unit, their files, their writers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.insight.reads.open_data import (
    Published,
    Record,
    as_geojson,
    each_figure,
    each_tower,
    each_vacant_unit,
    licence,
)
from mashang.register.reads.exports import Sheet, safe_text, write_xlsx

XLSX_ROWS = 50_000  # a workbook is held whole; CSV leaves as it is made and has no bound
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its key in the file, what it means, and its unit."""

    key: str
    says: Promise
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A data set: `each` gives its rows, `forms` its files."""

    slug: str
    name: Promise
    says: Promise
    fields: Sequence[Field]
    forms: tuple[str, ...]
    each: Callable[[Published, str], Iterator[Record]]


_DATE = Field("date", gettext_lazy("Day of the figures"), "ISO 8601")
_SAMPLE = Field("sample", gettext_lazy("1: sample data, invented for demonstration; 0: real"), "0/1")
DATASETS: dict[str, DataSet] = {
    one.slug: one
    for one in (
        DataSet(
            slug="figures",
            name=gettext_lazy("Figures"),
            says=gettext_lazy("Every open figure of the district with its formula and scope"),
            forms=("csv", "xlsx"),
            each=each_figure,
            fields=(
                Field("key", gettext_lazy("Key of the figure, which never changes")),
                Field("name", gettext_lazy("Name of the figure")),
                Field("area", gettext_lazy("The area it is counted for")),
                Field("value", gettext_lazy("Value of the figure")),
                Field("unit", gettext_lazy("Unit of the value")),
                Field("numerator", gettext_lazy("Numerator, or the sum itself")),
                Field("denominator", gettext_lazy("Denominator of a rate")),
                Field("rows", gettext_lazy("How many rows it counts")),
                Field("unknown", gettext_lazy("How many rows could not be judged")),
                Field("formula", gettext_lazy("Formula in words")),
                Field("scope", gettext_lazy("What counts and what does not")),
                _DATE,
                _SAMPLE,
            ),
        ),
        DataSet(
            slug="towers",
            name=gettext_lazy("Towers"),
            says=gettext_lazy("Where each tower stands, how large it is, how much of it is let"),
            forms=("csv", "xlsx", "geojson"),
            each=each_tower,
            fields=(
                Field("code", gettext_lazy("Code of the tower")),
                Field("name", gettext_lazy("Name of the tower")),
                Field("kind", gettext_lazy("Kind of tower")),
                Field("address", gettext_lazy("Address")),
                Field("lon", gettext_lazy("Longitude, WGS-84"), "°"),
                Field("lat", gettext_lazy("Latitude, WGS-84"), "°"),
                Field("floors_above", gettext_lazy("Floors above ground")),
                Field("floors_below", gettext_lazy("Floors below ground")),
                Field("gross_sqm", gettext_lazy("Gross floor area"), "㎡"),
                Field("lettable_sqm", gettext_lazy("Lettable area"), "㎡"),
                Field("occupancy_percent", gettext_lazy("Occupancy rate"), "%"),
                Field("vacancy_percent", gettext_lazy("Vacancy rate"), "%"),
                Field("vacant_sqm", gettext_lazy("Vacant area"), "㎡"),
                _DATE,
                _SAMPLE,
            ),
        ),
        DataSet(
            slug="vacant",
            name=gettext_lazy("Vacant space"),
            says=gettext_lazy("Each unit that stood vacant on the day"),
            forms=("csv", "xlsx"),
            each=each_vacant_unit,
            fields=(
                Field("tower_code", gettext_lazy("Code of the tower")),
                Field("tower", gettext_lazy("Name of the tower")),
                Field("unit", gettext_lazy("Number of the unit")),
                Field("area_sqm", gettext_lazy("Area of the room"), "㎡"),
                _DATE,
                _SAMPLE,
            ),
        ),
    )
}


class _Echo:
    """A file that gives back what is written to it: the rows leave as they are made."""

    def write(self, value: str) -> str:
        return value


def write_csv(dataset: DataSet, records: Iterable[Record]) -> Iterator[str]:
    """The rows as CSV in UTF-8 with its mark; the first line holds the keys of the fields, all others are data."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow([field.key for field in dataset.fields])
    for record in records:
        yield writer.writerow([_text(record[field.key]) for field in dataset.fields])


def write_book(dataset: DataSet, records: Iterable[Record], published: Published) -> IO[bytes]:
    """The rows as a workbook, at most XLSX_ROWS of them; the first line names source, day, licence and sample."""
    rows = ([record[field.key] for field in dataset.fields] for record in islice(records, XLSX_ROWS))
    columns = [f"{field.says} {field.unit}".strip() for field in dataset.fields]
    return write_xlsx(Sheet(name=str(dataset.name), head=source_line(published), columns=columns, rows=rows))


def write_geojson(records: Sequence[Record], published: Published, locale: str) -> IO[bytes]:
    """The towers as GeoJSON."""
    return io.BytesIO(json.dumps(as_geojson(records, published, locale), ensure_ascii=False).encode())


def source_line(published: Published) -> str:
    """Whose data, of which day, under which licence; and that it is a sample where it is one."""
    said = _("%(place)s, as of %(day)s, snapshot no. %(no)s, %(licence)s") % {
        "place": published.place,
        "day": published.run.valid_on.isoformat(),
        "no": published.run.no,
        "licence": licence().id,
    }
    return said + (_(", sample data") if published.sample else "")


def _text(value: object) -> str:
    if value is None:
        return ""
    return safe_text(value) if isinstance(value, str) else f"{value}"
