"""A case is opened at the window or on the telephone: what the words point to is said before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.cases.acts.attaching import keep_bytes, uploads
from mashang.cases.acts.own import ask
from mashang.cases.reads.case_file import Like, find_similar, get_case_file, rule_name
from mashang.cases.reads.choices import PRIORITIES, list_items
from mashang.cases.rules.items import doors_for, items_for, name_of
from mashang.doors.guarding import Asked
from mashang.doors.standing import local_name
from mashang.faces.desk import editing
from mashang.faces.desk.case_words import story_name
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.case_new import ASKED, CaseNewForm
from mashang.faces.desk.nav import render_page
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _ as message
from mashang.register.reads.choices import label_of
from mashang.register.reads.picking import find_firms
from mashang.register.reads.towers import list_tower_names
from mashang.ui.page import Crumb


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the words point to: the items with those of the words first, the chosen one, other doors, similar open cases.

    `auto`: the item that was only suggested; empty once somebody has chosen one, which then stays.
    """

    items: Sequence[tuple[str, str]]
    item: str
    auto: str
    doors: Sequence[tuple[str, str, str]]
    similar: Sequence[Like]
    asked: str = ASKED


def case_new(request: Asked) -> HttpResponse:
    """The counter: one page, sent once; similar open cases are shown before anything is made."""
    title = _("Open a case")
    hints = hints_of(request.actor, (request.POST if request.method == "POST" else request.GET).dict())

    def do(sent: CaseNewForm) -> object:
        if hints.similar and not sent.cleaned_data["sure"]:
            raise Refused(
                "similar_open", message("Similar cases are open."), field="sure",
                mend=message("Add to one of them, or say that it is none of these."),
            )  # fmt: skip
        files = keep_bytes(uploads(sent.cleaned_data["photos"]))
        return ask(actor=request.actor, channel=sent.cleaned_data["channel"], asking=sent.asking(), files=files)

    deed = Deed(do=do, said=_("The case is open; whoever receives it is told."), to=_receipt_url)
    crumbs = (Crumb(label=_("Requests and whistles"), url=reverse("cases")), Crumb(label=title))
    sheet = Sheet(
        title=title, button=_("Open the case"), back=reverse("cases"), crumbs=crumbs, template="desk/cases/new.html",
        more={"hints": hints},
    )  # fmt: skip
    return editing.edit(request, _form(request), deed, sheet)


def _form(request: Asked) -> CaseNewForm:
    """The form, with firm and tower filled in when one comes from their file."""
    firm, actor = request.GET.get("firm", ""), request.actor
    tower = request.GET.get("tower", "")
    return CaseNewForm(
        **editing.typed(request), initial=editing.before(request, channel="window", priority="normal", tower=tower),
        actor=actor, on=timezone.localdate(), towers=list_tower_names(actor), items=list_items(actor.locale),
        firm_id=_number(firm) if request.method == "GET" else None,
    )  # fmt: skip


def _receipt_url(case: object) -> str:
    return reverse("case_receipt", args=[getattr(case, "pk", 0)])


def case_hints(request: Asked) -> HttpResponse:
    """What the words typed so far point to; asked by the fields while one types."""
    return render(request, "desk/cases/hints.html", {"hints": hints_of(request.actor, request.GET.dict())})


def hints_of(actor: Actor, said: dict[str, str]) -> Hints:
    """The hints for what is typed. An item that somebody chose stays; one that was only suggested follows the words."""
    text = f"{said.get('title', '')}\n{said.get('text', '')}"
    offered = items_for(text)
    first = offered[0].code if any(word in text for word in offered[0].words) else "other"
    chosen, auto = said.get("item", ""), said.get("item_auto", "")
    by_hand = bool(chosen) and chosen != auto
    item = chosen if by_hand else first
    similar = find_similar(
        actor,
        firm_id=_firm_in(actor, said),
        tower_id=_number(said.get("tower", "")),
        item=item,
        now=timezone.localtime(),
        open_only=True,
    )
    return Hints(
        items=[(one.code, name_of(one.names, actor.locale)) for one in offered], item=item, auto="" if by_hand else first, similar=similar,
        doors=[(name_of(one.names, actor.locale), name_of(one.door, actor.locale), name_of(one.law, actor.locale)) for one in doors_for(text)],
    )  # fmt: skip


def _firm_in(actor: Actor, said: dict[str, str]) -> int | None:
    if firm := _number(said.get("firm", "")):
        return firm
    found = find_firms(actor, said.get("firm_text", ""), timezone.localdate())
    return found[0].id if len(found) == 1 else None


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def case_receipt(request: Asked, pk: int) -> HttpResponse:
    """The receipt: number, who has it, when what is due. Printed, it is the slip that the asker takes along."""
    sheet = get_case_file(request.actor, pk)
    clocks = [
        (story_name(one, request.actor.locale), _on_paper(one.due_at), one.basis)
        for one in reversed(sheet.clocks)
        if one.state == "running"
    ]
    values = {
        "case": sheet.case, "sheet": sheet, "clocks": clocks, "rule": rule_name(sheet.case), "asker": sheet.asker,
        "opened": _on_paper(sheet.case.opened_at), "office": local_name(sheet.case.area), "priority": label_of(PRIORITIES, sheet.case.priority),
        "item": dict(list_items(request.actor.locale)).get(sheet.case.item, sheet.case.item),
    }  # fmt: skip
    crumbs = (
        Crumb(label=_("Requests and whistles"), url=reverse("cases")),
        Crumb(label=sheet.case.number, url=reverse("case", args=[pk])),
        Crumb(label=_("Receipt")),
    )
    return render_page(
        request,
        "desk/cases/receipt.html",
        values,
        title=_("Receipt %(number)s") % {"number": sheet.case.number},
        crumbs=crumbs,
    )


def _on_paper(at: datetime) -> str:
    """An instant with its whole day: a slip is read on other days than the one on which it was printed."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
