"""Merging two records of one tower: which other one, what would happen, and taking the two apart again."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mashang.doors.guarding import Asked
from mashang.doors.wording import say, tell_form
from mashang.faces.desk import writing
from mashang.faces.desk.answering import ask_and_do
from mashang.faces.desk.forms.merging import TowerMergeForm
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.merges import pick_page
from mashang.kernel.errors import Refused
from mashang.register.acts.merging_towers import merge_towers, undo_tower_merge
from mashang.register.reads.merges import find_towers_like, get_tower_merge
from mashang.register.reads.merging_towers import TowerPreview, TowerSide, get_tower_preview
from mashang.register.rules.merging import RoomClash
from mashang.ui.page import Crumb
from mashang.ui.toast import toast

SAYS = {
    "code": gettext_lazy("Code"), "area": pgettext_lazy("of a tower", "Lies in"), "address": gettext_lazy("Address"),
    "floors_above": gettext_lazy("Floors above ground"), "gross_sqm": gettext_lazy("Gross area ㎡"),
    "lettable_sqm": gettext_lazy("Lettable area ㎡"), "position": gettext_lazy("Position"),
}  # fmt: skip
HANGS = {
    "units": pgettext_lazy("of a tower", "Rooms"), "floors": pgettext_lazy("of a tower", "Floors"), "leases": gettext_lazy("Leases"),
    "facts": gettext_lazy("Facts"), "names": gettext_lazy("Names"), "keepers": gettext_lazy("Stewards and managers"),
    "contacts": gettext_lazy("Contacts"), "documents": gettext_lazy("Files"), "batches": gettext_lazy("Imports"),
    "rounds": gettext_lazy("Census rounds"),
}  # fmt: skip
WENT = ("units", "joined", "rooms", "lines", "floors", "facts", "names", "keepers", "contacts", "documents", "batches")


def tower_merge_pick(request: Asked, pk: int) -> HttpResponse:
    """Which other record is the same building: by name, address or code, those of the same address first."""
    name, found = find_towers_like(request.actor, pk, request.GET.get("q", ""), timezone.localdate())
    return pick_page(request, found, name=name, page="tower", pk=pk, title=_("Another record is the same building"))


def tower_merge(request: Asked, pk: int, other: int) -> HttpResponse:
    """Both records side by side, the rooms and floors to decide on, and why the two are one."""
    found = get_tower_preview(request.actor, pk, other)
    form = TowerMergeForm(request.POST or None, rooms=found.rooms, floors=found.floors)
    if request.method == "POST" and form.is_valid() and _merged(request, form, pk, other):
        toast(request, _("Merged. The other record leads here now."))
        return HttpResponseRedirect(reverse("tower", args=[pk]))
    values = {
        "found": found, "form": form, "rooms": rooms_of(form), "says": says(found), "hangs": hangs(found),
        "obstacles": [say(one) for one in found.obstacles], "swap": reverse("tower_merge", args=[other, pk]),
        "back": reverse("tower", args=[pk]),
    }  # fmt: skip
    title = _("Merge %(gone)s into %(kept)s") % {"gone": found.gone.name, "kept": found.kept.name}
    return render_page(request, "desk/merges/tower.html", values, title=title, crumbs=crumbs(found.kept))


def _merged(request: Asked, form: TowerMergeForm, pk: int, other: int) -> bool:
    try:
        merge_towers(
            actor=request.actor, kept_id=pk, gone_id=other, reason=form.cleaned_data["reason"],
            rooms=form.said_of_rooms(), floors=form.said_of_floors(),
        )  # fmt: skip
    except Refused as refused:
        tell_form(form, refused)
        return False
    return True


def crumbs(kept: TowerSide) -> tuple[Crumb, ...]:
    """The way from the list of towers to the merge."""
    return (
        Crumb(label=_("Towers"), url=reverse("towers")),
        Crumb(label=kept.name, url=reverse("tower", args=[kept.id])),
        Crumb(label=_("Merge")),
    )


def says(found: TowerPreview) -> list[tuple[object, object, object]]:
    """What each record says of itself, line by line."""

    def said(side: TowerSide, key: str) -> object:
        value = getattr(side, key)
        return writing.area(value) if key in ("gross_sqm", "lettable_sqm") else value or "—"

    return [(word, said(found.kept, key), said(found.gone, key)) for key, word in SAYS.items()]


def hangs(found: TowerPreview) -> list[tuple[object, int, int]]:
    """How much hangs on each record; what neither has is left out."""
    sides = [(word, found.kept.counts[key], found.gone.counts[key]) for key, word in HANGS.items()]
    return [line for line in sides if line[1] or line[2]]


def rooms_of(form: TowerMergeForm) -> list[tuple[RoomClash, object, list[tuple[str, int]]]]:
    """The rooms that both have, each with its field and with what is in the way of making the two one."""
    return [
        (clash, field, [(say(one.text), one.line) for one in clash.in_the_way]) for clash, field in form.room_rows()
    ]


def tower_merge_undo(request: Asked, pk: int) -> HttpResponse:
    """What went over by a merge, and taking the two apart again, with a reason."""
    line, went, obstacles = get_tower_merge(request.actor, pk)
    to = reverse("tower", args=[line.kept_id])
    return ask_and_do(
        request, lambda reason: undo_tower_merge(actor=request.actor, merge_id=pk, reason=reason),
        title=_("Take %(gone)s and %(kept)s apart") % {"gone": line.gone, "kept": line.kept}, button=_("Take apart"),
        explains=[
            *(_("Not yet: %(why)s") % {"why": say(one)} for one in obstacles),
            _("Merged on %(day)s by %(by)s: %(reason)s") % {"day": line.on, "by": line.by or "—", "reason": line.reason},
            went_over(went), _("Each gets back what it had before the merge."),
            _("What was done in a room since goes back with the room; what came to the kept tower itself stays with it."),
        ],
        said=_("Taken apart."), to=to, crumbs=(Crumb(label=line.kept, url=to), Crumb(label=_("Take apart"))),
    )  # fmt: skip


def went_over(went: Mapping[str, int]) -> str:
    """How much went over, in words; what is none is not named."""
    words = {**HANGS, "joined": _("Rooms made one"), "rooms": _("Rooms renumbered"), "lines": _("Leases written anew")}
    told = [_("%(what)s: %(count)s") % {"what": words[key], "count": went[key]} for key in WENT if went.get(key)]
    return _("Went over: %(what)s.") % {"what": _("; ").join(told) or "—"}
