"""How a routing rule is said: when what holds, it goes to whom."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from mashang.cases.reads.choices import CHANNELS, KINDS, PRIORITIES
from mashang.cases.rules.items import load_items, name_of
from mashang.cases.rules.routing import Rule, role_of
from mashang.doors.wording import role_label


def when_words(rule: Rule) -> str:
    """What must hold, in one sentence."""
    when, said = rule.when, []
    for key, label, names in (
        ("kind", _("kind"), dict(KINDS)), ("item", _("it is about"), _items()), ("channel", _("it came by"), dict(CHANNELS)),
        ("priority", _("priority"), dict(PRIORITIES)), ("tower", _("tower"), {}), ("area", _("area"), {}),
    ):  # fmt: skip
        if when.get(key):
            said.append(f"{label} {_or(str(names.get(one, one)) for one in when[key])}")
    if when.get("words"):
        said.append(_("the text holds %(words)s") % {"words": _or(f"“{one}”" for one in when["words"])})
    if when.get("hours"):
        said.append(
            _("it comes while the office is open")
            if when["hours"] == "open"
            else _("it comes while the office is closed")
        )
    return _(", and ").join(said) if said else _("every case")


def then_words(rule: Rule, people: dict[int, str] | None = None) -> str:
    """Who receives it, how pressing it becomes, whom to think of for a whistle."""
    then = rule.then
    user = (people or {}).get(int(then["user"])) if then.get("user") else None
    said = [user or (_("a named person") if then.get("user") else str(role_label(role_of(rule))))]
    if then.get("priority"):
        said.append(str(dict(PRIORITIES)[then["priority"]]))
    if then.get("suggest"):
        said.append(_("think of %(names)s") % {"names": _or(then["suggest"])})
    return " · ".join(said)


def _or(parts: Iterable[str]) -> str:
    return pgettext("between alternatives", " or ").join(str(one) for one in parts)


def _items() -> dict[str, str]:
    return {code: name_of(item.names, get_language() or "zh-hans") for code, item in load_items().items()}
