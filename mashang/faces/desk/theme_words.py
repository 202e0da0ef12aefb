"""Themes of towers in words: the rule, what it says of a tower, and where that differs from what is stated."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from mashang.register.reads.grading import name_of
from mashang.register.reads.industries import find_industry_name
from mashang.register.reads.themes import ThemeRow
from mashang.register.rules.themes import By, Theme, Themed

THEMED = {
    Themed.REACHED: gettext_lazy("Themed tower"),
    Themed.NEAR: gettext_lazy("Near"),
    Themed.OPEN: gettext_lazy("Cannot tell"),
    Themed.NOT: gettext_lazy("Not by the rule"),
}
LAMPS = {Themed.REACHED: "ok", Themed.NEAR: "soon", Themed.OPEN: "stop", Themed.NOT: "none"}
TENTH = Decimal("0.1")


def rule_words(theme: Theme, locale: str) -> str:
    """The rule of a theme in one sentence."""
    trades = dict.fromkeys(find_industry_name(code) for code in theme.industries)
    text = _("Firms of %(trades)s hold at least %(share)s %% of the area held, and are at least %(firms)s")
    if theme.by is By.FIRMS:
        text = _("Firms of %(trades)s are at least %(share)s %% of all firms, and at least %(firms)s")
    return text % {
        "trades": pgettext("between trades", ", ").join(trades),
        "share": theme.share_percent,
        "firms": theme.least_firms,
    }


def share_words(row: ThemeRow) -> str:
    """The share in percent, rounded down, so that what is shown as reached is."""
    share = row.answer.share if row.answer else None
    return "" if share is None else f"{share.quantize(TENTH, ROUND_DOWN)}%"


def differs_words(row: ThemeRow) -> str:
    """In which way the rule and the statement part; empty where they agree."""
    if not row.differs:
        return ""
    return _("stated, but not by the rule") if row.named else _("by the rule, but not stated")


def theme_line(rows: Sequence[ThemeRow], locale: str) -> str:
    """What the file of a tower says in one line: the themes it has by rule, else those it is near, and what is stated."""
    told = [row.answer for row in rows if row.answer is not None and row.answer.themed in (Themed.REACHED, Themed.NEAR)]
    reached = [one for one in told if one.themed is Themed.REACHED]
    by_rule = {Themed.REACHED: _("%(theme)s by the rule"), Themed.NEAR: _("near %(theme)s")}
    parts = [by_rule[one.themed] % {"theme": name_of(locale, one.theme.names)} for one in reached or told]
    stated = next((row for row in rows if row.stated is not None and row.named), None)
    if stated is not None and stated.stated is not None:
        words = _("stated: %(text)s, not by the rule") if stated.differs else _("stated: %(text)s")
        parts.append(words % {"text": stated.stated.text})
    return _("; ").join(parts)
