"""Census rounds: the list, opening one, how one stands, publishing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.accounts.rules.roles import Permission
from mashang.doors.guarding import Asked
from mashang.doors.wording import say
from mashang.faces.desk.editing import Deed, Sheet, edit, typed
from mashang.faces.desk.forms.rounds import OpenRoundForm, RoundFilter
from mashang.faces.desk.lists import Shown, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.round_words import STATES, WAITS
from mashang.kernel.errors import Refused
from mashang.register.acts.rounds import open_round, publish_round
from mashang.register.reads.rounds.progress import (
    DONE,
    RoundTowerLine,
    count_states,
    get_round,
    list_my_towers,
    list_round_towers,
    list_rounds,
)
from mashang.register.reads.rounds.snapshots import list_snapshots
from mashang.register.reads.tower_parts import list_home_areas
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb
from mashang.ui.parts import Part
from mashang.ui.tables import Cell, Empty, filter_chips
from mashang.ui.toast import toast

HERE = gettext_lazy("Census rounds")
BARS = {
    "assigned": "bar-same", "collecting": "b-new", "diff": "b-chg", "verified": "b-mov", "approved": "bar-ok",
    "published": "bar-ok", "excepted": "b-ref",
}  # fmt: skip


def rounds(request: Asked) -> HttpResponse:
    """The rounds of one's area, and the snapshots that came of them."""
    lines = list_rounds(request.actor)
    mine = Counter(one.round_id for one in list_my_towers(request.actor) if one.state not in DONE)
    values = {
        "going_on": [{"line": line, "mine": mine[line.id]} for line in lines if line.state == "open"],
        "ended": [line for line in lines if line.state != "open"],
        "snapshots": list_snapshots(request.actor)[:6],
        "may_open": request.actor.may(Permission.CENSUS_RUN),
    }
    return render_page(request, "desk/rounds/list.html", values, title=HERE)


def round_new(request: Asked) -> HttpResponse:
    """Open a round over an area; every tower goes to its steward."""
    form = OpenRoundForm(**typed(request), areas=list_home_areas(request.actor))

    def deed(sent: OpenRoundForm) -> int:
        said = sent.cleaned_data
        return open_round(
            actor=request.actor, area_id=said["area"], name=said["name"], opens_on=said["opens_on"],
            closes_on=said["closes_on"],
        ).pk  # fmt: skip

    return edit(
        request,
        form,
        Deed(do=deed, said=_("The round is open. Every steward has been told."), to=_url),
        Sheet(
            title=_("Open a census round"), button=_("Open the round"), back=reverse("rounds"), crumbs=_crumbs(),
            lead=_("Each tower goes to its steward, who goes over it and verifies it; you approve it and publish a snapshot."),
        ),
    )  # fmt: skip


def round_page(request: Asked, pk: int) -> HttpResponseBase:
    """How a round stands, tower by tower: whose turn it is and what is late."""
    line, every = get_round(request.actor, pk), list_round_towers(request.actor, pk)
    form = RoundFilter(request.GET, stewards={one.steward_id: one.steward for one in every if one.steward_id})
    wanted = form.wanted()
    rows = list_round_towers(request.actor, pk, wanted) if request.GET else every
    title = _("Census round %(name)s") % {"name": line.name}
    moment = read_moment(request.GET)
    if wants_file(request):
        return export(request, page="round", title=title, moment=moment, shown=COLUMNS, rows=rows, subject_id=pk)
    page = page_of_list(request, rows, 50)
    table = table_of(
        request,
        label=_("Towers of the round"),
        shown=COLUMNS,
        rows=page.object_list,
        sort="",
        page=page,
        empty=_empty(pk),
    )
    values = {
        "line": line, "table": table, "form": form, "chips": filter_chips(form, request.GET),
        "parts": _parts(every), "late": sum(one.is_late(timezone.now()) for one in every),
        "may_run": request.actor.may(Permission.CENSUS_RUN) and line.state == "open",
        "snapshots": [one for one in list_snapshots(request.actor) if one.round_id == pk],
    }  # fmt: skip
    return render_page(request, "desk/rounds/round.html", values, title=title, crumbs=_crumbs(line.name))


def round_publish(request: Asked, pk: int) -> HttpResponse:
    """What publishing does, and which towers hold it up; left out are those for which a reason is written."""
    line = get_round(request.actor, pk)
    waiting = [one for one in list_round_towers(request.actor, pk) if one.state not in DONE]
    typed_in = {one.id: request.POST.get(f"left_out-{one.id}", "").strip() for one in waiting}
    rest, problem = request.POST.get("left_out_rest", "").strip(), ""
    if request.method == "POST":
        try:
            publish_round(
                actor=request.actor, round_id=pk, left_out={one: why or rest for one, why in typed_in.items()}
            )
        except Refused as refused:
            problem = say(refused)
        else:
            toast(request, _("The round is published. Its snapshot never changes."))
            return HttpResponseRedirect(_url(pk))
    values = {
        "line": line, "waiting": [(one, typed_in[one.id]) for one in waiting], "back": _url(pk), "rest": rest,
        "problem": problem,
    }  # fmt: skip
    crumbs = (*_crumbs(), Crumb(label=line.name, url=_url(pk)), Crumb(label=_("Publish")))
    return render_page(request, "desk/rounds/publish.html", values, title=_("Publish the round"), crumbs=crumbs)


def _url(pk: int) -> str:
    return reverse("round", args=[pk])


def _crumbs(here: str = "") -> tuple[Crumb, ...]:
    first = Crumb(label=HERE, url=reverse("rounds"))
    return (first, Crumb(label=here)) if here else (first,)


def _parts(lines: Sequence[RoundTowerLine]) -> list[Part]:
    counts = count_states(lines)
    return [
        Part(label=words, amount=counts[code], css=BARS[code], text=str(counts[code]))
        for code, (_lamp, words) in STATES.items()
        if counts.get(code)
    ]


def _empty(pk: int) -> Empty:
    return Empty(
        title=_("No tower fits these filters"), text=_("Take a filter away."), url=_url(pk), url_label=_("Show all")
    )


def _due(line: RoundTowerLine) -> dict[str, object]:
    now = timezone.now()
    if line.due_at is None:
        return {"lamp": "", "word": "—"}
    lamp = "late" if line.due_at < now else "soon" if line.warn_at is not None and line.warn_at < now else "ok"
    return {"lamp": lamp, "word": timezone.localtime(line.due_at).strftime("%Y-%m-%d")}


def _state(line: RoundTowerLine) -> dict[str, object]:
    lamp, words = STATES[line.state]
    return {"lamp": lamp, "word": words}


COLUMNS = (
    Shown(key="tower", label=gettext_lazy("Tower"), value=lambda t: t.tower, cell=lambda t: Cell(text=t.tower, url=reverse("round_tower", args=[t.id])), head=True),
    Shown(key="state", label=gettext_lazy("State"), value=lambda t: str(STATES[t.state][1]), cell=_state, template="desk/rounds/cell_lamp.html"),
    Shown(key="waits", label=gettext_lazy("Whose turn"), value=lambda t: str(WAITS[t.waits_for])),
    Shown(key="steward", label=gettext_lazy("Steward"), value=lambda t: t.steward),
    Shown(key="floors", label=gettext_lazy("Floors seen"), value=lambda t: f"{t.floors_seen} / {t.floors}", numeric=True),
    Shown(key="differing", label=gettext_lazy("To settle"), value=lambda t: t.differing, numeric=True),
    Shown(key="sheet", label=gettext_lazy("Sheet"), value=lambda t: _("handed in") if t.batch_id else "", screen=False),
    Shown(key="due", label=gettext_lazy("Due"), value=lambda t: timezone.localdate(t.due_at) if t.due_at else None, cell=_due, template="desk/rounds/cell_lamp.html"),
)  # fmt: skip
