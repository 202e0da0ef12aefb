"""Themed towers on a day: the rules of content/themes, and what they say of each tower beside what is stated of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.register.models import TowerFact
from mashang.register.reads.facts import FactSource, source_of
from mashang.register.reads.scope import known
from mashang.register.reads.then import held, known_then, of_towers, stays, units
from mashang.register.reads.towers import TowerRow, is_called, list_tower_rows
from mashang.register.rules.industry import section_of
from mashang.register.rules.themes import ZERO, By, Part, Theme, ThemeAnswer, Themed, judge_theme, themes_called

FOLDER = Path(__file__).resolve().parents[3] / "content" / "themes"
KEYS = {"key", "names", "called", "industries", "by", "share_percent", "least_firms", "since", "until"}
# The firms of each industry in each tower, and the area that they hold; a firm without a stated industry has none.
_PARTS = f"""
with stay as ({stays(of_towers)}), room as ({units(of_towers)}), held as ({held()})
select h.tower_id, coalesce(i.code, ''), count(distinct h.firm_id), coalesce(sum(h.sqm), 0)
from held h left join (
    select distinct on (f.subject_id) f.subject_id, f.code
    from register_firmfact f join register_factkey k on k.id = f.key_id
    where k.subject = 'firm' and k.key = 'industry' and f.believed and f.valid_from <= %(on)s::date
      and {known_then("f", "superseded_at")} and f.subject_id in (select firm_id from stay)
    order by f.subject_id, f.valid_from desc
) i on i.subject_id = h.firm_id
group by 1, 2 order by 1, 2"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTheme:
    """The theme that a source states of a tower, and which of the themes in force it names."""

    text: str
    themes: tuple[str, ...]
    source: FactSource


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """What the rule of one theme says of one tower, beside what is stated. `answer` is None for a theme without a rule."""

    tower: TowerRow
    answer: ThemeAnswer | None
    stated: StatedTheme | None

    @property
    def named(self) -> bool:
        """Is the tower stated to be of this theme?"""
        if self.stated is None:
            return False
        return self.answer is None or self.answer.theme.key in self.stated.themes

    @property
    def differs(self) -> bool:
        """Do the rule and the statement say different things of this theme?"""
        return self.answer is not None and self.named != (self.answer.themed is Themed.REACHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemesWanted:
    """Filters of the list: one theme, one answer of the rule, those that differ from what is stated, part of a name."""

    q: str = ""
    theme: str = ""
    themed: str = ""
    differs: bool = False
    sort: str = ""


@cache
def get_themes() -> tuple[Theme, ...]:
    """All of content/themes, read once. Raises ValueError for a rule that cannot be meant."""
    import yaml

    themes = []
    for path in sorted(FOLDER.glob("*.yaml")):
        says = yaml.safe_load(path.read_text(encoding="utf-8"))
        themes += [_theme(one, says["near_percent"], says["basis"]) for one in says["themes"]]
    return tuple(themes)


def _theme(says: dict[str, Any], near_percent: int, basis: str) -> Theme:
    codes = tuple(says["industries"])
    known_codes = all(section_of(code) for code in codes)
    if says.keys() - KEYS or not known_codes or not 0 < says["share_percent"] <= 100 or says["least_firms"] < 1:
        raise ValueError(f"content/themes: {says}")
    return Theme(
        key=says["key"], names=tuple(says["names"]), called=tuple(says.get("called", ())), industries=codes,
        by=By(says["by"]), share_percent=says["share_percent"], least_firms=says["least_firms"],
        near_percent=near_percent, basis=basis, since=says["since"], until=says.get("until"),
    )  # fmt: skip


def find_themes(on: date) -> tuple[Theme, ...]:
    """The themes whose rule is used on a day."""
    return tuple(theme for theme in get_themes() if theme.holds(on))


def list_themed_towers(
    actor: Actor, as_of: date, wanted: ThemesWanted, known_at: datetime | None = None
) -> tuple[ThemeRow, ...]:
    """Towers that are of a theme by its rule, near it, not yet decided, or stated to be of it; three queries.

    A stated theme that is called by no word of a theme in force has a row of its own, without an answer.
    """
    towers = list_tower_rows(actor, as_of)
    if wanted.q.strip():
        towers = tuple(row for row in towers if is_called(wanted.q, (row.name_zh, row.name, *row.other_names)))
    rows = _rows(towers, as_of, known_at)
    kept = [row for row in rows if _is_wanted(row, wanted)]
    return tuple(_sorted(kept, wanted.sort))


def list_themes_of_tower(tower: TowerRow, as_of: date, known_at: datetime | None = None) -> tuple[ThemeRow, ...]:
    """The same rows for one tower that the actor has opened; two queries."""
    return tuple(_sorted(_rows((tower,), as_of, known_at), ""))


def _rows(towers: Sequence[TowerRow], as_of: date, known_at: datetime | None) -> list[ThemeRow]:
    themes, ids = find_themes(as_of), [tower.id for tower in towers]
    parts, stated = _parts(ids, as_of, known_at), _stated(ids, themes, as_of, known_at)
    rows: list[ThemeRow] = []
    for tower in towers:
        said = stated.get(tower.id)
        for theme in themes:
            row = ThemeRow(tower=tower, answer=judge_theme(theme, parts.get(tower.id, ())), stated=said)
            if row.named or (row.answer is not None and row.answer.themed is not Themed.NOT):
                rows.append(row)
        if said is not None and not said.themes:
            rows.append(ThemeRow(tower=tower, answer=None, stated=said))
    return rows


def _parts(tower_ids: Collection[int], as_of: date, known_at: datetime | None) -> dict[int, list[Part]]:
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, {"towers": list(tower_ids), "on": as_of, "at": known_at or timezone.now()})
        rows = cursor.fetchall()
    parts: dict[int, list[Part]] = defaultdict(list)
    for tower_id, code, firms, sqm in rows:
        parts[tower_id].append(Part(industry=code, firms=firms, sqm=Decimal(sqm)))
    return parts


def _stated(
    tower_ids: Collection[int], themes: Sequence[Theme], as_of: date, known_at: datetime | None
) -> dict[int, StatedTheme]:
    facts = TowerFact.objects.filter(
        known(known_at, until="superseded_at"), subject__in=tower_ids, key__key="theme", believed=True,
        valid_from__lte=as_of,
    ).select_related("source").order_by("-valid_from")  # fmt: skip
    stated: dict[int, StatedTheme] = {}
    silent: set[int] = set()
    for fact in facts:
        if fact.subject_id in stated or fact.subject_id in silent:
            continue
        if not fact.body:
            silent.add(fact.subject_id)
            continue
        source = source_of(fact.source.kind, fact.source.label, fact.source.as_of_on, seen_on=as_of)
        stated[fact.subject_id] = StatedTheme(text=fact.body, themes=themes_called(fact.body, themes), source=source)
    return stated


def _is_wanted(row: ThemeRow, wanted: ThemesWanted) -> bool:
    if wanted.theme and (row.answer is None or row.answer.theme.key != wanted.theme):
        return False
    if wanted.themed and (row.answer is None or row.answer.themed != wanted.themed):
        return False
    return row.differs if wanted.differs else True


SORTS: dict[str, Callable[[ThemeRow], Any]] = {
    "tower": lambda row: row.tower.pinyin,
    "share": lambda row: row.answer.share if row.answer else None,
    "firms": lambda row: row.answer.firms if row.answer else None,
}


def _sorted(rows: list[ThemeRow], sort: str) -> list[ThemeRow]:
    order, themes = list(Themed), [theme.key for theme in get_themes()]

    def by_theme(row: ThemeRow) -> tuple[Any, ...]:
        if row.answer is None:
            return (len(themes), 0, ZERO, row.tower.pinyin)
        told = row.answer
        return (themes.index(told.theme.key), order.index(told.themed), -(told.share or ZERO), row.tower.pinyin)

    rows.sort(key=by_theme)
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        return rows
    known_rows = [row for row in rows if key(row) is not None]
    known_rows.sort(key=key, reverse=sort.startswith("-"))
    return [*known_rows, *(row for row in rows if key(row) is None)]
