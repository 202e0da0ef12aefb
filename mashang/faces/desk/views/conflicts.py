"""Conflicts: the queue, one at a time with both sides, and one keystroke to settle it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.accounts.rules.roles import Permission
from mashang.doors.guarding import Asked
from mashang.doors.wording import say
from mashang.faces.desk.answering import ask_and_do
from mashang.faces.desk.forms.conflicts import BECAUSE, ConflictFilter
from mashang.faces.desk.lists import Shown, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.kernel.errors import NotThere, Refused
from mashang.register.acts.settling import leave_conflict, settle_conflict
from mashang.register.reads.choices import CONFLICT_KINDS
from mashang.register.reads.conflicts import ConflictLine, get_value_conflict, list_conflicts
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb
from mashang.ui.tables import Cell, Empty, filter_chips
from mashang.ui.toast import toast

HERE = gettext_lazy("Conflicts")


def conflicts(request: Asked) -> HttpResponseBase:
    """What waits in one's area, by kind."""
    form = ConflictFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    every = list_conflicts(request.actor)
    rows = [one for one in every if form.fits(one, chosen)]
    if wants_file(request):
        moment = read_moment(request.GET)
        return export(request, page="conflicts", title=HERE, moment=moment, shown=COLUMNS, rows=rows)
    page = page_of_list(request, rows, 50)
    values = {
        "table": table_of(request, label=HERE, shown=COLUMNS, rows=page.object_list, sort="", page=page, empty=_empty()),
        "form": form, "chips": filter_chips(form, request.GET), "views": saved_views_of(request, "conflicts"),
        "first": next((_url(one) for one in rows if one.kind == "value"), ""),
    }  # fmt: skip
    return render_page(request, "desk/conflicts/list.html", values, title=HERE)


def conflict(request: Asked, subject: str, pk: int, key: str) -> HttpResponse:
    """One fact of which sources disagree: both sides, the proposal, and one keystroke for each answer."""
    if request.method == "POST":
        return _settle(request, subject, pk, key)
    try:
        found = get_value_conflict(request.actor, subject, pk, key)
    except NotThere as gone:
        toast(request, say(gone))
        return HttpResponseRedirect(_next(request, subject, pk, key))
    values = {
        "found": found, "because": BECAUSE[found.because],
        "sides": [{"side": side, "no": no, "proposed": no - 1 == found.proposed} for no, side in enumerate(found.sides, start=1)],
        "next_url": _next(request, subject, pk, key), "may_settle": request.actor.may(Permission.REGISTER_EDIT),
        "file_url": reverse(subject, args=[pk]),
    }  # fmt: skip
    crumbs = (Crumb(label=HERE, url=reverse("conflicts")), Crumb(label=found.name))
    title = _("%(fact)s of %(name)s") % {"fact": found.label, "name": found.name}
    return render_page(request, "desk/conflicts/value.html", values, title=title, crumbs=crumbs)


def conflict_leave(request: Asked, kind: str, pk: int, other: int) -> HttpResponse:
    """Leave a conflict as it is, with a reason."""
    return ask_and_do(
        request,
        lambda reason: leave_conflict(actor=request.actor, kind=kind, subject_id=pk, other_id=other, reason=reason),
        title=_("Leave it as it is"), button=_("Leave it"), said=_("Noted. It comes back when something newer makes it again."),
        explains=[_("Nothing is changed. The conflict leaves the queue and the reason stands in the trail.")],
        to=reverse("conflicts"), crumbs=(Crumb(label=HERE, url=reverse("conflicts")), Crumb(label=_("Leave it as it is"))),
    )  # fmt: skip


def _settle(request: Asked, subject: str, pk: int, key: str) -> HttpResponse:
    """Believe the side that was pressed, and go on to the next conflict."""
    onward = _next(request, subject, pk, key)
    chosen = request.POST.get("side", "")
    fact = int(chosen) if chosen.isdecimal() else None
    shown = frozenset(int(one) for one in request.POST.getlist("shown") if one.isdecimal()) or None
    try:
        if fact is None and chosen != "unknown":
            raise Refused("no_side", _("Choose a side."))
        settle_conflict(actor=request.actor, subject=subject, subject_id=pk, key=key, fact_id=fact, shown=shown)
    except Refused as refused:
        toast(request, say(refused), tone="bad")
        return HttpResponseRedirect(request.get_full_path())
    toast(request, _("Settled. The other side stays on record."))
    return HttpResponseRedirect(onward)


def _next(request: Asked, subject: str, pk: int, key: str) -> str:
    """The value conflict that stands after this one, or the queue."""
    waiting = list_conflicts(request.actor, "value")
    here = next((no for no, one in enumerate(waiting) if _is(one, subject, pk, key)), -1)
    following = [one for no, one in enumerate(waiting) if no > here and not _is(one, subject, pk, key)]
    return _url(following[0]) if following else reverse("conflicts")


def _is(one: ConflictLine, subject: str, pk: int, key: str) -> bool:
    return (one.subject, one.subject_id, one.key) == (subject, pk, key)


def _url(one: ConflictLine) -> str:
    return reverse("conflict", args=[one.subject, one.subject_id, one.key])


def _empty() -> Empty:
    return Empty(title=_("No two sources disagree"), text=_("What comes in and contradicts the register waits here."))


def _thing(one: ConflictLine) -> Cell:
    if one.kind == "value":
        return Cell(text=one.name, url=_url(one))
    if one.kind == "floor_over":
        return Cell(text=one.name)
    return Cell(text=one.name, url=reverse(one.subject, args=[one.subject_id]))


def _act(one: ConflictLine) -> dict[str, object]:
    if one.kind == "value":
        return {"url": _url(one), "label": _("Settle")}
    leave = reverse("conflict_leave", args=[one.kind, one.subject_id, one.other_id])
    both = [one.subject_id, one.other_id]
    merge = {}
    if one.kind in ("same_name", "same_tower"):
        merge = {"other": reverse(one.subject, args=both[1:]), "merge": reverse(f"{one.subject}_merge", args=both)}
    return {"url": leave, "label": _("Leave it as it is"), **merge}


COLUMNS = (
    Shown(key="thing", label=gettext_lazy("What"), value=lambda c: c.name, cell=_thing, head=True),
    Shown(key="rule", label=gettext_lazy("Kind"), value=lambda c: str(CONFLICT_KINDS[c.kind])),
    Shown(key="about", label=gettext_lazy("About"), value=lambda c: c.about),
    Shown(key="since", label=gettext_lazy("Since when"), value=lambda c: c.since),
    Shown(key="act", label=gettext_lazy("What to do"), cell=_act, template="desk/conflicts/cell_act.html"),
)  # fmt: skip
