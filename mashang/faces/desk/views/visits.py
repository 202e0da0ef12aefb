"""Visits: the list, the week, and one visit with what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts import visit_closing
from mashang.cases.acts import visits as acts
from mashang.cases.acts.visit_recording import note_on_visit
from mashang.cases.reads.campaigns import list_campaigns
from mashang.cases.reads.visits import (
    StepLine,
    VisitFile,
    VisitRow,
    VisitsWanted,
    count_tabs,
    get_visit,
    list_visits,
    week_of,
)
from mashang.cases.rules.visit_states import may_visit_step
from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.faces.desk import visit_words as words
from mashang.faces.desk.acts_offered import Offered, acts_offered
from mashang.faces.desk.answering import ask_and_do, do_and_return
from mashang.faces.desk.forms.visits import NoteForm, VisitsFilter
from mashang.faces.desk.lists import Shown, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.register.reads.towers import list_tower_names
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb
from mashang.ui.parts import Event, Tab
from mashang.ui.tables import Cell, Empty, filter_chips, with_query

HERE = gettext_lazy("Visits")


def visits(request: Asked) -> HttpResponseBase:
    """Visits of one's area: to come, today, recorded, with open problems, with something to decide."""
    campaigns = [(one.id, one.name) for one in list_campaigns(request.actor)]
    form = VisitsFilter(request.GET, towers=list_tower_names(request.actor), campaigns=campaigns)
    wanted = form.wanted(words.TABS)
    rows = list_visits(request.actor, wanted)
    if wants_file(request):
        return export(request, page="visits", title=HERE, moment=read_moment(request.GET), shown=COLUMNS, rows=rows)
    page = page_of_list(request, rows)
    table = table_of(
        request, label=HERE, shown=COLUMNS, rows=page.object_list, sort="", page=page, empty=_empty(wanted)
    )
    values = {
        "table": table, "form": form, "chips": filter_chips(form, request.GET), "tabs": _tabs(request, wanted),
        "views": saved_views_of(request, "visits"),
        "acts": acts_offered(
            request,
            Offered(label=_("Week"), name="visits_week", icon="calendar-event"),
            Offered(label=_("Campaigns"), name="campaigns", icon="flag"),
            Offered(label=_("On my way"), name="visits_mine", icon="walk"),
            Offered(label=_("Plan a visit"), name="visit_firms", icon="plus", tone="primary"),
        ),
    }  # fmt: skip
    return render_page(request, "desk/visits/list.html", values, title=HERE)


def _tabs(request: Asked, wanted: VisitsWanted) -> list[Tab]:
    counts = count_tabs(request.actor)
    every = Tab(label=_("All"), url=with_query(request.GET, {"tab": ""}), current=wanted.tab == "all")
    return [
        every,
        *(
            Tab(
                label=label, url=with_query(request.GET, {"tab": tab}), count=counts[tab], current=wanted.tab == tab,
                warn=tab == "heard" and counts[tab] > 0,
            )
            for tab, label in words.TABS.items()
        ),
    ]  # fmt: skip


def _empty(wanted: VisitsWanted) -> Empty:
    return Empty(
        title=_("No such visits"),
        text=_("Plan a visit from a firm, or change the filters."),
        url=reverse("visit_firms"),
        url_label=_("Plan a visit"),
        icon="users",
    )


def _when(row: VisitRow) -> str:
    at = timezone.localtime(row.at) if row.at else None
    clock = at.strftime("%H:%M") if at else row.planned_at.strftime("%H:%M") if row.planned_at else ""
    return f"{row.on.isoformat()} {clock}".strip()


def _problems_text(row: VisitRow) -> str:
    return _("%(open)s of %(all)s open") % {"open": row.open_problems, "all": row.problems} if row.problems else "—"


COLUMNS: Sequence[Shown] = (
    Shown(key="firm", label=gettext_lazy("Firm"), value=lambda r: r.firm, cell=lambda r: Cell(text=r.firm, url=reverse("visit", args=[r.id]), sub=r.number), head=True),
    Shown(key="number", label=gettext_lazy("Number"), value=lambda r: r.number, screen=False),
    Shown(key="when", label=gettext_lazy("When"), value=_when, css="nowrap"),
    Shown(key="state", label=gettext_lazy("State"), value=lambda r: str(words.state_of(r.state)[1]), cell=lambda r: words.state_of(r.state), template="desk/visits/state_cell.html"),
    Shown(key="mode", label=gettext_lazy("How"), value=lambda r: str(words.mode_of(r.mode))),
    Shown(key="kinds", label=gettext_lazy("Kinds"), value=lambda r: _(", ").join(str(one) for one in words.kinds_of(r.kinds)), screen=False),
    Shown(key="office", label=gettext_lazy("Office"), value=lambda r: r.office, cell=lambda r: Cell(text=r.office, sub=r.officer)),
    Shown(key="problems", label=gettext_lazy("Problems"), value=lambda r: r.problems, cell=_problems_text, numeric=True),
    Shown(key="open", label=gettext_lazy("Open problems"), value=lambda r: r.open_problems, screen=False),
    Shown(key="waiting", label=gettext_lazy("To be decided"), value=lambda r: r.waiting, cell=lambda r: r.waiting or "—", numeric=True),
    Shown(key="campaign", label=gettext_lazy("Campaign"), value=lambda r: r.campaign, screen=False),
)  # fmt: skip


def visits_week(request: Asked) -> HttpResponse:
    """The visits of one week, day by day."""
    begin, end = week_of(_day_of(request.GET.get("day", "")))
    rows = list_visits(request.actor, VisitsWanted(since=begin, until=end, mine=bool(request.GET.get("mine"))))
    days = [
        {
            "day": day,
            "today": day == timezone.localdate(),
            "rows": [
                {"row": row, "state": words.state_of(row.state), "when": _when(row)[11:]}
                for row in sorted((one for one in rows if one.on == day), key=_when)
            ],
        }
        for day in (begin + timedelta(days=no) for no in range(7))
    ]
    steps = {
        name: with_query(request.GET, {"day": day.isoformat()})
        for name, day in (("before", begin - timedelta(7)), ("after", end + timedelta(1)))
    }
    values = {"days": days, "begin": begin, "end": end, "mine": request.GET.get("mine"), **steps,
              "all_url": with_query(request.GET, {"mine": ""}), "mine_url": with_query(request.GET, {"mine": "on"})}  # fmt: skip
    return render_page(
        request, "desk/visits/week.html", values, title=_("Visits of the week"), crumbs=crumbs(_("Week"))
    )


def _day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()


def visit(request: Asked, pk: int) -> HttpResponse:
    """One visit: what was said, each problem and where it stands, what was heard, all that happened."""
    file = get_visit(request.actor, pk)
    row, may = file.row, request.actor.may
    values = {
        "file": file, "row": row, "state": words.state_of(row.state), "when": _when(row), "mode": words.mode_of(row.mode),
        "kinds": words.kinds_of(row.kinds), "no_inspection": words.NO_INSPECTION, "problems": problem_lines(file),
        "facts": [_fact(one) for one in file.facts], "may_decide": may(Permission.REGISTER_EDIT),
        "events": [_event(step) for step in reversed(file.steps)], "note": NoteForm(),
        "may_note": may(Permission.VISIT_RECORD) and may_visit_step(row.state, "note"), "may_amend": _may_amend(request, file),
        "acts": _acts(request, file),
    }  # fmt: skip
    return render_page(request, "desk/visits/visit.html", values, title=row.firm, crumbs=crumbs(row.number))


def problem_lines(file: VisitFile) -> list[dict[str, object]]:
    """The problems of a visit as pages draw them."""
    return [
        {
            "line": one, "state": words.case_state_of(one.state), "item": words.item_of(one.item),
            "outcome": words.outcome_of(one.outcome), "url": f"/desk/cases/{one.case_id}",
        }
        for one in file.problems
    ]  # fmt: skip


def _fact(one: dict[str, object]) -> dict[str, object]:
    key, value = str(one["key"]), str(one["value"])
    return {"fact": one, "label": words.heard_of(key), "value": words.heard_value(key, value)}


def _may_amend(request: Asked, file: VisitFile) -> bool:
    same_day = file.recorded_at is not None and timezone.localdate(file.recorded_at) == timezone.localdate()
    return same_day and file.recorded_by == request.actor.user_id and may_visit_step(file.row.state, "amend")


def _acts(request: Asked, file: VisitFile) -> list[object]:
    row = file.row
    ahead, state = row.state in ("planned", "booked"), row.state
    offers = [
        Offered(
            label=_("Page to read before"),
            name="visit_brief",
            args=(row.firm_id,),
            tail=f"?visit={row.id}",
            icon="clipboard-list",
        )
    ]
    if ahead:
        offers += [
            Offered(label=_("Calendar file"), name="visit_ics", args=(row.id,), icon="calendar"),
            Offered(label=_("Another day"), name="visit_anew", args=(row.id,), icon="calendar-event"),
            Offered(label=_("Call it off"), name="visit_call_off", args=(row.id,), icon="x"),
            Offered(
                label=_("Record it"),
                name="visit_entry",
                args=(row.id,),
                icon="edit",
                tone="primary" if state == "booked" else "secondary",
            ),
        ]
    return list(acts_offered(request, *offers))


def _event(step: StepLine) -> Event:
    at = timezone.localtime(step.at)
    told = [part for part in (step.by, step.reason if step.act not in ("confirm", "silence") else "") if part]
    return Event(
        when=at.strftime("%Y-%m-%d %H:%M"),
        iso=at.isoformat(),
        title=words.ACTS[step.act],
        text=_("; ").join(told),
    )


@require_POST
def visit_book(request: Asked, pk: int) -> HttpResponse:
    """Announce a planned visit to the firm."""
    return do_and_return(
        request, lambda: acts.book_visit(actor=request.actor, visit_id=pk),
        said=_("The firm is told; it may move or decline the visit."), to=url(pk),
    )  # fmt: skip


def visit_call_off(request: Asked, pk: int) -> HttpResponse:
    """Call a visit off, with a reason."""
    row = get_visit(request.actor, pk).row
    return ask_and_do(
        request, lambda reason: acts.call_visit_off(actor=request.actor, visit_id=pk, reason=reason),
        title=_("Call off the visit to %(firm)s") % {"firm": row.firm}, button=_("Call it off"), said=_("Called off."),
        explains=[_("A firm that was told of the visit reads this reason.")], to=url(pk), crumbs=crumbs(row.number),
    )  # fmt: skip


@require_POST
def visit_note(request: Asked, pk: int) -> HttpResponse:
    """Add a later note, once."""
    return do_and_return(
        request, lambda: do_once(
            request, lambda: note_on_visit(actor=request.actor, visit_id=pk, words=request.POST.get("words", "")), to=lambda _made: url(pk)
        ),
        said=_("The note is added."), to=url(pk),
    )  # fmt: skip


@require_POST
def visit_fact_take(request: Asked, pk: int, no: int) -> HttpResponse:
    """Take over into the register what the firm said of itself."""
    return do_and_return(
        request, lambda: visit_closing.take_heard_fact(actor=request.actor, visit_id=pk, no=no),
        said=_("It stands in the register now, with this visit as its source."), to=f"{url(pk)}#heard",
    )  # fmt: skip


def visit_fact_refuse(request: Asked, pk: int, no: int) -> HttpResponse:
    """Do not take over what the firm said of itself, with a reason."""
    row = get_visit(request.actor, pk).row
    return ask_and_do(
        request, lambda reason: visit_closing.refuse_heard_fact(actor=request.actor, visit_id=pk, no=no, reason=reason),
        title=_("Do not take this over"), button=_("Do not take it over"), said=_("It is not taken over."),
        explains=[_("It stays on the visit, with your reason.")], to=f"{url(pk)}#heard", crumbs=crumbs(row.number),
    )  # fmt: skip


def url(pk: int) -> str:
    """The page of a visit."""
    return reverse("visit", args=[pk])


def crumbs(last: str) -> tuple[Crumb, ...]:
    """The way from the list of visits."""
    return (Crumb(label=HERE, url=reverse("visits")), Crumb(label=last))
