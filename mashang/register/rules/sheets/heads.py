"""Finds the row that names the columns, under titles and blank rows, and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mashang.kernel import uscc

from .cells import looks_like_firm, text_of
from .dates import read_date
from .head_grammar import names_a_day
from .vocabulary import field_of, plain, vocabulary
from .workbook import Cell, RawSheet

SEARCHED_ROWS = 60
SAMPLED_ROWS = 60
ONCE = frozenset({"sequence", "remark", "place_above", "contact", "phone"})  # may stand in several columns
_ADDRESS = re.compile("[路街道巷弄]|大厦|广场|大楼|号楼|[\\d一二三四五六七八九十][层楼室]|单元")
_GENERIC_DAY = frozenset({"日期", "时间", "年月", "年份", "date", "day", "year"})
_GROUPS = re.compile("(?:信息|情况|资料|期限|位置|日期|时间|起止|租期|数据|明细|地址)$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place from 0, its head as written, what it holds ("" unknown), and how that was found."""

    index: int
    label: str
    field: str
    confidence: float
    how: str  # given, head, content, unknown

    def as_dict(self) -> dict[str, object]:
        return {
            "column": self.index + 1,
            "label": self.label,
            "field": self.field,
            "confidence": round(self.confidence, 2),
            "how": self.how,
        }


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a sheet: the last of its rows counted from 1 (0: none), how many rows it takes, its columns."""

    row: int
    depth: int
    columns: tuple[Column, ...]

    @property
    def places(self) -> dict[str, int]:
        """Field to column; the first column wins where several hold one field."""
        found: dict[str, int] = {}
        for column in self.columns:
            if column.field and column.field not in found:
                found[column.field] = column.index
        return found


def find_head(sheet: RawSheet, mapping: Mapping[str, str] | None = None) -> Head:
    """The head of a sheet; `mapping` (head as written, or "#3" for the third column, to a field) overrides."""
    width = max((len(row) for row in sheet.rows), default=0)
    best: tuple[float, int, int, list[str]] = (0.0, -1, 0, [""] * width)
    given = {plain(k) if not k.startswith("#") else k: v for k, v in (mapping or {}).items()}
    for at, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        if not any(cell not in ("", None) for cell in row):
            continue
        labels = _labels(sheet, at, width)
        if (score := _score(labels, given)) > best[0]:
            best = (score, at, 1, labels)
        if at + 1 < len(sheet.rows) and score >= 1 and (double := _two_rows(sheet, at, width, labels)):
            both = _score(double, given)
            if both > best[0] + 0.5:
                best = (both, at + 1, 2, double)
    score, at, depth, labels = best
    if score < 2 and not (score >= 1 and width <= 2) and not given:
        at, depth, labels = -1, 0, [""] * width
    columns = _columns(labels, given)
    columns = _by_content(_without_misfits(columns, sheet.rows[at + 1 :]), sheet.rows[at + 1 :])
    return Head(at + 1, depth, tuple(columns))


def _labels(sheet: RawSheet, at: int, width: int) -> list[str]:
    texts = [text_of(cell).strip() for cell in sheet.rows[at]]
    return texts + [""] * (width - len(texts))


def _score(labels: Sequence[str], given: Mapping[str, str]) -> float:
    """How much a row looks like a head: distinct fields, less what no head holds."""
    fields: dict[str, float] = {}
    against = 0.0
    for place, label in enumerate(labels):
        if not label:
            continue
        field, confidence = field_of(label)
        if plain(label) in given or f"#{place + 1}" in given:
            field, confidence = "given:" + label, 1.0
        if field:
            fields[field] = max(fields.get(field, 0.0), confidence)
        elif len(label) > 40 or uscc.problem(uscc.clean(label[:40])) is None or looks_like_firm(label):
            against += 1
        elif re.fullmatch(r"[\d.,\-/年月日]+", label):
            against += 0.5
    weight = sum(c * (1.5 if f in ("name", "uscc") else 1.0) for f, c in fields.items())
    return weight - against


def _two_rows(sheet: RawSheet, at: int, width: int, upper: list[str]) -> list[str] | None:
    """Labels of a head of two rows: what stands below a group, or the upper one where nothing stands below."""
    lower = _labels(sheet, at + 1, width)
    filled = [label for label in lower if label]
    if not filled or any(len(x) > 25 or looks_like_firm(x) or re.fullmatch(r"[\d.,\-/]+", x) for x in filled):
        return None
    across = list(upper)
    for (top, left), (bottom, right) in sheet.merged:
        if top == at and right < width:
            for column in range(left, right + 1):
                across[column] = upper[left]
            if bottom > at and left == right:
                lower[left] = lower[left] or upper[left]
    if across == upper:  # groups without merged cells: a group reaches to the next one
        for column in range(1, width):
            if not across[column] and lower[column] and lower[column - 1]:
                across[column] = across[column - 1]
    labels: list[str] = []
    for above, below in zip(across, lower, strict=True):
        if not below or below == above:
            labels.append(above)
        elif not above:
            labels.append(below)
        else:
            labels.append(_joined(above, below))
    return labels


def _joined(above: str, below: str) -> str:
    if len(plain(below)) <= 2 and field_of(above + below)[0]:
        return above + below
    if field_of(below)[0]:
        return below
    if field_of(above + below)[0] and _GROUPS.search(above):
        return above + below
    return below if not field_of(above)[0] else above + below


def _columns(labels: Sequence[str], given: Mapping[str, str]) -> list[Column]:
    found: list[Column] = []
    for index, label in enumerate(labels):
        chosen = given.get(f"#{index + 1}", given.get(plain(label)) if label else None)
        if chosen is not None:
            found.append(Column(index, label, "" if chosen == "ignore" else chosen, 1.0, "given"))
            continue
        field, confidence = field_of(label) if label else ("", 0.0)
        found.append(Column(index, label, field, confidence, "head" if field else "unknown"))
    best: dict[str, Column] = {}
    for column in found:
        rival = best.get(column.field)
        if column.field and (
            rival is None or (column.how == "given", column.confidence) > (rival.how == "given", rival.confidence)
        ):
            best[column.field] = column
    return [
        column
        if not column.field or column.field in ONCE or best[column.field] is column
        else Column(column.index, column.label, "", 0.0, "unknown")
        for column in found
    ]


def _without_misfits(columns: list[Column], rows: Sequence[Sequence[Cell]]) -> list[Column]:
    """A column of amounts that holds hardly any digit is none: `area` may mean a region."""
    return [_unknown(column) if _misfits(column, rows) else column for column in columns]


def _misfits(column: Column, rows: Sequence[Sequence[Cell]]) -> bool:
    if column.field not in ("area_sqm", "rent", "capital") or column.how != "head":
        return False
    cells = (text_of(row[column.index]).strip() for row in rows[:SAMPLED_ROWS] if column.index < len(row))
    texts = [text for text in cells if text]
    return len(texts) >= 5 and sum(any(c.isdigit() for c in text) for text in texts) * 4 < len(texts)


def _unknown(column: Column) -> Column:
    return Column(column.index, column.label, "", 0.0, "unknown")


def _by_content(columns: list[Column], rows: Sequence[Sequence[Cell]]) -> list[Column]:
    """Columns whose head says nothing, told by what they hold."""
    taken = {column.field for column in columns if column.field}
    wanted = [field for field in ("uscc", "name", "address", "registered_on") if field not in taken]
    if "building" in taken or "room" in taken:
        wanted = [field for field in wanted if field != "address"]
    if not wanted:
        return columns
    sample = [row for row in rows[: SAMPLED_ROWS * 3] if sum(cell not in ("", None) for cell in row) >= 2][
        :SAMPLED_ROWS
    ]
    result = list(columns)
    for field in wanted:
        scores = [(_share(field, sample, column.index), -column.index) for column in result if _may_hold(column, field)]
        if field == "registered_on" and not _founded(scores, sample, taken):
            continue
        share, place = max(scores, default=(0.0, 0))
        if share >= 0.5:
            old = result[-place]
            result[-place] = Column(old.index, old.label, field, share * 0.8, "content")
    return result


def _may_hold(column: Column, field: str) -> bool:
    """May the contents of a column tell what it holds? Not against a head that says something else."""
    if column.field or column.how == "given":
        return False
    label = plain(column.label) if column.label else ""
    if field == "registered_on":
        return not label or label in _GENERIC_DAY
    if names_a_day(label):
        return False
    return not any(word in label for word in vocabulary().other_party)


def _founded(scores: Sequence[tuple[float, int]], sample: Sequence[Sequence[Cell]], taken: set[str]) -> bool:
    """Is the one column of dates that of the founding of firms? Not beside a lease, nor beside other dates, nor ahead."""
    dated = [-place for share, place in scores if share >= 0.5]
    if len(dated) != 1 or taken & {"lease_start", "lease_end", "lease_period", "left_on"}:
        return False
    texts = (read_date(row[dated[0]]).text for row in sample if dated[0] < len(row))
    years = sorted(int(text[:4]) for text in texts if text)
    # Leases of a list lie a few years apart, the days on which its firms were founded do not.
    return bool(years) and (years[-1] - years[0] >= 8 or len(years) < 8)


def _share(field: str, sample: Sequence[Sequence[Cell]], index: int) -> float:
    texts = [text_of(row[index]).strip() for row in sample if index < len(row)]
    texts = [text for text in texts if text]
    if len(texts) < max(1, len(sample) // 4):
        return 0.0
    if field == "uscc":
        hits = sum(uscc.problem(uscc.clean(text)) is None for text in texts)
    elif field == "name":
        hits = sum(looks_like_firm(text) for text in texts) if len(set(texts)) * 3 >= len(texts) else 0
    elif field == "address":
        hits = sum(len(text) >= 8 and len(_ADDRESS.findall(text)) >= 2 and not looks_like_firm(text) for text in texts)
    else:
        hits = sum(not text.replace(".", "").isdigit() and read_date(text).text != "" for text in texts)
    return hits / len(texts)
