"""The sample's parameters as read from content/demo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mashang.register.rules.above_threshold import Thresholds


@dataclass(frozen=True, slots=True)
class Anchor:
    """Floors of a bank: from first to last, in own use or let, head or regional head office."""

    first: int
    last: int
    own: bool
    headquarters: str


@dataclass(frozen=True, slots=True)
class TowerSpec:
    """One line of towers.csv."""

    code: str
    name: str
    name_hant: str
    name_en: str
    park: str
    lon: Decimal
    lat: Decimal
    storeys: int
    below: int
    rooms: int
    lettable: int
    opened: date
    mix: str
    vacant: float
    anchors: tuple[Anchor, ...]
    tax_wan: int
    checked: int
    keeper: str
    scheme: str
    grade: str
    theme: str
    ownership: str
    rent_low: int
    rent_high: int
    fee: int
    minutes: int
    project: str


@dataclass(frozen=True, slots=True)
class Trade:
    """How firms of a trade are named and coded; `institution` and the counts only for finance."""

    key: str
    codes: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    form: str
    institution: str = ""
    institution_kind: str = ""
    count: int = 0
    head: int = 0
    regional: int = 0


@dataclass(frozen=True, slots=True)
class Mix:
    """What a kind of tower attracts."""

    finance: float
    theme: frozenset[str]
    trades: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Guest:
    """The firm that is always there: `place` counts the rooms of its floor from 1, `says` are its own facts."""

    tower: str
    floor: int
    place: int
    sqm: int
    brand: str
    trade: str
    word: str
    since: date
    until: date
    came_from: str
    says: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Demo:
    """All parameters of the generator."""

    towers: tuple[TowerSpec, ...]
    first: str
    second: str
    avoid: frozenset[str]
    banks: tuple[str, ...]
    places: Mapping[str, int]
    forms: Mapping[str, Mapping[str, int]]
    finance: Mapping[str, Trade]
    trades: Mapping[str, Trade]
    mixes: Mapping[str, Mix]
    guest: Guest
    thresholds: Thresholds


def read_demo(*, towers: Sequence[Mapping[str, str]], words: Mapping[str, Any], thresholds: Thresholds) -> Demo:
    """The parameters from the rows of towers.csv and the contents of words.yaml; KeyError where one is missing."""
    return Demo(
        towers=tuple(_tower(row) for row in towers),
        first=words["first"],
        second=words["second"],
        avoid=frozenset(words["avoid"]),
        banks=tuple(words["banks"]),
        places=words["place"],
        forms=words["forms"],
        finance={key: _trade(key, says) for key, says in words["finance"].items()},
        trades={key: _trade(key, says) for key, says in words["trades"].items()},
        mixes={
            key: Mix(float(says["finance"]), frozenset(says["theme"]), says["trades"])
            for key, says in words["mixes"].items()
        },
        guest=Guest(**words["guest"]),
        thresholds=thresholds,
    )


def _trade(key: str, says: Mapping[str, Any]) -> Trade:
    return Trade(
        key=key,
        codes=tuple(says["codes"]),
        words=tuple(says.get("words", {}).items()),
        form=says.get("form", "company"),
        institution=says.get("class", ""),
        institution_kind={"l": "licensed", "q": "quasi", "": ""}[says.get("kind", "")],
        count=says.get("count", 0),
        head=says.get("head", 0),
        regional=says.get("regional", 0),
    )


def _tower(row: Mapping[str, str]) -> TowerSpec:
    year, month = row["opened"].split("-")
    return TowerSpec(
        code=row["code"],
        name=row["name"],
        name_hant=row["name_hant"],
        name_en=row["name_en"],
        park=row["park"],
        lon=Decimal(row["lon"]),
        lat=Decimal(row["lat"]),
        storeys=int(row["storeys"]),
        below=int(row["below"]),
        rooms=int(row["rooms"]),
        lettable=int(row["lettable"]),
        opened=date(int(year), int(month), 1),
        mix=row["mix"],
        vacant=float(row["vacant"]),
        anchors=tuple(_anchor(text) for text in row["banks"].split(";") if text),
        tax_wan=int(row["tax"]),
        checked=int(row["checked"]),
        keeper=row["keeper"],
        scheme=row["scheme"],
        grade=row["grade"],
        theme=row["theme"],
        ownership=row["ownership"],
        rent_low=int(row["rent_low"]),
        rent_high=int(row["rent_high"]),
        fee=int(row["fee"]),
        minutes=int(row["minutes"]),
        project=row["project"],
    )


def _anchor(text: str) -> Anchor:
    floors, use, headquarters = text.split(":")
    first, last = floors.split("-")
    return Anchor(int(first), int(last), use == "own", {"H": "head", "R": "regional"}[headquarters])
