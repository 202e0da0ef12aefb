"""Grades of towers: what waits and what was given, one grade as it stood, deciding and revoking it, the schemes."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mashang.accounts.rules.roles import Permission
from mashang.doors.guarding import Asked
from mashang.faces.desk import editing, writing
from mashang.faces.desk.answering import ask_and_do, do_and_return
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.grades import GradesFilter, RevokeForm
from mashang.faces.desk.grade_words import days_words, events_of, line_rows, state_lamp, state_tag
from mashang.faces.desk.lists import Shown, export, page_of_count, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.scheme_pages import scheme_cards
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.register.acts import grading as acts
from mashang.register.reads.choices import GRADE_STATES, label_of
from mashang.register.reads.grades import GradeRecord, count_grades, get_grade, list_grades
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb
from mashang.ui.tables import Cell, Empty, filter_chips

HERE = gettext_lazy("Grades of towers")
SCHEMES = gettext_lazy("Schemes of grades")


def grades(request: Asked) -> HttpResponseBase:
    """All grades of one's area; what waits for approval stands first."""
    form = GradesFilter(request.GET, locale=request.actor.locale)
    wanted = form.wanted()
    if wants_file(request):
        moment, rows = read_moment(request.GET), list_grades(request.actor, wanted)
        return export(request, page="grades", title=HERE, moment=moment, shown=COLUMNS, rows=rows)
    total, waiting = count_grades(request.actor, wanted)
    page, chips = page_of_count(request, total), filter_chips(form, request.GET)
    rows = list_grades(request.actor, wanted, range(max(page.start_index() - 1, 0), page.end_index()))
    values = {
        "table": table_of(
            request, label=HERE, shown=COLUMNS, rows=rows, sort="", page=page, empty=_empty(filtered=bool(chips))
        ),
        "form": form, "chips": chips, "views": saved_views_of(request, "grades"),
        "waiting": waiting,
    }  # fmt: skip
    return render_page(request, "desk/grades/list.html", values, title=HERE)


def grade(request: Asked, pk: int) -> HttpResponse:
    """One grade: every line as it stood, who proposed and decided it, and the next step."""
    row, lines = get_grade(request.actor, pk)
    decides = request.actor.may(Permission.GRADE_DECIDE)
    own = row.proposed.by_id == request.actor.user_id
    values = {
        "row": row, "state": state_tag(row), "days": days_words(row), "lines": line_rows(lines), "events": events_of(row),
        "may_decide": row.state == "proposed" and decides and not own,
        "may_withdraw": row.state == "proposed" and own, "may_revoke": row.state == "in_force" and decides,
        "waits_for_another": row.state == "proposed" and not (decides and not own),
        "score_url": reverse("grade_score", args=[row.tower_id, row.scheme]),
    }  # fmt: skip
    title = _("%(tower)s: %(grade)s") % {"tower": row.tower, "grade": row.name}
    return render_page(request, "desk/grades/grade.html", values, title=title, crumbs=crumbs_of(row))


@require_POST
def grade_approve(request: Asked, pk: int) -> HttpResponse:
    """Give the grade that was proposed."""
    return do_and_return(
        request,
        lambda: acts.approve_grade(actor=request.actor, grade_id=pk),
        said=_("The grade is given."),
        to=_url(pk),
    )


def grade_reject(request: Asked, pk: int) -> HttpResponse:
    """Reject a proposal, with a reason."""
    row, _lines = get_grade(request.actor, pk)
    return ask_and_do(
        request, lambda reason: acts.reject_grade(actor=request.actor, grade_id=pk, reason=reason),
        title=_("Reject the proposal"), button=_("Reject it"), said=_("Rejected. Whoever proposed it reads why."),
        explains=[_("The tower keeps the grade it has, or none. Another proposal can be made at once.")],
        to=_url(pk), crumbs=(*crumbs_of(row), Crumb(label=_("Reject the proposal"))),
    )  # fmt: skip


def grade_withdraw(request: Asked, pk: int) -> HttpResponse:
    """Take one's own proposal back."""
    row, _lines = get_grade(request.actor, pk)
    return ask_and_do(
        request, lambda reason: acts.withdraw_grade(actor=request.actor, grade_id=pk, reason=reason),
        title=_("Take the proposal back"), button=_("Take it back"), said=_("Taken back."),
        explains=[_("Nobody decides it any more. It stays on record, and another can be made.")],
        to=_url(pk), crumbs=(*crumbs_of(row), Crumb(label=_("Take the proposal back"))),
    )  # fmt: skip


def grade_revoke(request: Asked, pk: int) -> HttpResponse:
    """From which day a grade does not hold any more, and why."""
    row, _lines = get_grade(request.actor, pk)
    title = _("Revoke the grade")
    deed = Deed(
        do=lambda sent: acts.revoke_grade(actor=request.actor, grade_id=pk, **sent.cleaned_data),
        said=_("Revoked. It stays on record."), to=lambda _row: _url(pk),
    )  # fmt: skip
    sheet = Sheet(
        title=title, button=_("Revoke it"), back=_url(pk), crumbs=(*crumbs_of(row), Crumb(label=title)),
        lead=f"{row.tower} · {row.name} · {days_words(row)}",
    )  # fmt: skip
    return editing.edit(request, RevokeForm(**editing.typed(request)), deed, sheet)


def grade_schemes(request: Asked) -> HttpResponse:
    """What each scheme asks, its bounds, version and days, and what is not held."""
    values = {"cards": scheme_cards(request.actor.locale)}
    crumbs = (Crumb(label=HERE, url=reverse("grades")), Crumb(label=SCHEMES))
    return render_page(request, "desk/grades/schemes.html", values, title=SCHEMES, crumbs=crumbs)


def crumbs_of(row: GradeRecord) -> tuple[Crumb, ...]:
    """The way to one grade."""
    name = _("%(tower)s: %(grade)s") % {"tower": row.tower, "grade": row.name}
    return Crumb(label=HERE, url=reverse("grades")), Crumb(label=name, url=_url(row.id))


def _url(pk: int) -> str:
    return reverse("grade", args=[pk])


def _empty(*, filtered: bool) -> Empty:
    if filtered:
        return Empty(title=_("No grade matches"), text=_("Take away a filter."), url="?", url_label=_("Clear all"))
    return Empty(
        title=_("No tower has been graded yet"),
        text=_("Open the file of a tower and propose a grade at its score; a section head gives it."),
        url=reverse("towers"), url_label=_("To the towers"), icon="certificate",
    )  # fmt: skip


def _lamp(row: GradeRecord) -> dict[str, object]:
    lamp, word = state_lamp(row)
    return {"lamp": lamp, "word": word}


COLUMNS = (
    Shown(key="tower", label=gettext_lazy("Tower"), value=lambda r: r.tower, cell=lambda r: Cell(text=r.tower, url=_url(r.id)), head=True),
    Shown(key="grade", label=gettext_lazy("Grade"), value=lambda r: r.name, cell=lambda r: Cell(text=r.name, sub=r.scheme_name)),
    Shown(key="scheme", label=gettext_lazy("Scheme"), value=lambda r: r.scheme_name, screen=False),
    Shown(key="version", label=gettext_lazy("Version"), value=lambda r: r.version, screen=False),
    Shown(key="score", label=gettext_lazy("Points"), value=lambda r: r.score, cell=lambda r: f"{r.score} / {r.most}", numeric=True),
    Shown(key="since", label=gettext_lazy("First day"), value=lambda r: r.since, css="nowrap"),
    Shown(key="until", label=gettext_lazy("Last day"), value=lambda r: r.until, css="nowrap"),
    Shown(key="state", label=gettext_lazy("State"), value=lambda r: label_of(GRADE_STATES, r.state), cell=_lamp, template="desk/grades/state_cell.html"),
    Shown(key="proposed", label=gettext_lazy("Proposed by"), value=lambda r: r.proposed.by, cell=lambda r: Cell(text=r.proposed.by, sub=writing.day(timezone.localdate(r.proposed.at)))),
    Shown(key="decided", label=gettext_lazy("Decided by"), value=lambda r: r.decided.by if r.decided else ""),
    Shown(key="revoked", label=gettext_lazy("Revoked from"), value=lambda r: r.revoked_on, screen=False),
)  # fmt: skip
