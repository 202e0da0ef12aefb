"""Compares what clients were told with what is there. Pure: rows in, faults out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mashang.notices.rules.keys import message_id
from tests.faults.campaign.ledger import Acknowledged

MAIL_DOMAIN = "localhost"
# What a whole case has: its words, its step, two clocks with their beginnings, its entry of the trail, and both sides told.
WHOLE = {"asks": 1, "wishes": 1, "moves": 1, "clocks": 2, "begins": 2, "entries": 1, "told": 2}
ROWS = """
    select c.id, c.title, c.number, c.area_id, c.due_at is not null and c.next_due_at is not null,
        (select count(*) from cases_casetext t where t.case_id = c.id and t.part = 'ask'),
        (select count(*) from cases_casetext t where t.case_id = c.id and t.part = 'wish'),
        (select count(*) from cases_casemove m where m.case_id = c.id),
        (select count(*) from clocks_deadline d where d.subject_kind = 'case' and d.subject_id = c.id),
        (select count(*) from clocks_deadline d join clocks_deadlinechange h on h.deadline_id = d.id
            where d.subject_kind = 'case' and d.subject_id = c.id),
        coalesce(e.n, 0), coalesce(n.app, 0), coalesce(n.keys, '{}')
    from cases_case c
    left join (select subject_id, count(*) as n from trail_entry where act = 'case.open' group by 1) e on e.subject_id = c.id
    left join (
        select subject_id, count(*) filter (where channel = 'app') as app,
            array_agg(key) filter (where channel = 'mail') as keys
        from notices_notice where subject_kind = 'case' group by 1
    ) n on n.subject_id = c.id
"""


@dataclass(frozen=True, slots=True)
class Found:
    """One case as it lies in the database. `mails` are the keys of its notices by mail."""

    id: int
    token: str
    number: str
    area: int
    due_is_kept: bool
    parts: dict[str, int]
    mails: tuple[str, ...] = ()


@dataclass
class Verdict:
    """The faults that were found, each by its token or number; all empty when the promise holds."""

    acknowledged: int = 0
    there: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    told_again: int = 0

    @property
    def holds(self) -> bool:
        """Is everything that was acknowledged there, once, whole, numbered and told?"""
        return not (self.lost or self.doubled or self.half or self.gaps or self.untold)


def read_found(rows: Iterable[Sequence[object]]) -> list[Found]:
    """What `ROWS` gives."""
    found = []
    for row in rows:
        pk, token, number, area, due, *counts, mails = row
        parts = dict(zip(WHOLE, (int(str(n)) for n in counts), strict=True))
        found.append(Found(int(str(pk)), str(token), str(number), int(str(area)), bool(due), parts, tuple(mails)))  # type: ignore[arg-type]
    return found


def judge(acknowledged: Sequence[Acknowledged], found: Sequence[Found], letters: Iterable[str]) -> Verdict:
    """Hold the ledger against the database and the letters that the mail server took."""
    by_token: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        by_token[one.token].append(one)
    sent = Counter(letters)
    verdict = Verdict(acknowledged=len(acknowledged), there=len(found))
    for told in acknowledged:
        if not any((one.id, one.number) == (told.case, told.number) for one in by_token[told.token]):
            verdict.lost.append(told.token)
    verdict.doubled = [token for token, same in by_token.items() if len(same) > 1]
    verdict.half = [one.token for one in found if one.parts != WHOLE or not one.due_is_kept or len(one.mails) != 2]
    verdict.gaps = gaps_of(found)
    for one in found:
        counts = [sent[message_id(key, MAIL_DOMAIN)] for key in one.mails]
        verdict.untold += [one.token] * (0 in counts)
        verdict.told_again += sum(count - 1 for count in counts if count > 1)
    return verdict


def gaps_of(found: Iterable[Found]) -> list[str]:
    """Numbers that an area has not given, or given twice, up to its last."""
    running: dict[int, list[int]] = defaultdict(list)
    for one in found:
        running[one.area].append(int(one.number.rsplit("-", 1)[1]))
    return [
        f"area {area}: {number}"
        for area, numbers in running.items()
        for number in {*range(1, max(numbers) + 1)} ^ set(numbers) | {n for n, c in Counter(numbers).items() if c > 1}
    ]
