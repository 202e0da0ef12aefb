"""What the trail calls the cases and codes that it holds by number or code."""

from __future__ import annotations

from collections.abc import Mapping

from mashang.cases.models import RoutingRule, Summons, Whistle
from mashang.cases.reads.batches import batches_seen_by
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.reads.visit_scope import campaigns_seen_by, visits_seen_by
from mashang.cases.rules.items import load_items, name_of
from mashang.cases.rules.routing import load_rules
from mashang.kernel.actor import Actor


def case_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Numbers of the cases that the actor sees."""
    return dict(cases_seen_by(actor).filter(pk__in=ids).values_list("pk", "number"))


def whistle_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Numbers of the whistles over cases that the actor sees."""
    seen = Whistle.objects.filter(pk__in=ids, case__in=cases_seen_by(actor))
    return dict(seen.values_list("pk", "number"))


def summons_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Summonses of cases that the actor sees, by the number of their whistle and their department."""
    seen = Summons.objects.filter(pk__in=ids, case__in=cases_seen_by(actor))
    rows = seen.values_list("pk", "whistle__number", "department__name_zh")
    return {pk: f"{number} {department}" for pk, number, department in rows}


def batch_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Numbers of the batches that the actor sees."""
    return dict(batches_seen_by(actor).filter(pk__in=ids).values_list("pk", "number"))


def item_names(actor: Actor, codes: set[str]) -> Mapping[str, str]:
    """What the codes of content/cases/items are called."""
    return {code: name_of(item.names, actor.locale) for code, item in load_items().items() if code in codes}


def rule_names(actor: Actor, codes: set[str]) -> Mapping[str, str]:
    """What routing rules are called, the general ones and those of areas, also those that no longer hold."""
    general = {rule.code: rule.name for rule in load_rules() if rule.code in codes}
    return general | dict(RoutingRule.objects.filter(code__in=codes - general.keys()).values_list("code", "name"))


def visit_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Numbers of the visits that the actor sees."""
    return dict(visits_seen_by(actor).filter(pk__in=ids).values_list("pk", "number"))


def campaign_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Names of the campaigns that the actor sees."""
    return dict(campaigns_seen_by(actor).filter(pk__in=ids).values_list("pk", "name"))
