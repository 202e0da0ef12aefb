"""Planning a visit, another day, what is put right afterwards, and the invitation for a calendar."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.cases.acts import visits as acts
from mashang.cases.acts.visit_recording import amend_visit, split_problem
from mashang.cases.reads.campaigns import list_visiting_officers
from mashang.cases.reads.visit_files import visit_invitation
from mashang.cases.reads.visit_scope import find_close_visits
from mashang.cases.reads.visits import VisitFile, get_visit
from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import say
from mashang.faces.desk import visit_words as words
from mashang.faces.desk.editing import Deed, Sheet, edit, typed
from mashang.faces.desk.forms.visits import AmendForm, DayForm, PlanForm, entry_of
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.visits import crumbs, url
from mashang.kernel.errors import Refused
from mashang.register.reads.firms import FirmsWanted, get_firm, list_firms
from mashang.ui.toast import toast

MOST_FOUND = 30


def visit_firms(request: Asked) -> HttpResponse:
    """Find the firm that is to be visited, or was."""
    q, today = request.GET.get("q", "").strip(), timezone.localdate()
    rows = list_firms(request.actor, today, FirmsWanted(q=q), size=MOST_FOUND).rows if q else ()
    close = find_close_visits(request.actor.locale, [row.id for row in rows], today)
    lines = [{"firm": row, "close": close.get(row.id, [])[:3]} for row in rows]
    return render_page(
        request,
        "desk/visits/firms.html",
        {"q": q, "lines": lines},
        title=_("Which firm?"),
        crumbs=crumbs(_("Plan a visit")),
    )


def visit_plan(request: Asked, pk: int) -> HttpResponse:
    """Plan a visit to a firm; visits of other offices close to it are told first."""
    firm = get_firm(request.actor, pk).row
    initial = {"officer": request.actor.user_id, "mode": "site", "on": timezone.localdate()}
    form = PlanForm(**typed(request), officers=list_visiting_officers(request.actor), initial=initial)

    def deed(sent: PlanForm) -> int:
        said = sent.cleaned_data
        return acts.plan_visit(
            actor=request.actor, firm_id=pk, on=said["on"], at=said["at"], mode=said["mode"], kinds=said["kinds"],
            officer_id=said["officer"], reason=said["reason"],
        ).pk  # fmt: skip

    return edit(
        request, form, Deed(do=deed, said=_("The visit is planned. Announce it to the firm next."), to=url),
        Sheet(
            title=_("Plan a visit to %(firm)s") % {"firm": firm.name}, button=_("Plan the visit"), back=reverse("visit_firms"),
            crumbs=crumbs(_("Plan a visit")), template="desk/visits/plan.html", more=_close(request, pk),
        ),
    )  # fmt: skip


def _close(request: Asked, firm_id: int, but: int = 0) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "close": find_close_visits(request.actor.locale, [firm_id], today, but=but).get(firm_id, []),
        "firm_id": firm_id,
    }


def visit_anew(request: Asked, pk: int) -> HttpResponse:
    """Another day for a visit that was not made."""
    row = get_visit(request.actor, pk).row
    form = DayForm(**typed(request), initial={"on": row.planned_on, "at": row.planned_at})

    def deed(sent: DayForm) -> int:
        said = sent.cleaned_data
        return acts.plan_visit_anew(
            actor=request.actor, visit_id=pk, on=said["on"], at=said["at"], reason=said["reason"]
        ).pk  # fmt: skip

    return edit(
        request, form, Deed(do=deed, said=_("The day is changed. Announce it to the firm next."), to=url),
        Sheet(
            title=_("Another day for %(firm)s") % {"firm": row.firm}, button=_("Change the day"), back=url(pk),
            crumbs=crumbs(row.number), template="desk/visits/plan.html", more=_close(request, row.firm_id, pk),
        ),
    )  # fmt: skip


def visit_amend(request: Asked, pk: int) -> HttpResponse:
    """Put right on the same day what was recorded."""
    file = get_visit(request.actor, pk)
    held = {"said": _said(file), "met": file.met, "mode": file.row.mode, "kinds": file.row.kinds}
    form = AmendForm(**typed(request), initial=held)

    def deed(sent: AmendForm) -> int:
        said = sent.cleaned_data
        return amend_visit(
            actor=request.actor, visit_id=pk, said=said["said"], met=said["met"], kinds=said["kinds"], mode=said["mode"]
        ).pk  # fmt: skip

    return edit(
        request, form, Deed(do=deed, said=_("Put right. What stood before is kept."), to=url),
        Sheet(
            title=_("Put the record right"), button=_("Save"), back=url(pk), crumbs=crumbs(file.row.number),
            lead=_("Until midnight; later it is a note. The firm reads what was said."),
        ),
    )  # fmt: skip


def _said(file: VisitFile) -> str:
    return next((text.body for text in file.texts if text.part == "said"), "")


def visit_split(request: Asked, pk: int) -> HttpResponse:
    """Split one more problem out of a visit that is recorded."""
    row, problem = get_visit(request.actor, pk).row, ""
    if request.method == "POST":
        try:
            for one in entry_of(request.POST, ()).problems[:1]:
                do_once(
                    request,
                    partial(split_problem, actor=request.actor, visit_id=pk, problem=one),
                    to=lambda _made: url(pk),
                )
                toast(request, _("The problem is followed as a case of its own."))
                return HttpResponseRedirect(f"{url(pk)}#problems")
            problem = _("Say in one line what it is about.")
        except Refused as refused:
            problem = say(refused)
    values = {
        "cards": [words.card(1, request.POST)],
        "problem": problem,
        "back": url(pk),
        "items": words.items(),
    }
    return render_page(
        request, "desk/visits/split.html", values, title=_("One more problem"), crumbs=crumbs(row.number)
    )


def visit_ics(request: Asked, pk: int) -> HttpResponse:
    """The visit as a file for a calendar."""
    name, text = visit_invitation(request.actor, pk, page=request.build_absolute_uri(url(pk)))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
