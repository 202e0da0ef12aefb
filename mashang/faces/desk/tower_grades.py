"""What the tower file says of grades and of the ¥100M-tax tower."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mashang.doors.guarding import Asked
from mashang.doors.wording import say
from mashang.faces.desk.grade_words import mark_of, record_rows, result_words
from mashang.faces.desk.writing import wan_of
from mashang.register.reads.grades import list_tower_grades
from mashang.register.reads.grading import ScoredLine, TowerScore, list_tower_scores
from mashang.register.reads.taxed_towers import TaxedTower, list_taxed_towers
from mashang.trail.acts import note_view
from mashang.ui.moments import Moment
from mashang.ui.parts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeCard:
    """One scheme as it is shown: its name and basis, what it comes to, what stands in the way, its lines."""

    code: str
    name: str
    basis: str
    result: str
    reasons: list[str]
    facts: list[Fact]


def grades_part(request: Asked, pk: int, moment: Moment) -> dict[str, object]:
    """The scores of the tower, its grades so far and its tax answer; a sum that is shown goes on record."""
    scores = list_tower_scores(request.actor, pk, moment.as_of, moment.known_at)
    taxed = list_taxed_towers(request.actor, [pk], moment.as_of, moment.known_at).get(pk)
    if taxed is not None and taxed.tax_fen is not None:
        note_view(actor=request.actor, page="tower", subject_kind="tower", subject_id=pk, fields=["tax"])
    return {
        "grades": [_card(score, request.actor.locale) for score in scores],
        "graded": record_rows(list_tower_grades(request.actor, pk)), "taxed": tax_facts(taxed),
    }  # fmt: skip


def _card(told: TowerScore, locale: str) -> GradeCard:
    score = told.score
    return GradeCard(
        code=told.card.scheme,
        name=told.name,
        basis=_("Version %(version)s; %(basis)s") % {"version": told.card.version, "basis": told.card.basis},
        result=result_words(told, locale),
        reasons=[say(reason) for reason in (*score.refused, *score.unsure)],
        facts=[_line(line) for line in told.lines],
    )


def _line(line: ScoredLine) -> Fact:
    points = _("%(points)s of %(most)s points") % {"points": line.points, "most": line.most}
    if line.points is None:
        points = _("open, up to %(most)s points") % {"most": line.most}
    if line.judged:
        points = _("judged by a person; %(points)s") % {"points": points}
    value = f"{line.text} · {points}" if line.text else points
    label = _("%(line)s (must)") % {"line": line.label} if line.must else line.label
    return Fact(label=label, value=value, source=mark_of(line.source) if line.source else None)


def tax_facts(taxed: TaxedTower | None) -> list[Fact]:
    """Whether the tower is a ¥100M-tax tower: yes, no, cannot tell, or withheld; the sum where it may be seen."""
    if taxed is None:
        answer = _("No firm stood here at the end of the last full tax year")
    elif taxed.withheld:
        answer = _("Not told: below it, not known, or few taxpayers behind it")
    else:
        answer = {True: _("Yes"), False: _("No"), None: _("Cannot tell")}[taxed.over]
    facts = [Fact(label=_("¥100M-tax tower"), value=answer)]
    if taxed is not None:
        facts += [
            Fact(label=_("Tax year"), value=str(taxed.year)),
            Fact(label=_("Firms counted"), value=str(taxed.firms)),
            Fact(label=_("of them with unknown tax"), value=str(taxed.unknown)),
        ]
        if taxed.tax_fen is not None:
            wan = _("%(wan)s ten thousand yuan") % {"wan": f"{wan_of(taxed.tax_fen, 2):,}"}
            facts.append(Fact(label=_("Known tax of the year"), value=wan))
    return facts
