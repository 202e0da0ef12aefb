"""Campaigns of visits: the list, a new one from filters, and how far one is, by firm and by tower."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.campaigns import give_campaign_firm, open_campaign
from mashang.cases.reads.campaigns import (
    CampaignLine,
    RosterLine,
    find_roster,
    get_campaign,
    list_campaigns,
    list_roster,
    list_visiting_officers,
)
from mashang.cases.reads.visit_counts import count_problems_of, cover_by_tower
from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import tell_form
from mashang.faces.desk import visit_words as words
from mashang.faces.desk.answering import do_and_return
from mashang.faces.desk.forms.visits import CampaignForm, RosterForm
from mashang.faces.desk.lists import Shown, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.visits import crumbs
from mashang.kernel.errors import Refused
from mashang.register.reads.firms import FirmRow
from mashang.register.reads.towers import list_tower_names
from mashang.ui.moments import read_moment
from mashang.ui.tables import Cell, Empty
from mashang.ui.toast import toast

SHOWN_FIRMS = 200


def campaigns(request: Asked) -> HttpResponse:
    """The campaigns of one's area with how far each is."""
    lines = [_drawn(line) for line in list_campaigns(request.actor)]
    values = {"lines": lines, "may_open": request.actor.may(Permission.VISIT_PLAN)}
    return render_page(
        request, "desk/visits/campaigns.html", values, title=_("Campaigns"), crumbs=crumbs(_("Campaigns"))
    )


def _drawn(line: CampaignLine) -> dict[str, object]:
    return {"line": line, "kinds": words.kinds_of(line.kinds), "percent": line.coverage.share_bp / 100}


def campaign_new(request: Asked) -> HttpResponse:
    """Filters find the firms; a name, days and officers make a campaign of them."""
    roster = RosterForm(request.GET, towers=list_tower_names(request.actor))
    firms = find_roster(request.actor, roster.wanted())
    form = CampaignForm(request.POST or None, officers=list_visiting_officers(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            sent = do_once(request, partial(_open, request, form, firms), to=lambda pk: reverse("campaign", args=[pk]))
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("The campaign is open. Each officer has been told."))
            return HttpResponseRedirect(sent.to)
    shown, more = firms[:SHOWN_FIRMS], max(len(firms) - SHOWN_FIRMS, 0)
    values = {"roster": roster, "form": form, "firms": shown, "count": len(firms), "more": more}
    return render_page(
        request, "desk/visits/campaign_new.html", values, title=_("New campaign"), crumbs=crumbs(_("Campaigns"))
    )


def _open(request: Asked, form: CampaignForm, found: Sequence[FirmRow]) -> int:
    """The campaign over the firms that stay ticked, in the order in which they were found."""
    said, ticked = form.cleaned_data, set(request.POST.getlist("firms"))
    return open_campaign(
        actor=request.actor, name=said["name"], kinds=said["kinds"], begins_on=said["begins_on"], ends_on=said["ends_on"],
        firm_ids=[row.id for row in found if str(row.id) in ticked], officer_ids=said["officers"], roster=request.GET.dict(),
    ).pk  # fmt: skip


def campaign(request: Asked, pk: int) -> HttpResponseBase:
    """How far a campaign is: by tower, firm by firm, and what became of the problems. People are not compared."""
    line, rows = get_campaign(request.actor, pk), list_roster(request.actor, pk)
    if wants_file(request):
        moment = read_moment(request.GET)
        return export(request, page="campaign", title=line.name, moment=moment, shown=COLUMNS, rows=rows, subject_id=pk)
    page = page_of_list(request, rows, 50)
    table = table_of(
        request,
        label=_("Firms of the campaign"),
        shown=COLUMNS,
        rows=page.object_list,
        sort="",
        page=page,
        empty=_empty(),
    )
    may_give = request.actor.may(Permission.VISIT_PLAN)
    values = {
        **_drawn(line), "table": table, "problems": count_problems_of(pk), "may_give": may_give,
        "towers": [(name, one, one.share_bp / 100) for name, one in cover_by_tower(request.actor, pk)],
        "open": [row for row in rows if row.visited_on is None][:SHOWN_FIRMS], "officers": list_visiting_officers(request.actor) if may_give else [],
    }  # fmt: skip
    return render_page(request, "desk/visits/campaign.html", values, title=line.name, crumbs=crumbs(_("Campaigns")))


def _empty() -> Empty:
    return Empty(title=_("None of its firms lies in your area"), text=_("Ask the office that opened it."), icon="flag")


@require_POST
def campaign_give(request: Asked, pk: int, firm: int) -> HttpResponse:
    """Give a firm of a campaign to another officer."""
    typed = request.POST.get("officer", "")
    return do_and_return(
        request,
        lambda: give_campaign_firm(actor=request.actor, campaign_id=pk, firm_id=firm, officer_id=int(typed) if typed.isdigit() else 0),
        said=_("Given to another officer."), to=reverse("campaign", args=[pk]),
    )  # fmt: skip


def _state(row: RosterLine) -> tuple[str, object]:
    if row.visited_on is not None:
        return "done", pgettext_lazy("firm of a campaign", "Visited")
    if row.visit_id is not None:
        return words.state_of(row.visit_state)
    return (
        ("late", gettext_lazy("Overdue"))
        if row.due_on < timezone.localdate()
        else ("none", gettext_lazy("Not planned"))
    )


def _link(row: RosterLine) -> Cell:
    to = reverse("visit", args=[row.visit_id]) if row.visit_id else reverse("visit_brief", args=[row.firm_id])
    return Cell(text=row.firm, url=to)


COLUMNS: Sequence[Shown] = (
    Shown(key="firm", label=gettext_lazy("Firm"), value=lambda r: r.firm, cell=_link, head=True),
    Shown(key="towers", label=gettext_lazy("Tower"), value=lambda r: _(", ").join(r.towers)),
    Shown(key="officer", label=gettext_lazy("Who goes"), value=lambda r: r.officer),
    Shown(key="due", label=gettext_lazy("Due on"), value=lambda r: r.due_on, css="nowrap"),
    Shown(key="state", label=gettext_lazy("State"), value=lambda r: str(_state(r)[1]), cell=_state, template="desk/visits/state_cell.html"),
    Shown(key="visited", label=gettext_lazy("Visited on"), value=lambda r: r.visited_on, css="nowrap"),
)  # fmt: skip
