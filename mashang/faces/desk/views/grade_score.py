"""The score of a tower by a scheme, line by line, and the form that proposes a grade by it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.accounts.rules.roles import Permission
from mashang.doors.guarding import Asked
from mashang.doors.wording import say
from mashang.faces.desk import editing
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.grades import GradeForm, usual_days
from mashang.faces.desk.grade_words import line_rows, record_rows, result_words
from mashang.register.acts.grading import grade_tower
from mashang.register.reads.grades import GradeRecord, list_tower_grades
from mashang.register.reads.grading import TowerScore, find_refusal, find_scorecard, get_score_for_grade
from mashang.register.reads.towers import TowerRow, get_tower
from mashang.register.rules.grading import Judgement
from mashang.ui.page import Crumb


def grade_score(request: Asked, pk: int, scheme: str) -> HttpResponse:
    """Line by line what is known and what it gives; the lines that a person judges are filled in here."""
    today = timezone.localdate()
    tower = get_tower(request.actor, pk, today)
    records = [row for row in list_tower_grades(request.actor, pk) if row.scheme == scheme]
    first = usual_days(_next_day(records, scheme, today))
    told = get_score_for_grade(request.actor, pk, scheme, first["valid_from"], today, {})
    since, judged = _typed(request, told, first["valid_from"])
    told = get_score_for_grade(request.actor, pk, scheme, since, today, judged)
    form = GradeForm(**editing.typed(request), told=told, initial=editing.before(request, **first))
    deed = Deed(
        do=lambda sent: grade_tower(
            actor=request.actor, tower_id=pk, scheme=scheme, judged=sent.judgements(),
            valid_from=sent.cleaned_data["valid_from"], valid_until=sent.cleaned_data["valid_until"],
        ),
        said=_("Proposed. A section head decides it."), to=lambda row: reverse("grade", args=[row.pk]),
    )  # fmt: skip
    return editing.edit(request, form, deed, _sheet(request, tower, told, since=since, records=records))


def _next_day(records: list[GradeRecord], scheme: str, today: date) -> date:
    """Today, or the day after the grade that holds today, if a version of the scheme is used then."""
    ends = [row.until for row in records if row.holds_on(today) and row.until is not None]
    after = max(ends) + timedelta(days=1) if ends else today
    return after if find_scorecard(scheme, after) is not None else today


def _typed(request: Asked, told: TowerScore, first: date) -> tuple[date, dict[str, Judgement]]:
    """What stands in the form so far, as far as it is sound: the first day, and what is judged."""
    if request.method != "POST":
        return first, {}
    form = GradeForm(request.POST, told=told)
    form.full_clean()
    since = form.cleaned_data.get("valid_from")
    held = since is not None and find_scorecard(told.card.scheme, since) is not None
    return (since if held and since else first), form.judgements()


def _sheet(request: Asked, tower: TowerRow, told: TowerScore, *, since: date, records: list[GradeRecord]) -> Sheet:
    """The score, what stands in the way, the grades there were, and the form for whoever may propose."""
    actor, today = request.actor, timezone.localdate()
    back = reverse("tower", args=[tower.id])
    title = _("%(tower)s: %(scheme)s") % {"tower": tower.name, "scheme": told.name}
    more: dict[str, Any] = {
        "tower": tower, "told": told, "result": result_words(told, actor.locale), "lines": line_rows(told.lines),
        "refusal": say(refusal) if (refusal := find_refusal(actor.locale, told)) else "", "since": since, "read_on": min(since, today),
        "held": next((row for row in records if row.holds_on(today)), None), "records": record_rows(records),
        "waiting": next((row for row in records if row.state == "proposed"), None),
        "may_propose": actor.may(Permission.REGISTER_EDIT) and _can_be_given(told, records),
        "facts_url": f"{back}#facts", "tower_url": back,
    }  # fmt: skip
    return Sheet(
        title=title, button=_("Propose the grade"), back=back, template="desk/grades/score.html", more=more,
        crumbs=(
            Crumb(label=_("Towers"), url=reverse("towers")), Crumb(label=tower.name, url=back), Crumb(label=told.name),
        ),
    )  # fmt: skip


def _can_be_given(told: TowerScore, records: list[GradeRecord]) -> bool:
    """Is it worth filling in the form: the scheme has bounds and does not refuse the tower, and nothing waits?"""
    waits = any(row.state == "proposed" for row in records)
    return bool(told.card.grades) and not told.score.refused and not waits
