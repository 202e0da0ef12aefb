"""Who gets a case: ordered rules, the first that fits decides, and the case says which it was. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mashang.accounts.rules.roles import Permission, Role, roles_with
from mashang.kernel.errors import Refused
from mashang.kernel.text import _

FOLDER = Path(__file__).resolve().parents[3] / "content" / "routing"
LISTED = frozenset({"kind", "item", "priority", "channel", "tower", "area"})
KNOWN_WHEN = LISTED | {"words", "hours"}
KNOWN_THEN = frozenset({"role", "user", "priority", "suggest"})
PRIORITIES = ("normal", "urgent", "emergency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a rule may look at: all of a new case that is known before it is opened. `open_hours`: is the office open?"""

    kind: str
    item: str
    priority: str
    channel: str
    text: str
    tower: str = ""
    area: str = ""
    open_hours: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `when`: all named must fit; `then`: role or user of the first receiver, priority, departments to suggest."""

    code: str
    name: str
    when: Mapping[str, Any] = field(default_factory=dict)
    then: Mapping[str, Any] = field(default_factory=dict)


def fits(rule: Rule, told: Told) -> bool:
    """Does everything the rule names hold? `area` fits for the whole subtree."""
    when = rule.when
    for key in LISTED - {"area"}:
        if when.get(key) and getattr(told, key) not in when[key]:
            return False
    if when.get("area") and not any(told.area.startswith(path) for path in when["area"]):
        return False
    if when.get("words") and not any(word in told.text for word in when["words"]):
        return False
    return not ("hours" in when and (when["hours"] == "open") != told.open_hours)


def route(rules: Iterable[Rule], told: Told) -> Rule | None:
    """The first rule that fits; None when none does."""
    return next((rule for rule in rules if fits(rule, told)), None)


def read_rule(said: Mapping[str, Any]) -> Rule:
    """A rule as content or the desk states it. Refuses words it does not know, and a role that receives no case."""
    when, then = dict(said.get("when") or {}), dict(said.get("then") or {})
    if strange := sorted((set(when) - KNOWN_WHEN) | (set(then) - KNOWN_THEN)):
        raise Refused("strange_rule", _("A routing rule knows no “%(what)s”.", what=", ".join(strange)), field="when")
    role = then.get("role", "")
    if role and role not in roles_with(Permission.CASE_HANDLE):
        raise Refused("no_receiver", _("This role receives no cases."), field="role", mend=_("Choose another one."))
    if then.get("priority") and then["priority"] not in PRIORITIES:
        raise Refused("strange_priority", _("There is no such priority."), field="priority")
    if when.get("hours") and when["hours"] not in ("open", "closed"):
        raise Refused("strange_hours", _("Hours are open or closed."), field="hours")
    if not role and not then.get("user"):
        raise Refused("no_receiver", _("Say who receives it."), field="role", mend=_("Choose a role or a person."))
    return Rule(code=str(said["code"]), name=str(said["name"]), when=when, then=then)


@cache
def load_rules() -> tuple[Rule, ...]:
    """The general rules of content/routing, in their order; they come after those of the area."""
    said = yaml.safe_load((FOLDER / "general.yaml").read_text(encoding="utf-8"))["rules"]
    rules = tuple(read_rule(one) for one in said)
    if len({rule.code for rule in rules}) < len(rules):
        raise ValueError("content/routing/general.yaml states a code twice")
    if rules[-1].when or "role" not in rules[-1].then:
        raise ValueError("the last general rule must take every case and name a role")
    return rules


def role_of(rule: Rule) -> str:
    """The role that receives; the service officer when the rule names a person alone."""
    return str(rule.then.get("role") or Role.SERVICE_OFFICER)
