"""A census round as a property manager sees it: what is asked, what differs, how the own tower stands beside the area."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mashang.doors.guarding import Asked
from mashang.faces.portal.nav import render_page
from mashang.kernel.errors import NotThere
from mashang.register.reads.imports import LEFT, Review, ReviewRow, get_review
from mashang.register.reads.rounds.benchmark import Measure, get_benchmark
from mashang.register.reads.rounds.progress import RoundTowerLine, get_round_tower, list_my_towers, list_own_published
from mashang.ui.page import Crumb

STATES = {
    "assigned": ("none", gettext_lazy("Not begun")),
    "collecting": ("soon", gettext_lazy("The office goes over it")),
    "diff": ("soon", gettext_lazy("The steward looks at the differences")),
    "verified": ("soon", gettext_lazy("Waits for approval")),
    "approved": ("ok", pgettext_lazy("census round", "Approved")),
    "published": ("ok", pgettext_lazy("census round", "Published")),
    "excepted": ("none", gettext_lazy("Left out")),
}
MEASURES = {
    "occupancy": gettext_lazy("Occupancy rate"),
    "vacancy": gettext_lazy("Vacancy rate"),
    "ending": gettext_lazy("Let area that ends within 90 days"),
    "firm_size": gettext_lazy("Area of a firm"),
    "registered": gettext_lazy("Firms registered here"),
    "fresh": gettext_lazy("Area verified within 90 days"),
}
OUTCOMES = {
    "accept": gettext_lazy("Entered in the register"),
    "refuse": gettext_lazy("Not taken into the register"),
    "later": gettext_lazy("Still to be checked"),
    "none": gettext_lazy("Left open"),
}
KINDS = ("new", "changed", "moved", "gone", "conflict", "refused")


def own_rounds(request: Asked) -> HttpResponse:
    """The own towers in rounds that go on and what is asked of each, and in those that are published."""
    lines = [
        {"line": line, "state": STATES[line.state], "asked": line.waits_for == "manager"}
        for line in list_my_towers(request.actor)
    ]
    published = [{"line": line, "state": STATES[line.state]} for line in list_own_published(request.actor)]
    values = {"lines": lines, "published": published}
    return render_page(request, "portal/rounds/list.html", values, title=_("Census rounds"))


def own_round(request: Asked, pk: int) -> HttpResponse:
    """One of one's own towers in a round."""
    line = get_round_tower(request.actor, pk)
    mark = get_benchmark(request.actor, line.tower_id, timezone.localdate())
    values = {
        "line": line, "state": STATES[line.state], "asked": line.waits_for == "manager",
        "send_url": f"{reverse('own_sheet_new')}?tower={line.tower_id}",
        "may_send": line.state in ("assigned", "collecting", "diff"), "groups": _differences(request, line),
        "measures": [_row(one) for one in mark.measures], "others": mark.others, "told": mark.told,
    }  # fmt: skip
    crumbs = (Crumb(label=_("Census rounds"), url=reverse("own_rounds")), Crumb(label=line.tower))
    return render_page(request, "portal/rounds/tower.html", values, title=line.tower, crumbs=crumbs)


def _differences(request: Asked, line: RoundTowerLine) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What differs between the own sheet and the register, by kind: the firm, its rooms, and what became of it."""
    if line.batch_id is None or line.batch_state not in ("compared", "applying", "applied"):
        return []
    try:
        found = get_review(request.actor, line.batch_id)
    except NotThere:  # the office's own sheet of several towers: what differs in others is not for them
        return []
    told = [
        (one.verdict, [(row.firm, _rooms(row.spaces), _outcome(row, found)) for row in one.rows])
        for one in found.groups
    ]
    return [(verdict, rows) for verdict, rows in told if verdict in KINDS and rows]


def _outcome(row: ReviewRow, found: Review) -> str:
    """What became of one difference: not before the whole sheet is applied is it told."""
    if found.batch.state != "applied":
        return _("The steward looks at it")
    if row.verdict == "refused" or LEFT[0] in row.reasons:
        return _("Not taken into the register")
    return str(OUTCOMES[row.decision])


def _rooms(spaces: tuple[tuple[int | None, str], ...]) -> str:
    return _(", ").join(room or (f"{floor}F" if floor is not None else "") for floor, room in spaces)


def _row(one: Measure) -> dict[str, object]:
    return {"name": MEASURES[one.code], "own": _written(one.code, one.own), "area": _written(one.code, one.area)}


def _written(code: str, value: Decimal | None) -> str:
    if value is None:
        return "—"
    return f"{value:,.0f} ㎡" if code == "firm_size" else f"{value * 100:.1f}%"
