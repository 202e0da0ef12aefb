"""Batches: what could be one, the list, one batch, proposing and accepting it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.batches import accept_batch, decline_batch, gather_cases, propose_batch
from mashang.cases.acts.touring import plan_tour_again
from mashang.cases.reads.batch_lines import BatchFile, ItemLine
from mashang.cases.reads.batch_offers import NEAR, cases_of_offer, list_offers
from mashang.cases.reads.batch_people import list_departments
from mashang.cases.reads.batches import get_batch, list_batches
from mashang.cases.rules.batches import GOING, makes_batch
from mashang.clocks.reads.grounds import grounds_for
from mashang.doors.guarding import Asked
from mashang.faces.desk import batch_words as words
from mashang.faces.desk.answering import ask_and_do, do_and_return
from mashang.faces.desk.editing import Deed, Sheet, edit, typed
from mashang.faces.desk.forms.batches import ProposeForm
from mashang.faces.desk.lists import Shown, export, files_offered, wants_file
from mashang.faces.desk.nav import render_page
from mashang.kernel.actor import Actor
from mashang.ui.acting import NextStep, Press
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb

HERE = gettext_lazy("Batches")
CHIPS = (
    ("", gettext_lazy("All")),
    ("settled", pgettext_lazy("item of a batch", "Settled")),
    ("open", pgettext_lazy("item of a batch", "Open")),
    ("left", pgettext_lazy("item of a batch", "Left the batch")),
)


def batches(request: Asked) -> HttpResponse:
    """What could be a batch first, then the batches."""
    finished = request.GET.get("state") == "finished"
    lines = list_batches(request.actor, finished=finished)
    head = is_head(request.actor)
    offers = list_offers(request.actor, least=NEAR) if head and not finished else []
    values = {
        "offers": [(one, words.item_name(one.item)) for one in offers if one.is_batch],
        "near": [(one, words.item_name(one.item)) for one in offers if not one.is_batch],
        "lines": [(one, words.item_name(one.item), words.STATES[one.state], words.when(one.due_at)) for one in lines],
        "finished": finished, "head": head,
    }  # fmt: skip
    return render_page(request, "desk/batches/list.html", values, title=HERE)


def batch(request: Asked, pk: int) -> HttpResponseBase:
    """One batch: facts, its seven days, how far it is, the tour, item by item."""
    told = get_batch(request.actor, pk)
    chip = request.GET.get("show", "")
    items = words.filter_items(told.items, chip)
    if wants_file(request):
        return export(
            request, page="batch", title=told.number, moment=read_moment(request.GET), shown=COLUMNS, rows=items,
            subject_id=pk,
        )  # fmt: skip
    calendar = grounds_for({told.area_path}).calendar(told.area_path)
    values = {
        "batch": told, "facts": words.facts_of(told, calendar), "days": words.days_of(told, calendar),
        "parts": words.parts_of(told),
        "done": str(told.tally.done), "tour": words.tour_of(told.stops, calendar), "next": _next(request.actor, told),
        "groups": _groups(items), "chips": _chips(told, chip), "exports": files_offered(request), "chip": chip,
        "walk": sum(stop.walk_minutes for stop in told.stops), "tour_days": len({stop.day for stop in told.stops}),
        "whys": [(stop, words.why_here(stop)) for stop in told.stops], "head": is_head(request.actor),
        "on_team": on_team(request.actor, told), "going": told.state in GOING,
    }  # fmt: skip
    return render_page(request, "desk/batches/batch.html", values, title=told.title, crumbs=crumbs(told.number))


def batch_propose(request: Asked) -> HttpResponse:
    """The cases of one offer, and the department to which they are proposed."""
    item, park, tower = request.GET.get("item", ""), _number(request, "park"), _number(request, "tower")
    cases = list(cases_of_offer(request.actor, item, park_id=park, tower_id=tower)[:500])
    chosen = [int(one) for one in request.POST.getlist("case") if one.isdigit()] if request.method == "POST" else None
    departments = list_departments(cases[0].area_path) if cases else []
    form = ProposeForm(**typed(request), departments=departments, initial={"title": words.item_name(item)})

    def deed(sent: ProposeForm) -> int:
        return propose_batch(
            actor=request.actor, item=item, park_id=park, tower_id=tower, case_ids=chosen,
            department_id=sent.cleaned_data["department"], title=sent.cleaned_data["title"],
        ).pk  # fmt: skip

    towers = groupby(cases, key=lambda case: case.tower.name_zh if case.tower else "")
    more = {
        "towers": [(name, list(rows)) for name, rows in towers], "chosen": chosen, "count": len(cases),
        "enough": makes_batch(len(cases)), "item": words.item_name(item),
    }  # fmt: skip
    sheet = Sheet(
        title=_("Propose a batch"), button=_("Propose it"), back=reverse("batches"), crumbs=crumbs(_("Propose a batch")),
        template="desk/batches/propose.html", more=more,
    )  # fmt: skip
    return edit(request, form, Deed(do=deed, said=_("The department has been told."), to=words.batch_url), sheet)


@require_POST
def batch_accept(request: Asked, pk: int) -> HttpResponse:
    """The department accepts; the clocks of the items begin."""
    return do_and_return(
        request, lambda: accept_batch(actor=request.actor, batch_id=pk),
        said=_("Accepted. Each item is due within 7 working days; the firms have been told."), to=words.batch_url(pk),
    )  # fmt: skip


@require_POST
def batch_gather(request: Asked, pk: int) -> HttpResponse:
    """Add the cases that came since."""
    return do_and_return(
        request, lambda: gather_cases(actor=request.actor, batch_id=pk), said=_("What came since is in the batch now."),
        to=words.batch_url(pk),
    )  # fmt: skip


@require_POST
def batch_plan_again(request: Asked, pk: int) -> HttpResponse:
    """Plan the stops that were not visited again."""
    return do_and_return(
        request, lambda: plan_tour_again(actor=request.actor, batch_id=pk),
        said=_("The stops that are left were planned again; firms whose time changed have been told."),
        to=words.batch_url(pk),
    )  # fmt: skip


def batch_decline(request: Asked, pk: int) -> HttpResponse:
    """Not take a batch: its cases go on one by one."""
    told = get_batch(request.actor, pk)
    return ask_and_do(
        request, lambda reason: decline_batch(actor=request.actor, batch_id=pk, reason=reason),
        title=_("Do not accept %(number)s") % {"number": told.number},
        explains=[_("The cases are handled one by one; their time limits have run all the time.")],
        button=_("Do not accept it"), said=_("The batch is not accepted."), to=words.batch_url(pk),
        crumbs=crumbs(told.number),
    )  # fmt: skip


def is_head(actor: Actor) -> bool:
    """May the actor propose and plan batches?"""
    return actor.may(Permission.BATCH_RUN) and actor.may(Permission.CASE_RULE)


def on_team(actor: Actor, told: BatchFile) -> bool:
    """May the actor write down results of this batch?"""
    return is_head(actor) or any(one.user_id == actor.user_id for one in told.members)


def crumbs(here: str = "", pk: int = 0, deeper: str = "") -> tuple[Crumb, ...]:
    """The way to a page of batches."""
    first = (Crumb(label=HERE, url=reverse("batches")), Crumb(label=here, url=words.batch_url(pk) if pk else ""))
    return (*first, Crumb(label=deeper)) if deeper else first


def _number(request: Asked, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdigit() and len(text) < 18 else None


def _groups(items: Sequence[ItemLine]) -> list[tuple[str, list[tuple[ItemLine, object, str]]]]:
    """The items by tower, each with its lamp and the words of why it left."""
    return [
        (tower, [(one, words.standing_due(one), str(words.LEFT.get(one.left_reason, ""))) for one in rows])
        for tower, rows in groupby(items, key=lambda one: one.tower)
    ]


def _chips(told: BatchFile, chosen: str) -> list[tuple[str, object, int, bool]]:
    return [(code, label, len(words.filter_items(told.items, code)), code == chosen) for code, label in CHIPS]


def _next(actor: Actor, told: BatchFile) -> NextStep | None:
    """The one next step of whoever looks at it."""
    head, acceptor = is_head(actor), actor.may(Permission.CASE_ANSWER) and actor.department_id == told.department_id
    if told.state == "proposed":
        presses = [
            Press(label=_("Accept the batch"), url=reverse("batch_accept", args=[told.id]), post=True, look="primary"),
            Press(label=_("Do not accept it"), url=reverse("batch_decline", args=[told.id])),
            *([Press(label=_("Add what came since"), url=reverse("batch_gather", args=[told.id]), post=True)] if head else []),
        ]  # fmt: skip
        return NextStep(
            lead=_("%(department)s is asked") % {"department": told.department}, title=_("Accept or not"),
            text=_("From the acceptance every item is due within 7 working days."),
            presses=presses if head or acceptor else (), tone="now" if head or acceptor else "plain",
        )  # fmt: skip
    if told.state == "accepted" and head:
        plan = Press(label=_("Plan team and tour"), url=reverse("batch_plan", args=[told.id]), look="primary")
        return NextStep(lead=_("It is your turn"), title=_("Plan team and tour"), presses=[plan])
    return None


COLUMNS: Sequence[Shown] = (
    Shown(key="no", label=pgettext_lazy("item of a batch", "No."), value=lambda r: r.no),
    Shown(key="case", label=gettext_lazy("Case"), value=lambda r: r.case_number),
    Shown(key="firm", label=gettext_lazy("Firm"), value=lambda r: r.firm),
    Shown(key="tower", label=gettext_lazy("Tower"), value=lambda r: r.tower),
    Shown(key="place", label=gettext_lazy("Place"), value=lambda r: r.place),
    Shown(key="visit", label=gettext_lazy("Team comes"), value=lambda r: words.when(r.planned_at)),
    Shown(
        key="result",
        label=pgettext_lazy("item of a batch", "Result"),
        value=lambda r: str(words.STANDINGS[r.standing][1]),
    ),
    Shown(key="words", label=gettext_lazy("In words"), value=lambda r: r.words),
    Shown(key="due", label=gettext_lazy("Due"), value=lambda r: words.when(r.due_at)),
    Shown(key="settled", label=gettext_lazy("Settled at"), value=lambda r: words.when(r.ended_at)),
    Shown(key="signed", label=gettext_lazy("Signed"), value=lambda r: words.when(r.signed_at)),
)
