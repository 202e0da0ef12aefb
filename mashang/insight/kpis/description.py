"""What a KPI is: its words, its measure, and the rows it counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

Text = str | Promise


class Additive(StrEnum):
    """How the figure of an area follows from those of its parts.

    `sum` adds up. `ratio` does not, but its two parts do. `distinct` counts a thing once even where it stands in
    several parts. `median` follows from the rows alone.
    """

    SUM = "sum"
    RATIO = "ratio"
    DISTINCT = "distinct"
    MEDIAN = "median"


class Sensitivity(StrEnum):
    """Who may see a figure: `open` may be published, `desk` is for the office, `tax` is made of taxes of single firms."""

    OPEN = "O"
    DESK = "D"
    TAX = "T"


class Better(StrEnum):
    """Which way is good; `none` where neither is, because the office only wants to know."""

    MORE = "more"
    LESS = "less"
    NONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A sum inside a figure: its name, its unit, and by how much the stored whole number is scaled."""

    name: Text
    unit: str
    scale: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One figure of the dictionary. Nothing in it names an area, a day or a district.

    `rows` is the SQL text of both heads: one row for each counted thing and place with the columns area_path,
    tower_id, kind, id, dim, num, den and unknown. `needs` are the sources it reads (`sources.py`). `fold` says how
    several places of one thing become one row of an area: `max` where the thing counts once, `sum` where its places
    add up. `leading` keeps as num only what belongs to the largest class of the area. `paired` counts only things that
    have a den in the place, and of their num no more than that den: what was there before and still is.

    The stored value is num for a sum, num x factor / den for a ratio, rounded half up; shown it is value / scale.
    `splits` are the further cells that each run holds: by `tower`, and by the classes of `dim`; a tower has cells by
    class only where `crossed` says so.
    `percent` says which percentile of num a median is: the nearest rank. Of a rate with `left_out` some cases are left out by
    a ruling; they are listed beside it.
    `withheld` figures show nothing where a firm could be worked out: `told_by` is the SQL text of the firms that a
    figure is made of (area_path, tower_id, dim, firm_id, amount), and figures of one `measure` are made of the same. Figures whose past cannot be told from what is
    known today have `looks_back` false: runs made afterwards leave them out.
    """

    key: str
    no: int
    version: int = 1
    topic: str
    name: Text
    formula: Text
    scope: Text
    source: Text
    owner: str
    unit: str
    additive: Additive
    num: Part
    rows: str
    needs: tuple[str, ...]
    den: Part | None = None
    scale: int = 1
    factor: int = 1
    fold: str = "max"
    leading: bool = False
    percent: int = 50
    left_out: str = ""
    paired: bool = False
    better: Better = Better.NONE
    sensitivity: Sensitivity = Sensitivity.DESK
    measure: str = ""
    told_by: str = ""
    splits: tuple[str, ...] = ()
    dim: str = ""
    crossed: bool = True
    looks_back: bool = True
    kinds: tuple[str, ...] = field(default=("tower",))

    @property
    def is_rate(self) -> bool:
        """Is the figure one part over another?"""
        return self.den is not None

    @property
    def withheld(self) -> bool:
        """May the figure tell what a single firm pays, so that cells of few firms are withheld?"""
        return bool(self.told_by)
