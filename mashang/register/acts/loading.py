"""Loading of reviewed content: what can be known (content/facts.yaml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.register.models import FactKey
from mashang.trail.acts import record

LANGUAGES = ("zh", "hant", "en")
NEVER = 32_767  # days: the value does not age
# What a stored value means: a change of one of these would change what the rows say.
MEANING = ("key", "subject", "type", "shape", "scale")


def load_fact_keys(*, actor: Actor, entries: Sequence[Mapping[str, Any]]) -> int:
    """Bring the fact keys in line with content and return how many were written.

    The same entries again write nothing. Refuses an id that stands for something else than before
    (another key, subject, type, shape or scale), a key under two ids, and names that are not given in
    three languages. A key that left the file stays in the register: its facts still need it.
    """
    wanted = [_fact_key(entry, order) for order, entry in enumerate(entries)]
    if len({w.key for w in wanted}) != len(wanted) or len({w.pk for w in wanted}) != len(wanted):
        raise Refused("fact_key_twice", _("The list of facts names an id or a key twice."))
    with transaction.atomic():
        held = {key.pk: key for key in FactKey.objects.select_for_update()}
        for key in wanted:
            _require_same_meaning(held.get(key.pk), key)
        changed = [key for key in wanted if key.pk not in held or _values(held[key.pk]) != _values(key)]
        if not changed:
            return 0
        fields = [f.name for f in FactKey._meta.concrete_fields if not f.primary_key]
        FactKey.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=fields)
        record(actor=actor, act="facts.load", subject_kind="fact_key", subject_id=0, diff={"rows": len(changed)})
        return len(changed)


def _require_same_meaning(held: FactKey | None, wanted: FactKey) -> None:
    if held and any(getattr(held, name) != getattr(wanted, name) for name in MEANING):
        raise Refused(
            "fact_key_reused",
            _("Fact %(id)s was %(before)s and may not become something else.") % {"id": held.pk, "before": held.key},
            mend=_("Give the new fact an id of its own."),
        )


def _values(key: FactKey) -> tuple[object, ...]:
    return tuple(getattr(key, field.name) for field in FactKey._meta.concrete_fields)


def _names(given: Any, key: str) -> dict[str, str]:
    if not isinstance(given, list) or len(given) != len(LANGUAGES) or not all(isinstance(n, str) and n for n in given):
        raise Refused("fact_key_unnamed", _("Fact %(key)s is not named in three languages.") % {"key": key})
    return dict(zip(LANGUAGES, given, strict=True))


def _fact_key(entry: Mapping[str, Any], order: int) -> FactKey:
    key = str(entry["key"])
    names = _names(entry["names"], key)
    choices = {
        str(code): {**_names(given, f"{key}.{code}"), "order": place}
        for place, (code, given) in enumerate(entry.get("choices", {}).items())
    }
    return FactKey(
        id=int(entry["id"]),
        key=key,
        subject=entry["subject"],
        name_zh=names["zh"],
        name_hant=names["hant"],
        name_en=names["en"],
        group=entry.get("group", ""),
        shape=entry.get("shape", "state"),
        type=entry["type"],
        unit=entry.get("unit", ""),
        scale=int(entry.get("scale", 1)),
        choices=choices,
        sensitivity=entry.get("sensitivity", ""),
        freshness_days=NEVER if entry.get("fresh") == "never" else entry.get("fresh"),
        order=order,
    )
