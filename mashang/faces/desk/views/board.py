"""The supervisor's board, and the morning sheet that is printed of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from mashang.cases.reads.board import Awaited, Board, get_board
from mashang.cases.reads.desk_queue import QueueRow
from mashang.cases.reads.queue_tabs import STUCK_DAYS
from mashang.doors.guarding import Asked
from mashang.faces.desk.case_words import holder_of, instant, row_due, since_words, today_line
from mashang.faces.desk.guard import guard
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.cases import closing_in
from mashang.ui.page import Crumb, Text
from mashang.ui.parts import Figure

KINDS: dict[str, Text] = {
    "gate": gettext_lazy("Whistle at the gate"),
    "objection": gettext_lazy("Objection"),
    "extension": gettext_lazy("Extension"),
    "carry_over": gettext_lazy("Carrying over"),
    "exclusion": gettext_lazy("Leaving out of a rate"),
}


def board(request: Asked) -> HttpResponse:
    """What would go wrong comes first, then who has much to do: matters and teams, never persons."""
    found = get_board(request.actor)
    values = {
        "board": found, "figures": figures_of(found), "overdue": _lines(request, found.overdue, found.now),
        "today": _lines(request, found.today, found.now), "awaited": [_awaited(request, one, found.now) for one in found.awaited], "may_rule": guard.may_open(request, "rulings"),
        "days": _days(found), "today_line": today_line(found.now, closing_in(found.now)),
        "may_take": guard.may_open(request, "case_hand_over"), "may_urge": guard.may_open(request, "cases_bulk"),
        "due_today": [row.id for row in found.today], "printed": found.now.strftime("%Y-%m-%d %H:%M"),
    }  # fmt: skip
    crumbs = (Crumb(label=_("Requests and whistles"), url=reverse("cases")), Crumb(label=_("Supervisor's board")))
    return render_page(request, "desk/board/board.html", values, title=_("Supervisor's board"), crumbs=crumbs)


def figures_of(found: Board) -> list[Figure]:
    """The five heads, each with its definition and its rows."""
    counts, now = found.counts, _("now %(time)s") % {"time": found.now.strftime("%H:%M")}
    longest = _("oldest since %(when)s") % {"when": instant(counts.longest, found.now)} if counts.longest else ""
    told: Sequence[tuple[str, Text, int, Text, str]] = (
        ("overdue", _("Overdue"), counts.overdue, _("Open cases of which the nearest clock of the office or a department has passed. The firm's own clocks are not counted."), longest),
        ("near", _("Near due"), counts.near, _("Open cases due until the end of the next working day."), _("%(count)s of them today") % {"count": counts.today}),
        ("stuck", _("Stuck"), counts.stuck, _("Open cases with which nobody has done anything for %(days)s working days, though the clock does not stand still.") % {"days": STUCK_DAYS}, ""),
        ("paused", pgettext("clocks", "Standing still"), counts.paused, _("Open cases that wait for papers or stand in a special procedure."), ""),
        ("all", pgettext("cases", "Open"), counts.open, _("All cases that are not ended."), _("this week %(came)s came, %(ended)s ended") % {"came": counts.came, "ended": counts.ended}),
    )  # fmt: skip
    return [
        Figure(
            name=name, value=f"{count:,}", unit=_("cases"), definition=says, as_of=now, rows=_("%(count)s rows") % {"count": f"{count:,}"},
            rows_url=f"{reverse('cases')}?tab={tab}", line=line,
        )
        for tab, name, count, says, line in told
    ]  # fmt: skip


def _lines(request: Asked, rows: Sequence[QueueRow], now: datetime) -> list[dict[str, object]]:
    return [
        {
            "row": row,
            "who": holder_of(row, None)[0],
            "since": since_words(row),
            "due": row_due(row, now, request.actor.locale),
        }
        for row in rows
    ]


def _awaited(request: Asked, one: Awaited, now: datetime) -> dict[str, object]:
    return {"kind": KINDS[one.kind], "one": one, "url": _page_of(request, one), "when": instant(one.asked_at, now)}


def _page_of(request: Asked, one: Awaited) -> str:
    """Where it is decided, for whoever may decide; the file of the case for everybody else."""
    if one.kind == "gate" and guard.may_open(request, "whistle_gate"):
        return reverse("whistle_gate", args=[one.case_id])
    if guard.may_open(request, "rulings"):
        return reverse("rulings")
    return reverse("case", args=[one.case_id])


def _days(found: Board) -> list[dict[str, object]]:
    most = max((one.cases for one in found.days), default=0) or 1
    return [
        {
            "label": _("today") if one.day == timezone.localdate(found.now) else one.day.strftime("%m-%d"),
            "weekday": date_format(one.day, "D"), "cases": one.cases, "share": one.cases * 100 / most,
            "url": f"{reverse('cases')}?tab=all",
        }
        for one in found.days
    ]  # fmt: skip
