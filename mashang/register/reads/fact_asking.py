"""What can be stated of a firm, tower or unit, and what is held of it now: for the page that states it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import FactKey
from mashang.register.reads.facts import TAX, group_name
from mashang.register.reads.naming import name_in
from mashang.register.rules.fact_words import UNITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing that can be known. `choices` as (code, name) in the reader's language; `unit` is what a number counts."""

    key: str
    label: str
    group: str
    type: str
    unit: str
    is_period: bool
    choices: tuple[tuple[str, str], ...]


def list_asked(actor: Actor, subject: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The facts that the actor may state of such a subject, as (group, [(key, name)]); one query."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in _allowed(actor, subject):
        groups.setdefault(group_name(key.group), []).append((key.key, name_in(actor.locale, key)))
    return list(groups.items())


def get_asked(actor: Actor, subject: str, key: str) -> Asked:
    """One fact that can be stated of such a subject; NotThere for any other. One query."""
    for row in _allowed(actor, subject):
        if row.key == key:
            return Asked(
                key=key, label=name_in(actor.locale, row), group=row.group, type=row.type,
                unit=_unit(row.unit), is_period=row.shape != "state", choices=_choices(actor, row),
            )  # fmt: skip
    raise NotThere("no_such_fact", _("This is not asked here."), mend=_("Choose one of the list."))


def _allowed(actor: Actor, subject: str) -> list[FactKey]:
    keys = FactKey.objects.filter(subject=subject).order_by("order", "id")
    return [
        k for k in keys
        if actor.may("tax.edit" if k.sensitivity == TAX else "register.edit")
        and (k.sensitivity != "P" or actor.may("contact.read"))
    ]  # fmt: skip


def _unit(unit: str) -> str:
    return (gettext(UNITS[unit].id) % {"amount": ""}).strip() if unit in UNITS else ""


def _choices(actor: Actor, row: FactKey) -> tuple[tuple[str, str], ...]:
    field = {"zh-hant": "hant", "en": "en"}.get(actor.locale.lower(), "zh")
    ordered = sorted(row.choices.items(), key=lambda pair: pair[1].get("order", 0))
    return tuple((code, names.get(field, code)) for code, names in ordered)
