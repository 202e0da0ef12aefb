"""The rules of an area as they stand, and what a changed list of rules would have done with last month's cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from mashang.cases.models import Case, CaseText, RoutingRule
from mashang.cases.reads.rules import rules_of
from mashang.cases.rules.routing import Rule, Told, load_rules, role_of, route
from mashang.clocks.reads.grounds import grounds_for
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.kernel.workdays import Calendar, is_open
from mashang.register.reads.scope import in_area

LOOK_BACK = timedelta(hours=30 * 24)
MOST = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A rule in its order. `own`: of one's area, and may be changed; `fired` how often in the last 30 days."""

    rule: Rule
    place_no: int
    own: bool
    fired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerouted:
    """A case that would go elsewhere: by which rule and to whom it went, by which and to whom it would go."""

    case_id: int
    number: str
    title: str
    was: Rule | None
    would: Rule | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a list of rules would have done. `fired` by code; `never`: rules that no case reached."""

    cases: int
    rerouted: tuple[Rerouted, ...]
    fired: Counter[str] = field(default_factory=Counter)
    never: tuple[Rule, ...] = ()
    cut: bool = False


def list_rules(actor: Actor) -> list[RuleLine]:
    """The rules that a case of one's area meets, in order, each with how often it fired. Two queries."""
    since = timezone.now() - LOOK_BACK
    cases = Case.objects.filter(in_area(actor.area_path), opened_at__gte=since, parent=None)
    fired = Counter(cases.order_by().values_list("routed_by", flat=True))
    own = set(RoutingRule.objects.filter(area=actor.area_id or 0, ended_at=None).values_list("code", flat=True))
    return [
        RuleLine(rule=rule, place_no=number, own=rule.code in own, fired=fired[rule.code])
        for number, rule in enumerate(rules_of(actor.area_path), start=1)
    ]


def get_rule(actor: Actor, code: str) -> tuple[Rule, int]:
    """A rule of one's own area and its place; NotThere for others."""
    row = RoutingRule.objects.filter(area=actor.area_id or 0, code=code, ended_at=None).first()
    if row is None:
        raise NotThere("no_such_rule", _("There is no such rule in your area, or it was changed meanwhile."))
    return Rule(code=row.code, name=row.name, when=row.when, then=row.then), row.place_no


def changed_list(actor: Actor, rule: Rule | None, *, code: str = "", place_no: int | None = None) -> list[Rule]:
    """The own rules as they would stand with this rule added, put in the place of `code`, moved, or (None) taken out."""
    own = [line.rule for line in list_rules(actor) if line.own]
    at = next((n for n, one in enumerate(own) if one.code == code), len(own))
    rest = [one for one in own if one.code != code]
    if rule is None:
        return rest
    at = min(max(place_no, 1), len(rest) + 1) - 1 if place_no is not None else min(at, len(rest))
    return [*rest[:at], rule, *rest[at:]]


def try_rules(actor: Actor, own: Sequence[Rule]) -> Trial:
    """What these own rules, before those of the areas above and the general ones, would have done with the last 30 days.

    Looks at the newest 5,000 cases of the area (`cut` when there were more); three queries. Nothing is changed.
    """
    now_list = rules_of(actor.area_path)
    mine = {rule.code for rule in changed_list(actor, None)}
    new_list = [*own, *(rule for rule in now_list if rule.code not in mine)]
    since = timezone.now() - LOOK_BACK
    rows = list(
        Case.objects.filter(in_area(actor.area_path), opened_at__gte=since, parent=None)  # no rule looked at a part
        .select_related("tower")
        .order_by("-opened_at", "-pk")[: MOST + 1]
    )
    texts = dict(CaseText.objects.filter(case__in=[row.pk for row in rows], part="ask").values_list("case_id", "body"))
    fired: Counter[str] = Counter()
    rerouted = []
    grounds = grounds_for({row.area_path for row in rows})
    for row in rows[:MOST]:
        told = _told(row, texts.get(row.pk, ""), grounds.calendar(row.area_path))
        was, would = route(now_list, told), route(new_list, told)
        fired[would.code if would else ""] += 1
        if _receiver(was) != _receiver(would):
            rerouted.append(Rerouted(case_id=row.pk, number=row.number, title=row.title, was=was, would=would))
    never = tuple(rule for rule in new_list if not fired[rule.code] and rule not in load_rules())
    return Trial(cases=len(rows[:MOST]), rerouted=tuple(rerouted), fired=fired, never=never, cut=len(rows) > MOST)


def _told(row: Case, text: str, calendar: Calendar) -> Told:
    """What a rule looked at when this case came."""
    return Told(
        kind=row.kind, item=row.item, priority=row.priority, channel=row.channel, text=f"{row.title}\n{text}",
        tower=row.tower.code if row.tower else "", area=row.area_path,
        open_hours=is_open(calendar, timezone.localtime(row.opened_at)),
    )  # fmt: skip


def _receiver(rule: Rule | None) -> tuple[object, ...]:
    """To whom a rule gives a case, and how pressing it makes it."""
    if rule is None:
        return ()
    return rule.then.get("user") or role_of(rule), rule.then.get("priority", "")
