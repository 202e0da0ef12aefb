"""The scorecards of content/gradings, and the score of a tower on a day by its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.models import FactKey, TowerFact
from mashang.register.reads.facts import FactSource, source_of, write_code, write_fact
from mashang.register.reads.scope import known, towers_seen_by
from mashang.register.rules.grading import (
    Band,
    CardLine,
    GradeBound,
    Judgement,
    Names,
    Obstacle,
    Score,
    Scorecard,
    Value,
    find_obstacle,
    score_tower,
)

FOLDER = Path(__file__).resolve().parents[3] / "content" / "gradings"
LONGEST_CODE = 20
LINE_KEYS = {"key", "fact", "names", "points", "must", "bands", "codes", "yes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredLine:
    """A line with its points (None: open), the value that gives them and where it is from, or why a person gave them.

    `value` is the value as it is stored, `fact_id` the statement that says it (0: none).
    """

    key: str
    label: str
    section: str
    most: int
    points: int | None
    must: bool
    judged: bool
    text: str
    source: FactSource | None
    fact: str = ""
    fact_id: int = 0
    value: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TowerScore:
    """The score of one tower by one version of a scheme, line by line."""

    card: Scorecard
    name: str
    score: Score
    lines: tuple[ScoredLine, ...]


@cache
def get_scorecards() -> tuple[Scorecard, ...]:
    """All of content/gradings, read once. Raises ValueError for a card that cannot be meant."""
    import yaml

    return tuple(_card(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.yaml")))


def list_schemes(locale: str) -> tuple[tuple[str, str], ...]:
    """The schemes held, by the name of their newest version."""
    newest = {card.scheme: card for card in sorted(get_scorecards(), key=lambda card: card.since)}
    return tuple((scheme, name_of(locale, card.names)) for scheme, card in sorted(newest.items()))


def get_scorecard(scheme: str, version: str) -> Scorecard | None:
    """One version of a scheme; None for one that is not held any more."""
    return next((card for card in get_scorecards() if (card.scheme, card.version) == (scheme, version)), None)


def find_scorecard(scheme: str, on: date) -> Scorecard | None:
    """The version of a scheme that is used on a day."""
    for card in get_scorecards():
        if card.scheme == scheme and card.since <= on and (card.until is None or on <= card.until):
            return card
    return None


def get_tower_score(
    actor: Actor, tower_id: int, scheme: str, as_of: date, known_at: datetime | None = None
) -> TowerScore:
    """The score of a tower on a day by its facts in force then; two queries.

    Lines that a person judges are open. Refuses a tower that the actor does not see and a scheme
    without a version for the day.
    """
    card = _take_card(actor, tower_id, scheme, as_of)
    return _scored(actor.locale, card, _facts(tower_id, (card,), as_of, known_at), as_of)


def _take_card(actor: Actor, tower_id: int, scheme: str, on: date) -> Scorecard:
    if not towers_seen_by(actor).filter(pk=tower_id).exists():
        raise NotThere("no_such_tower", _("There is no such tower."), mend=_("Look for it in the list of towers."))
    card = find_scorecard(scheme, on)
    if card is None:
        raise NotThere("no_such_scheme", _("No version of this scheme is held for that day."), field="scheme")
    return card


def score_for_grade(
    locale: str, card: Scorecard, tower_id: int, since: date, read_on: date, judged: Mapping[str, Judgement]
) -> TowerScore:
    """The score for a grade from a day on, by the facts in force on the day `read_on`; one query."""
    return _scored(locale, card, _facts(tower_id, (card,), read_on, None), since, judged)


def get_score_for_grade(
    actor: Actor, tower_id: int, scheme: str, since: date, today: date, judged: Mapping[str, Judgement]
) -> TowerScore:
    """The score as a grade from a day on would be proposed by it; two queries. Refuses as `get_tower_score` does."""
    card = _take_card(actor, tower_id, scheme, since)
    return score_for_grade(actor.locale, card, tower_id, since, min(since, today), judged)


def find_refusal(locale: str, told: TowerScore) -> Refused | None:
    """Why no grade can be given by this score, in words; None when one can.

    `field` is the first line concerned that a person judges, as the form of the proposal names it.
    """
    found = find_obstacle(told.card, told.score)
    if found is None:
        return None
    obstacle, lines = found
    names = ", ".join(name_of(locale, line.names) for line in lines)
    field = next((f"points_{line.key}" for line in lines if line.judged), "")
    message, mend = {
        Obstacle.REFUSED: (next(iter(told.score.refused), ""), _("No grade of this scheme can be given.")),
        Obstacle.UNSURE: (next(iter(told.score.unsure), ""), _("State the fact at the tower's file first.")),
        Obstacle.MUST: (
            _("These lines must have points and have none: %(lines)s.", lines=names),
            _("Without them the scheme gives no grade."),
        ),
        Obstacle.OPEN: (
            _("These lines are open and decide the grade: %(lines)s.", lines=names),
            _("State the facts at the tower's file, and judge the lines that no fact answers."),
        ),
        Obstacle.NO_BOUNDS: (
            _("The lines and bounds of this scheme are not held here, so that no grade can be reckoned."),
            _("An office that holds its text fills in the scorecard."),
        ),
        Obstacle.NONE_REACHED: (
            _("The points reach no grade of the scheme."), _("The tower stays without a grade."),
        ),
    }[obstacle]  # fmt: skip
    return Refused(obstacle.value, message, field=field, mend=mend)


def list_tower_scores(
    actor: Actor, tower_id: int, as_of: date, known_at: datetime | None = None
) -> tuple[TowerScore, ...]:
    """The score by every scheme that has a version for the day; one query. The caller has checked who may see the tower."""
    schemes = sorted({card.scheme for card in get_scorecards()})
    cards = tuple(card for scheme in schemes if (card := find_scorecard(scheme, as_of)) is not None)
    facts = _facts(tower_id, cards, as_of, known_at)
    return tuple(_scored(actor.locale, card, facts, as_of) for card in cards)


def _facts(tower_id: int, cards: Sequence[Scorecard], as_of: date, known_at: datetime | None) -> dict[str, TowerFact]:
    asked = {line.fact for card in cards for line in card.lines} | {"business_sqm", "completed_on"}
    rows = TowerFact.objects.filter(
        known(known_at, until="superseded_at"), subject_id=tower_id, believed=True, valid_from__lte=as_of,
        key__key__in=asked,
    ).select_related("key", "source").order_by("-valid_from")  # fmt: skip
    facts: dict[str, TowerFact] = {}
    for row in rows:
        facts.setdefault(row.key.key, row)
    return facts


def _scored(
    locale: str, card: Scorecard, facts: dict[str, TowerFact], as_of: date,
    judged: Mapping[str, Judgement] | None = None,
) -> TowerScore:  # fmt: skip
    told = {key: value for key, fact in facts.items() if (value := _value(fact)) is not None}
    values = {line.key: told[line.fact] for line in card.lines if line.fact in told}
    office, completed = told.get("business_sqm"), facts.get("completed_on")
    score = score_tower(
        card, values, office if isinstance(office, Decimal) else None, completed.day if completed else None, as_of,
        judged,
    )  # fmt: skip
    lines = []
    for line, points in zip(card.lines, score.points, strict=True):
        fact = facts.get(line.fact)
        source = fact.source if fact else None
        lines.append(
            ScoredLine(
                key=line.key, label=name_of(locale, line.names), section=name_of(locale, line.section), most=line.points, points=points,
                must=line.must, judged=line.judged, text=write_fact(locale, fact) if fact else "",
                fact=line.fact, fact_id=fact.pk if fact else 0, value=str(told.get(line.fact, "")),
                reason=judged[line.key].reason if judged and line.judged and line.key in judged else "",
                source=source_of(source.kind, source.label, source.as_of_on, seen_on=as_of) if source else None,
            )
        )  # fmt: skip
    return TowerScore(card=card, name=name_of(locale, card.names), score=score, lines=tuple(lines))


def name_codes(locale: str, facts: Sequence[str]) -> dict[str, dict[str, str]]:
    """The names of the codes of these facts of a tower, by fact and code; one query."""
    keys = FactKey.objects.filter(subject="tower", key__in=facts)
    return {key.key: {code: write_code(locale, key, code) for code in key.choices} for key in keys}


def name_of(locale: str, names: Names) -> str:
    """The name in the reader's writing."""
    return names[{"zh-hant": 1, "en": 2}.get(locale.lower(), 0)]


def _value(fact: TowerFact) -> Value | None:
    if fact.num is not None:
        return Decimal(fact.num) / fact.key.scale
    return fact.flag if fact.flag is not None else fact.code


def _card(says: dict[str, Any]) -> Scorecard:
    lines = tuple(_line(line, tuple(section["names"])) for section in says["sections"] for line in section["lines"])
    refusals, scope = says["refusals"], ("least_office_sqm", "least_years")
    if refusals.keys() - set(scope) or len({line.key for line in lines}) < len(lines):
        raise ValueError(f"content/gradings: {says['scheme']} {says['version']}")
    if any(len(f"{says['scheme']}.{grade['grade']}") > LONGEST_CODE for grade in says["grades"]):
        raise ValueError(f"content/gradings: codes of {says['scheme']} are too long for a figure's class")
    sqm, years = (refusals.get(name) for name in scope)
    return Scorecard(
        scheme=says["scheme"], version=says["version"], names=tuple(says["names"]), basis=says["basis"],
        example=says["example"], since=says["since"], until=says.get("until"), lines=lines,
        least_office_sqm=None if sqm is None else Decimal(sqm), least_years=years,
        grades=tuple(GradeBound(grade=g["grade"], names=tuple(g["names"]), points=g["from"]) for g in says["grades"]),
    )  # fmt: skip


def _line(says: dict[str, Any], section: Names) -> CardLine:
    if says.keys() - LINE_KEYS or ("fact" in says) != bool(says.keys() & {"bands", "codes", "yes"}):
        raise ValueError(f"content/gradings: {says}")
    bands = tuple(
        Band(bound=Decimal(band.get("from", band.get("over"))), closed="from" in band, points=band["points"])
        for band in says.get("bands", ())
    )
    return CardLine(
        key=says["key"], names=tuple(says["names"]), section=section, points=says["points"], fact=says.get("fact", ""),
        must=says.get("must", False), bands=bands, codes=says.get("codes"), yes=says.get("yes"),
    )  # fmt: skip
