"""Facts by hand: what is stated of a firm, tower or unit from a day on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.leasing import constraint_of, require_day
from mashang.register.acts.ledger import NewFact, write_facts
from mashang.register.acts.ledger.findable import find_firms_anew
from mashang.register.acts.sources import source_of, take_tower, take_unit
from mashang.register.models import FactKey, Firm, FirmFact, Source, Tower, Unit
from mashang.register.reads.facts import TABLES
from mashang.register.reads.findable import ADDRESS_KEYS
from mashang.register.reads.industries import get_industry_names
from mashang.register.reads.scope import firms_seen_by
from mashang.register.rules.fact_values import first_day, read_value
from mashang.trail.acts import record, sealed

# What a role must hold to state a fact of this sensitivity; anything else needs `register.edit`.
NEEDS = {"T": Permission.TAX_EDIT}
SUBJECTS = {table: subject for subject, table in TABLES.items()}
GIVEN_BY_HAND = ("desk", "visit", "declaration", "department", "registry", "licence")


def state_fact(
    *, actor: Actor, subject: str, subject_id: int, key: str, valid_from: date, value: str = "", unknown: bool = False,
    source_kind: str = Source.Kind.DESK, source: str = "",
) -> int:  # fmt: skip
    """From a day on (or for the period in which it lies) the key has this value, or is stated to be unknown.

    A statement of the same key and day is superseded and stays on record; one from another kind of source is kept
    beside the new one, not believed. Refuses a key that is not asked
    of such a subject, a value of the wrong kind, the same value again, and tax figures without `tax.edit`.
    Industry and standing of a firm are copied onto it. Returns the id of the fact.
    """
    require_day(valid_from, "valid_from")
    if source_kind not in GIVEN_BY_HAND:
        raise Refused("unknown_source", _("Say where this is known from."), field="source_kind")
    with transaction.atomic():
        place = take_firm_or_tower(actor, subject, subject_id)
        asked = FactKey.objects.filter(key=key, subject=subject).first()
        if asked is None:
            raise NotThere("no_such_fact", _("This is not asked here."), field="key", mend=_("Choose one of the list."))
        require_fact_permission(actor, asked)
        columns = {"unknown": True} if unknown else _columns(asked, value)
        fact = NewFact(subject, place.pk, asked.pk, first_day(asked.shape, valid_from), **columns)
        before = _standing(fact)
        if before is not None and _same(before, fact):
            raise Refused("same_value", _("This is held already."), field="value", mend=_("Nothing needs to be done."))
        origin, at = source_of(actor, kind=source_kind, label=source, as_of_on=min(valid_from, timezone.localdate()))
        try:
            with transaction.atomic():
                write_facts([fact], source=origin, at=at)
                if before is not None and before.source.kind != origin.kind:
                    write_facts([_as_rival(before)], source=before.source, at=at)
        except IntegrityError as error:
            raise _in_words(error) from error
        if isinstance(place, Firm):
            copy_onto_firm(place, asked)
            if asked.key in ADDRESS_KEYS:
                find_firms_anew([place.pk])
        hidden = asked.sensitivity in ("T", "B", "P")
        told = [_worth(before, hidden), _worth(fact, hidden)]
        record(
            actor=actor, act="fact.state", subject_kind=subject, subject_id=place.pk,
            diff={"key": key, "valid_from": fact.valid_from, f"{subject}_fact": told, "unknown": unknown},
            area_path=place.area_path, district_id=place.district_id,
        )  # fmt: skip
    return fact.id


def take_firm_or_tower(actor: Actor, subject: str, subject_id: int) -> Firm | Tower | Unit:
    """The firm, tower or unit that a fact is about, locked; NotThere outside the actor's area."""
    if subject == "tower":
        return take_tower(actor, subject_id)
    if subject == "unit":
        return take_unit(actor, subject_id)
    seen = firms_seen_by(actor).filter(pk=subject_id).values("pk")
    firm = Firm.objects.select_for_update(no_key=True).filter(pk__in=seen).first() if subject == "firm" else None
    if firm is None:
        raise NotThere("no_such_firm", _("There is no such firm in your area."))
    return firm


def require_fact_permission(actor: Actor, asked: FactKey) -> None:
    """Refuse whoever may not state a fact of this key."""
    need = NEEDS.get(asked.sensitivity, Permission.REGISTER_EDIT)
    if actor.may(need):
        return
    if need is Permission.TAX_EDIT:
        raise NotAllowed(
            "tax_not_yours", _("Tax figures are entered by finance officers only."), field="key",
            mend=_("Pass the figure on to them."),
        )  # fmt: skip
    actor.require(need)


def _columns(asked: FactKey, value: str) -> dict[str, Any]:
    choices = list(asked.choices)
    if asked.key == "industry":
        value, choices = value.strip().upper(), list(get_industry_names())
    return read_value(asked.type, value, scale=asked.scale, choices=choices)


def _standing(fact: NewFact) -> Any:
    rows = TABLES[fact.subject].objects.filter(
        subject_id=fact.subject_id, key_id=fact.key_id, valid_from=fact.valid_from, believed=True, superseded_at=None
    )
    return rows.select_related("source").first()


def _as_rival(held: Any) -> NewFact:
    values = {name: getattr(held, name) for name in ("num", "code", "day", "flag", "body", "precision", "unknown")}
    return NewFact(SUBJECTS[type(held)], held.subject_id, held.key_id, held.valid_from, believed=False, **values)


def _same(held: Any, fact: NewFact) -> bool:
    names = ("num", "code", "day", "flag", "body", "unknown", "precision")
    return all((getattr(held, n) or None) == (getattr(fact, n) or None) for n in names) and held.flag == fact.flag


def _worth(held: Any, hidden: bool) -> object:
    """What the trail keeps of a statement: its id, of a sensitive one a seal by which a change is seen."""
    if held is None or not hidden:
        return held.id if held is not None else None
    values = (held.num, held.code, held.day, held.flag, held.body, held.unknown)
    return sealed("|".join("" if one is None else str(one) for one in values))


def copy_onto_firm(firm: Firm, asked: FactKey) -> None:
    """The firm's own columns follow the fact in force today."""
    if asked.key not in ("industry", "standing"):
        return
    today = timezone.localdate()
    rows = FirmFact.objects.filter(
        subject=firm, key=asked, believed=True, superseded_at=None, valid_from__lte=today
    ).order_by("-valid_from")
    code = rows.values_list("code", flat=True).first() or ""
    if asked.key == "industry":
        Firm.objects.filter(pk=firm.pk).update(industry=code[:5])
    else:
        Firm.objects.filter(pk=firm.pk).update(standing=code if code in Firm.Standing.values else "unknown")


def _in_words(error: IntegrityError) -> Exception:
    if not constraint_of(error).endswith("_one_believed"):
        return error
    return Refused(
        "stated_meanwhile", _("Somebody else has stated this at the same moment."), field="value",
        mend=_("Load the page again and compare."),
    )  # fmt: skip
