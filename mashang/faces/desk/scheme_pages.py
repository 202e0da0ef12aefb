"""The schemes of grades as a page shows them: what is asked, what it gives, which bounds, what is not held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mashang.faces.desk import writing
from mashang.register.reads.facts import write_number
from mashang.register.reads.grading import get_scorecards, name_codes, name_of
from mashang.register.rules.grading import Band, CardLine, Scorecard


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeLine:
    """A line: how it is answered and what gives how many points."""

    label: str
    section: str
    must: bool
    judged: bool
    gives: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeCard:
    """One version of a scheme."""

    key: str
    name: str
    version: str
    basis: str
    days: str
    example: bool
    refusals: list[str]
    lines: list[SchemeLine]
    bounds: list[tuple[str, int]]
    most: int


def scheme_cards(locale: str) -> list[SchemeCard]:
    """Every version held: those with lines first, the newest first; one query."""
    names = name_codes(locale, [line.fact for card in get_scorecards() for line in card.lines if line.codes])
    cards = sorted(get_scorecards(), key=lambda card: card.since, reverse=True)
    return [_card(card, locale, names) for card in sorted(cards, key=lambda card: not card.lines)]


def _card(card: Scorecard, locale: str, names: Mapping[str, Mapping[str, str]]) -> SchemeCard:
    since = writing.day(card.since)
    until = _("used from %(first)s to %(last)s") % {"first": since, "last": writing.day(card.until)}
    return SchemeCard(
        key=f"{card.scheme}-{card.since:%Y%m%d}", name=name_of(locale, card.names), version=card.version, basis=card.basis,
        days=until if card.until else _("used from %(first)s on") % {"first": since}, example=card.example,
        refusals=_refusals(card), lines=[_line(line, locale, names.get(line.fact, {})) for line in card.lines],
        bounds=[(name_of(locale, one.names), one.points) for one in sorted(card.grades, key=lambda g: -g.points)],
        most=sum(line.points for line in card.lines),
    )  # fmt: skip


def _refusals(card: Scorecard) -> list[str]:
    said = []
    if card.least_office_sqm is not None:
        least = write_number(card.least_office_sqm, "")
        said.append(_("Only towers with %(least)s ㎡ of office area above ground and more") % {"least": least})
    if card.least_years is not None:
        said.append(_("Only towers completed a year ago or earlier"))
    return said


def _line(line: CardLine, locale: str, names: Mapping[str, str]) -> SchemeLine:
    return SchemeLine(
        label=name_of(locale, line.names), section=name_of(locale, line.section), must=line.must, judged=line.judged,
        gives=_gives(line, names), most=line.points,
    )  # fmt: skip


def _gives(line: CardLine, names: Mapping[str, str]) -> str:
    """Which answer gives how many points, as far as it can be said in one line."""
    if line.judged:
        return _("A person gives the points, with a reason")
    if line.bands:
        return _("; ").join(_band(*pair) for pair in zip(line.bands, (*line.bands[1:], None), strict=True))
    if line.yes is not None:
        return _("yes: %(points)s") % {"points": line.yes}
    return _("; ").join(f"{names.get(code, code)}{_(': ')}{points}" for code, points in (line.codes or {}).items())


def _band(band: Band, following: Band | None) -> str:
    """From which number to which, as its ends belong to it or not, and the points."""
    values = {"low": write_number(band.bound, ""), "points": band.points}
    if following is None:
        return (_("%(low)s and more: %(points)s") if band.closed else _("over %(low)s: %(points)s")) % values
    values["high"] = write_number(following.bound, "")
    words = {
        (True, True): _("%(low)s to under %(high)s: %(points)s"), (True, False): _("%(low)s to %(high)s: %(points)s"),
        (False, True): _("over %(low)s to under %(high)s: %(points)s"),
        (False, False): _("over %(low)s to %(high)s: %(points)s"),
    }  # fmt: skip
    return words[band.closed, following.closed] % values
