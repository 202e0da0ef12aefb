"""Reads the whole trail again and says in words what does not fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.trail.models import Entry, Seal, View
from mashang.trail.models.covered import STREAMS, digest_of, trail_key
from mashang.trail.rules.chain import START, Link

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit. `kind`: changed, deleted, inserted, repeated, seal_missing, seal_broken, head."""

    kind: str
    stream: str
    words: str
    row_id: int | None = None


@dataclass(slots=True)
class Verdict:
    """What was read, and what does not fit in it; sound when nothing is found."""

    rows: int = 0
    seals: int = 0
    unsealed: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.findings


@dataclass(frozen=True, slots=True)
class Head:
    """The last seal of a stream: kept outside, it shows later that nothing before it was taken away."""

    stream: str
    era: int
    no: int
    root: str
    at: dt.datetime

    def __str__(self) -> str:
        return f"{self.stream}/{self.era}/{self.no}/{self.root}"


def heads() -> list[Head]:
    """The last seal of each stream, to be printed and kept outside the database."""
    found = []
    for stream in STREAMS:
        if seal := Seal.objects.filter(stream=stream).order_by("-era", "-no").first():
            found.append(Head(stream, seal.era, seal.no, bytes(seal.root).hex(), seal.at))
    return found


def sealing_lag() -> dt.timedelta:
    """How long the oldest unsealed row has waited; nothing when all is sealed. More than a minute is a fault."""
    longest = dt.timedelta(0)
    for stream, model in STREAMS.items():
        last = Seal.objects.filter(stream=stream).order_by("-era", "-no").first()
        rows = model.objects.all()
        if last:
            rows = rows.filter(Q(era=last.era, xid__gte=last.xid_to) | Q(era__gt=last.era))
        if oldest := rows.aggregate(at=Min("at"))["at"]:
            longest = max(longest, timezone.now() - oldest)
    return longest


def verify(*, published: Sequence[str] = ()) -> Verdict:
    """Recompute every digest and the whole chain, oldest first, without changing anything.

    `published` are heads that were kept outside (`stream/era/no/root`): only they can show that the
    newest seals were taken away together with their rows.
    """
    verdict = Verdict()
    for stream in STREAMS:
        _StreamReader(stream, verdict).read()
        _find_repeated(stream, verdict)
    for head in published:
        _compare_head(head, verdict)
    return verdict


class _StreamReader:
    """Walks the seals of a stream and, in step, the rows they cover."""

    def __init__(self, stream: str, verdict: Verdict) -> None:
        self.stream = stream
        self.verdict = verdict
        self.key = trail_key()
        self._rows: Iterator[Entry | View] = iter(
            STREAMS[stream].objects.order_by("era", "xid", "id").iterator(chunk_size=CHUNK)
        )
        self._next = next(self._rows, None)

    def read(self) -> None:
        prev, era, no = START, 0, 0
        for seal in Seal.objects.filter(stream=self.stream).order_by("era", "no").iterator(chunk_size=CHUNK):
            self.verdict.seals += 1
            name = f"{seal.era}.{seal.no}"
            expected = no + 1 if seal.era == era else 1
            link = Link(key=self.key, stream=self.stream, era=seal.era, no=seal.no, prev=bytes(seal.prev))
            clean = self._cover(seal, link)
            if seal.no != expected:
                missing = (
                    f"{seal.era}.{expected}" if seal.no - expected == 1 else f"{seal.era}.{expected}-{seal.no - 1}"
                )
                self._add(
                    "seal_missing",
                    _("Before seal %(name)s of %(what)s seal %(missing)s is missing."),
                    name=name,
                    missing=missing,
                )
            elif bytes(seal.prev) != prev:
                self._add(
                    "seal_broken", _("Seal %(name)s of %(what)s does not join on to the seal before it."), name=name
                )
            else:
                self._judge(seal, link, name, clean)
            prev, era, no = bytes(seal.root), seal.era, seal.no
        while self._next is not None:
            self.verdict.unsealed += 1
            self._check_row()

    def _cover(self, seal: Seal, link: Link) -> bool:
        """Feed the rows of this seal to the link; True when each carries the digest it should."""
        clean = True
        while (row := self._next) is not None and (row.era, row.xid) < (seal.era, seal.xid_to):
            link.add(row.pk, row.xid, bytes(row.digest))
            clean = self._check_row() and clean
        return clean

    def _check_row(self) -> bool:
        row = self._next
        assert row is not None
        self.verdict.rows += 1
        self._next = next(self._rows, None)
        if bytes(row.digest) == digest_of(row, self.key):
            return True
        self._add(
            "changed",
            _(
                "Row %(id)s of %(what)s is not as it was written (%(about)s): altered afterwards, or written without the key."
            ),
            row_id=row.pk,
            id=row.pk,
            about=str(row),
        )
        return False

    def _judge(self, seal: Seal, link: Link, name: str, clean: bool) -> None:
        if link.n < seal.n:
            self._add("deleted", _("Seal %(name)s of %(what)s covers %(n)s rows, but %(there)s are there: %(less)s deleted."),
                      name=name, n=seal.n, there=link.n, less=seal.n - link.n)  # fmt: skip
        elif link.n > seal.n:
            self._add("inserted", _("Seal %(name)s of %(what)s covers %(n)s rows, but %(there)s are there: %(more)s inserted afterwards."),
                      name=name, n=seal.n, there=link.n, more=link.n - seal.n)  # fmt: skip
        elif clean and link.root(seal.xid_to) != bytes(seal.root):
            self._add(
                "seal_broken",
                _("Seal %(name)s of %(what)s does not fit its rows: the seal was altered, or rows were exchanged."),
                name=name,
            )

    def _add(self, kind: str, text: str, *, row_id: int | None = None, **values: object) -> None:
        what = _("the trail") if self.stream == Seal.Stream.ENTRY else _("the log of views")
        self.verdict.findings.append(Finding(kind, self.stream, text % {"what": what, **values}, row_id))


def _find_repeated(stream: str, verdict: Verdict) -> None:
    """A row copied whole carries a right digest; that it is there twice gives it away."""
    rows = STREAMS[stream].objects.order_by().values("digest").annotate(n=Count("pk"), first=Min("pk")).filter(n__gt=1)
    for row in rows[:1000]:
        words = _("Row %(id)s is there %(n)s times: it was copied.") % {"id": row["first"], "n": row["n"]}
        verdict.findings.append(Finding("repeated", stream, words, row["first"]))


def _compare_head(head: str, verdict: Verdict) -> None:
    parts = head.strip().split("/")
    if len(parts) != 4 or not (parts[1] + parts[2]).isdigit():
        words = _("%(head)s is not a head; one looks like entry/1/12/ and 64 hexadecimal digits.") % {"head": head}
        verdict.findings.append(Finding("head", "", words))
        return
    stream, era, no, root = parts
    seal = Seal.objects.filter(stream=stream, era=int(era), no=int(no)).first()
    if seal is None or bytes(seal.root).hex() != root.lower():
        words = _(
            "The seal that was published as %(head)s is no longer there: what it covered was taken away or sealed anew."
        )
        verdict.findings.append(Finding("head", stream, words % {"head": head}))
