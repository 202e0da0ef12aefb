"""An office's own routing rules: added, changed, moved, ended. A changed rule is another row from now on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.cases.models import RoutingRule
from mashang.cases.reads.receivers import may_receive
from mashang.cases.rules.routing import Rule, read_rule
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.trail.acts import record

MOST = 100


@transaction.atomic
def save_routing_rule(
    *,
    actor: Actor,
    name: str,
    when: Mapping[str, Any],
    then: Mapping[str, Any],
    code: str = "",
    place_no: int | None = None,
) -> RoutingRule:
    """Add a rule of one's area, or with `code` put another in the place of one; it holds for cases that come from now on.

    A new one stands last unless `place_no` (from 1) says where. Refuses what `read_rule` refuses, no name, and a receiver who
    may not handle cases here.
    """
    area = _area(actor)
    rule = _checked(area, code or "new", name, when, then)
    before = _open_rule(area, code) if code else None
    rows = list(_rules_of(area))
    if before is None and len(rows) >= MOST:
        raise Refused(
            "too_many", _("An area has %(most)s rules at most.", most=MOST), mend=_("End one that never fires.")
        )
    if before is not None:
        _end(before)
    number = before.place_no if before is not None else len(rows) + 1
    made = RoutingRule.objects.create(
        area=area, area_path=area.path, district_id=area.district_id, code=code or _next_code(area), place_no=number,
        name=rule.name, when=dict(rule.when), then=dict(rule.then), made_by_id=actor.user_id,
    )  # fmt: skip
    _record(actor, area, "routing.change" if before is not None else "routing.add", made)
    if before is None and place_no is not None and place_no != number:
        made = _placed(actor, area, made.code, place_no)
    return made


@transaction.atomic
def end_routing_rule(*, actor: Actor, code: str) -> None:
    """Take a rule of one's area out; old cases still name it. The rules behind it move up."""
    area = _area(actor)
    rule = _open_rule(area, code)
    _end(rule)
    _record(actor, area, "routing.end", rule)
    _renumber(actor, [row for row in _rules_of(area) if row.pk != rule.pk])


@transaction.atomic
def move_routing_rule(*, actor: Actor, code: str, place_no: int) -> RoutingRule:
    """Give a rule another place in the order; the first that fits decides."""
    area = _area(actor)
    _open_rule(area, code)
    moved = _placed(actor, area, code, place_no)
    _record(actor, area, "routing.move", moved)
    return moved


def _placed(actor: Actor, area: Area, code: str, place_no: int) -> RoutingRule:
    rows = list(_rules_of(area))
    row = next(one for one in rows if one.code == code)
    rest = [one for one in rows if one.code != code]
    at = min(max(place_no, 1), len(rows)) - 1
    return next(one for one in _renumber(actor, [*rest[:at], row, *rest[at:]]) if one.code == code)


def _renumber(actor: Actor, rows: Sequence[RoutingRule]) -> list[RoutingRule]:
    """The rules in this order: those whose place changes are written anew, so that the old order stays on record."""
    changed = [(number, row) for number, row in enumerate(rows, start=1) if row.place_no != number]
    for _number, row in changed:
        _end(row)
    made = [
        RoutingRule.objects.create(
            area_id=row.area_id, area_path=row.area_path, district_id=row.district_id, code=row.code, place_no=number,
            name=row.name, when=row.when, then=row.then, made_by_id=actor.user_id,
        )
        for number, row in changed
    ]  # fmt: skip
    fresh = {row.code: row for row in made}
    return [fresh.get(row.code, row) for row in rows]


def _end(row: RoutingRule) -> None:
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])


def _area(actor: Actor) -> Area:
    """The actor's own area, locked: two people who change rules at once come one after the other."""
    actor.require(Permission.ROUTING_EDIT)
    area = Area.objects.select_for_update(of=("self",)).filter(pk=actor.area_id or 0).first()
    if area is None:
        raise NotThere("no_such_area", _("There is no such area, or it is closed."))
    return area


def _rules_of(area: Area) -> list[RoutingRule]:
    return list(RoutingRule.objects.filter(area=area, ended_at=None).order_by("place_no"))


def _open_rule(area: Area, code: str) -> RoutingRule:
    found = next((row for row in _rules_of(area) if row.code == code), None)
    if found is None:
        raise NotThere("no_such_rule", _("There is no such rule in your area, or it was changed meanwhile."))
    return found


def _next_code(area: Area) -> str:
    """A code that no rule of the area ever had, so that an old case names one rule alone."""
    return f"own_{area.pk}_{RoutingRule.objects.filter(area=area).values('code').distinct().count() + 1}"


def _checked(area: Area, code: str, name: str, when: Mapping[str, Any], then: Mapping[str, Any]) -> Rule:
    if not name.strip():
        raise Refused("name_missing", _("Give the rule a name."), field="name", mend=_("The case shows it."))
    rule = read_rule({"code": code, "name": name.strip()[:80], "when": when, "then": then})
    user = rule.then.get("user")
    if user and not may_receive(int(user), area.path, timezone.localdate()):
        raise Refused(
            "no_receiver", _("This person may not handle cases here."), field="user", mend=_("Choose another one.")
        )
    return rule


def _record(actor: Actor, area: Area, act: str, rule: RoutingRule) -> None:
    record(
        actor=actor, act=act, subject_kind="area", subject_id=area.pk, diff={"rule": rule.code, "place_no": rule.place_no},
        area_path=area.path, district_id=area.district_id,
    )  # fmt: skip
