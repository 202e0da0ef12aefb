"""The inbox: the list at the left, the chosen case at the right."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.cases.reads.case_file import get_case_file
from mashang.cases.reads.choices import list_departments_near, list_items, list_officers
from mashang.cases.reads.desk_queue import QueueFound, list_queue, list_whole_queue
from mashang.cases.reads.queue_tabs import QueueWanted, count_tabs, span_of
from mashang.doors.guarding import Asked
from mashang.faces.desk.acts_offered import Offered, acts_offered
from mashang.faces.desk.case_rows import NOT_KEPT, columns, heads_of, name_of_tab, split_rows, tabs_of
from mashang.faces.desk.case_words import today_line
from mashang.faces.desk.forms.cases import CasesFilter
from mashang.faces.desk.guard import guard
from mashang.faces.desk.lists import export, files_offered, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.case_file import parts_of
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.kernel.actor import Actor
from mashang.kernel.workdays import is_open, load_calendar
from mashang.register.reads.picking import find_firms
from mashang.register.reads.towers import list_tower_names
from mashang.ui.acting import Press
from mashang.ui.moments import read_moment
from mashang.ui.page import Link
from mashang.ui.split import Key, Split
from mashang.ui.tables import Empty, filter_chips, with_query


def cases(request: Asked) -> HttpResponseBase:
    """Cases by tab and filter, 25 a page; the chosen one beside the list."""
    chosen = request.GET.get("case", "")
    if request.headers.get("HX-Target") == "pane" and chosen.isdecimal():
        return render(
            request, "desk/cases/pane.html", parts_of(request, get_case_file(request.actor, int(chosen)), beside=True)
        )
    now, form = timezone.localtime(), _form(request)
    wanted = form.wanted(
        request.GET.dict(), lambda name: _firms(request.actor, name, now),
        usual_tab="mine" if guard.may_open(request, "case_take") else "all",
    )  # fmt: skip
    if wants_file(request):
        shown, rows = columns(request.actor.locale), list_whole_queue(request.actor, wanted, now=now)
        title = str(name_of_tab(wanted.tab))
        return export(request, page="cases", title=title, moment=read_moment(request.GET), shown=shown, rows=rows)
    found, counts = list_queue(request.actor, wanted, now=now), count_tabs(request.actor, now=now)
    current = chosen if chosen.isdecimal() else str(found.rows[0].id) if found.rows else ""
    split = _split(request, wanted, found, counts, current, now)
    context = {**_around(request, wanted, form, now), "split": split, **_pane(request, current)}
    return render_page(request, "desk/cases/list.html", context, title=_("Requests and whistles"))


def _form(request: Asked) -> CasesFilter:
    actor = request.actor
    return CasesFilter(
        request.GET, towers=list_tower_names(actor), officers=list_officers(actor),
        departments=list_departments_near(actor), items=list_items(actor.locale),
    )  # fmt: skip


def _firms(actor: Actor, name: str, now: datetime) -> tuple[int, ...]:
    return (
        (int(name),)
        if name.isdecimal() and len(name) < 10
        else tuple(one.id for one in find_firms(actor, name, timezone.localdate(now)))
    )


def _pane(request: Asked, current: str) -> dict[str, object]:
    return parts_of(request, get_case_file(request.actor, int(current)), beside=True) if current else {}


def _split(
    request: Asked, wanted: QueueWanted, found: QueueFound, counts: dict[str, int], current: str, now: datetime
) -> Split:
    return Split(
        label=name_of_tab(wanted.tab), heads=heads_of(request.GET, wanted),
        rows=split_rows(request.actor, request.GET, found.rows, now), current=current,
        tabs=tabs_of(request.GET, wanted, counts), tabs_label=_("Which cases"), bulk=_bulk(request),
        action=reverse("cases_bulk"), picked_words=_("{n} selected"), keys=(Key(keys=("N",), label=_("Open a case")),),
        empty=_empty(request, wanted),
        next_url=with_query(request.GET, {**NOT_KEPT, "after": found.after}) if found.after else "",
        previous_url=with_query(request.GET, {**NOT_KEPT, "before": found.before}) if found.before else "",
    )  # fmt: skip


def _bulk(request: Asked) -> list[Press]:
    if not guard.may_open(request, "cases_bulk"):
        return []
    presses = [Press(label=_("Remind"), fields={"do": "urge"}, key="u", icon="bell")]
    if guard.may_open(request, "case_hand_over"):
        presses += [
            Press(label=_("Hand over"), fields={"do": "hand_over"}, icon="transfer"),
            Press(label=_("Join into one"), fields={"do": "join"}, icon="git-merge"),
            Press(label=_("Handle as one ask"), fields={"do": "cluster"}, icon="stack-2"),
        ]
    return presses + (
        [Press(label=_("Export"), fields={"do": "export"}, icon="download")] if files_offered(request) else []
    )


def _empty(request: Asked, wanted: QueueWanted) -> Empty:
    if filter_chips(_bare(request), request.GET):
        return Empty(
            title=_("No case matches"),
            text=_("Take away a filter, or look in another tab."),
            url=f"?tab={wanted.tab}",
            url_label=_("Clear all"),
            icon="speakerphone",
        )
    return Empty(
        title=_("No case stands here"),
        text=_("What comes in at the window, by telephone or on the portal stands here."),
        url="?tab=all",
        url_label=_("All open"),
        icon="speakerphone",
    )


def _bare(request: Asked) -> CasesFilter:
    return CasesFilter(request.GET)


def _around(request: Asked, wanted: QueueWanted, form: CasesFilter, now: datetime) -> dict[str, object]:
    since, _until = span_of(wanted, timezone.localdate(now))
    exports = [
        Link(
            label=_("Export %(kind)s") % {"kind": kind.upper()},
            url=with_query(request.GET, {**NOT_KEPT, "export": kind}),
            icon="download",
        )
        for kind in files_offered(request)
    ]
    if guard.may_open(request, "tickets"):
        exports.append(Link(label=_("Tickets of hotlines"), url=reverse("tickets"), icon="phone"))
    return {
        "form": form, "chips": filter_chips(form, request.GET), "keep": [("tab", wanted.tab)], "exports": exports,
        "views": saved_views_of(request, "cases"), "today": today_line(now, closing_in(now)),
        "acts": acts_offered(request, Offered(label=_("Open a case"), name="case_new", icon="plus")),
        "cut_on": since.isoformat() if since and since != wanted.since else "", "reset": f"?tab={wanted.tab}",
    }  # fmt: skip


def closing_in(now: datetime) -> timedelta:
    """How long the office is still open today, by the usual hours; nothing while it is closed."""
    calendar = load_calendar()
    if not is_open(calendar, now):
        return timedelta()
    closes = calendar.hours_on(timezone.localdate(now))[-1][1]
    return datetime.combine(timezone.localdate(now), closes, now.tzinfo) - now
