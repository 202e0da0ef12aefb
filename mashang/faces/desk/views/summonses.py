"""The desk of a department's liaison: what waits, many at once, and one summons."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from mashang.cases.acts.summons import Many, answer_many, report_in_many
from mashang.cases.reads.summons_list import (
    TABS,
    SummonsRow,
    count_own_summons,
    count_wanted,
    list_own_summons,
)
from mashang.cases.reads.summons_page import SummonsPage, get_summons_page
from mashang.cases.reads.summons_words import RULING_KINDS, RULING_STATES, SUMMONS_PARTS, clock_said, when
from mashang.doors.guarding import Asked
from mashang.doors.wording import say
from mashang.faces.desk import whistle_parts as parts
from mashang.faces.desk.forms.whistles import ManyForm, SummonsFilter
from mashang.faces.desk.guard import guard
from mashang.faces.desk.lists import Shown, page_of_count, table_of
from mashang.faces.desk.meeting_words import meeting_lines
from mashang.faces.desk.nav import render_page
from mashang.kernel.errors import Refused
from mashang.ui.acting import Press
from mashang.ui.page import Crumb, Text
from mashang.ui.parts import Tab
from mashang.ui.tables import Cell, Empty, filter_chips, with_query
from mashang.ui.toast import toast

PER_PAGE = 50
MINE = gettext_lazy("Summonses of my department")
TAB_WORDS: Mapping[str, Text] = {
    "": gettext_lazy("All open"), "report": gettext_lazy("To report in"), "answer": gettext_lazy("To answer"),
    "late": gettext_lazy("Late"), "ruling": gettext_lazy("Being ruled"), "answered": gettext_lazy("Answered"),
    "over": gettext_lazy("Over"),
}  # fmt: skip


def summonses(request: Asked) -> HttpResponseBase:
    """The summonses of the actor's department, what is due first first; chosen ones are done at once."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    form = SummonsFilter(request.GET)
    wanted, counts = form.wanted(tab), count_own_summons(request.actor)
    total = count_wanted(request.actor, wanted)
    page = page_of_count(request, total, PER_PAGE)
    rows = list_own_summons(request.actor, wanted, start=page.start_index() - 1 if total else 0, most=PER_PAGE)
    filtered = bool(wanted.words or wanted.part)
    values = {
        "table": table_of(request, label=MINE, shown=COLUMNS, rows=rows, sort="", page=page, empty=_empty(tab, filtered=filtered)),
        "form": form, "chips": filter_chips(form, request.GET), "tabs": _tabs(request, counts, tab), "tab": tab,
        "may_many": tab in ("", "report", "answer", "late") and bool(rows), "many": ManyForm(), "counts": counts,
    }  # fmt: skip
    return render_page(request, "desk/summons/list.html", values, title=MINE)


@require_POST
def summons_many(request: Asked) -> HttpResponse:
    """Report in to all that were chosen, or give all the same answer; each stands for itself."""
    form, back = ManyForm(request.POST), f"{reverse('summonses')}?{request.POST.get('query', '')}"
    chosen = [int(one) for one in request.POST.getlist("one") if one.isdigit()]
    if not chosen or not form.is_valid():
        toast(request, _("Choose some first."), tone="bad")
        return HttpResponseRedirect(back)
    try:
        many = (
            report_in_many(actor=request.actor, summons_ids=chosen)
            if form.cleaned_data["act"] == "report_in"
            else answer_many(
                actor=request.actor,
                summons_ids=chosen,
                outcome=form.cleaned_data["outcome"],
                words=form.cleaned_data["words"],
            )
        )
    except Refused as refused:
        toast(request, say(refused), tone="bad")
    else:
        _tell(request, many)
    return HttpResponseRedirect(back)


def summons(request: Asked, pk: int) -> HttpResponse:
    """One summons as its department sees it; the office looks over its shoulder and may do nothing there."""
    sheet = get_summons_page(request.actor, pk)
    own = request.actor.department_id == sheet.one.department_id and guard.may_open(request, "summons_answer")
    values = {
        "sheet": sheet, "one": sheet.one, "own": own, "part": SUMMONS_PARTS[sheet.one.part], "tag": parts.tag_of(sheet.one),
        "clocks": _clocks(sheet), "presses": _presses(sheet) if own else (), "opened": when(sheet.opened_at),
        "others": [(SUMMONS_PARTS[one.part], one.department, parts.tag_of(one)) for one in sheet.others],
        "files": [parts.attachment(one) for one in (*sheet.files, *sheet.one.files)],
        "rulings": [(RULING_KINDS[one.kind], RULING_STATES[one.state], one) for one in sheet.one.rulings],
        "object_until": when(sheet.object_until) if sheet.object_until else "", "steps": parts.steps_of(sheet.one),
        "meetings": meeting_lines(request, sheet.meetings, may_write=False),
    }  # fmt: skip
    first = (
        Crumb(label=MINE, url=reverse("summonses"))
        if own
        else Crumb(label=sheet.number, url=f"/desk/cases/{sheet.case_id}")
    )
    crumbs = (first, Crumb(label=sheet.one.whistle))
    return render_page(request, "desk/summons/summons.html", values, title=sheet.title, crumbs=crumbs)


def _clocks(sheet: SummonsPage) -> list[object]:
    both = (
        parts.clock(clock_said(sheet.one.report), _("Reporting in")),
        parts.clock(clock_said(sheet.one.solve), _("Answering")),
    )
    return [one for one in both if one]


def _presses(sheet: SummonsPage) -> list[Press]:
    offered: list[tuple[str, str, Text, str, bool]] = [
        ("report_in", "summons_report", _("Report in"), "check", True),
        ("answer", "summons_answer", _("Write the answer"), "circle-check", False),
        ("arrive", "summons_arrive", _("We are on site"), "map-pin", True),
        ("ask_extension", "summons_extension", _("Ask for an extension"), "calendar-time", False),
        ("object", "summons_object", _("Object"), "transfer", False),
    ]
    found = [one for one in offered if one[0] in sheet.may]
    return [
        Press(
            label=label,
            url=reverse(name, args=[sheet.one.id]),
            icon=icon,
            post=post,
            look="secondary" if n else "primary",
        )
        for n, (_act, name, label, icon, post) in enumerate(found)
    ]


def _tell(request: Asked, many: Many) -> None:
    if many.done:
        toast(request, ngettext("%(n)s summons done.", "%(n)s summonses done.", many.done) % {"n": many.done})
    if many.refused:
        first = many.refused[0][1]
        said = ngettext(
            "%(n)s was refused: %(why)s", "%(n)s were refused, the first because: %(why)s", len(many.refused)
        )
        toast(request, said % {"n": len(many.refused), "why": say(first)}, tone="bad")


def _tabs(request: Asked, counts: Mapping[str, int], current: str) -> list[Tab]:
    return [
        Tab(
            label=words, url=with_query(request.GET, {"tab": tab}), count=counts[tab], current=tab == current,
            warn=tab == "late" and bool(counts[tab]),
        )
        for tab, words in TAB_WORDS.items()
    ]  # fmt: skip


def _empty(tab: str, *, filtered: bool) -> Empty:
    if filtered:
        return Empty(title=_("No summons matches"), text=_("Take away a filter."), url="?", url_label=_("Clear all"))
    if tab:
        return Empty(title=_("Nothing here"), url="?", url_label=_("All open"))
    return Empty(
        title=_("Nothing waits for your department"),
        text=_("When the sub-district calls you, it stands here and a link comes by mail."), icon="circle-check",
    )  # fmt: skip


def _clock_cell(which: str) -> object:
    def cell(row: SummonsRow) -> dict[str, object]:
        return {"clock": parts.clock(clock_said(getattr(row.called, which)))}

    return cell


def _state(row: SummonsRow) -> dict[str, object]:
    tone, word = parts.tag_of(row.called)
    return {"tone": tone, "word": word}


COLUMNS = (
    Shown(key="choose", label=pgettext_lazy("column", "Choose"), cell=lambda r: {"id": r.called.id, "about": r.title, "open": r.called.state in parts.WITH_DEPARTMENT}, template="desk/summons/choose_cell.html"),
    Shown(key="title", label=gettext_lazy("Matter"), value=lambda r: r.title, cell=lambda r: Cell(text=r.title, url=reverse("summons", args=[r.called.id]), sub=" · ".join(filter(None, (r.called.whistle, r.number, r.firm)))), head=True),
    Shown(key="part", label=gettext_lazy("Part"), value=lambda r: str(SUMMONS_PARTS[r.called.part])),
    Shown(key="state", label=gettext_lazy("State"), cell=_state, template="desk/summons/state_cell.html"),
    Shown(key="report", label=gettext_lazy("Reporting in"), cell=_clock_cell("report"), template="desk/summons/clock_cell.html"),  # type: ignore[arg-type]
    Shown(key="solve", label=gettext_lazy("Answering"), cell=_clock_cell("solve"), template="desk/summons/clock_cell.html"),  # type: ignore[arg-type]
)  # fmt: skip
