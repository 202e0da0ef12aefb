"""One deed with many cases: each by itself, so that one that is refused holds up no other."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from mashang.cases.acts.handling import hand_over_case, join_case, urge_case
from mashang.cases.models import Case
from mashang.cases.reads.scope import cases_seen_by
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _

MOST = 200


@dataclass(frozen=True, slots=True)
class NotDone:
    """A case with which it was not done, and why."""

    case_id: int
    number: str
    why: Refused


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a deed with many cases: id and number of those it was done with, and the others with the reason."""

    done: tuple[tuple[int, str], ...]
    refused: tuple[NotDone, ...]


def urge_cases(*, actor: Actor, case_ids: Collection[int]) -> Report:
    """Remind whoever has each of these cases. Refuses none, and more than 200, as a whole; each other refusal is reported."""
    return _each(actor, case_ids, lambda case_id: urge_case(actor=actor, case_id=case_id))


def hand_over_cases(*, actor: Actor, case_ids: Collection[int], user_id: int, reason: str) -> Report:
    """Give each of these cases to one officer, as `hand_over_case` does; reported as above."""
    return _each(
        actor, case_ids, lambda case_id: hand_over_case(actor=actor, case_id=case_id, user_id=user_id, reason=reason)
    )


def join_cases(*, actor: Actor, case_ids: Collection[int], to_id: int) -> Report:
    """Join each of these cases to one of them, as `join_case` does; reported as above."""
    others = [case_id for case_id in case_ids if case_id != to_id]
    return _each(actor, others, lambda case_id: join_case(actor=actor, case_id=case_id, to_id=to_id))


def _each(actor: Actor, case_ids: Collection[int], deed: Callable[[int], Case]) -> Report:
    wanted = sorted(set(case_ids))
    if not wanted:
        raise Refused("none_picked", _("No case is picked."), mend=_("Pick some in the list first."))
    if len(wanted) > MOST:
        raise Refused("too_many_picked", _("At most %(most)s cases at once.", most=MOST), mend=_("Pick fewer."))
    numbers = dict(cases_seen_by(actor).filter(pk__in=wanted).values_list("pk", "number"))
    done, refused = [], []
    for case_id in wanted:
        try:
            deed(case_id)
        except Refused as why:
            refused.append(NotDone(case_id, numbers.get(case_id, ""), why))
        else:
            done.append((case_id, numbers.get(case_id, "")))
    return Report(tuple(done), tuple(refused))
