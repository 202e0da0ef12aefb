"""What was merged, merging two records of one firm, and taking them apart again. Towers: `tower_merges`."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.accounts.rules.roles import Permission
from mashang.doors.guarding import Asked
from mashang.faces.desk import writing
from mashang.faces.desk.answering import ask_and_do
from mashang.faces.desk.forms.merging import KINDS, STATES, LikeForm, MergesFilter
from mashang.faces.desk.lists import Shown, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.firms import place_text
from mashang.register.acts.merging import merge_firms, undo_merge
from mashang.register.reads.choices import STANDINGS, label_of
from mashang.register.reads.firms import FirmRow
from mashang.register.reads.industries import find_industry_name
from mashang.register.reads.merges import (
    Candidate,
    MergeLine,
    Preview,
    find_firms_like,
    get_merge,
    get_preview,
    list_merges,
)
from mashang.ui.moments import read_moment
from mashang.ui.page import Crumb, Text
from mashang.ui.tables import Cell, Empty, filter_chips

HERE = gettext_lazy("Merged records")
SAYS = (
    gettext_lazy("Credit code"), gettext_lazy("Industry"), gettext_lazy("Standing"), gettext_lazy("Home area"),
    gettext_lazy("Place"), gettext_lazy("Area ㎡"), gettext_lazy("Last day of lease"),
)  # fmt: skip
HANGS = {
    "leases": gettext_lazy("Leases"), "facts": gettext_lazy("Facts"), "names": gettext_lazy("Names"),
    "contacts": gettext_lazy("Contacts"), "documents": gettext_lazy("Files"),
}  # fmt: skip
UNDO = {"firm": "firm_merge_undo", "tower": "tower_merge_undo"}


def merges(request: Asked) -> HttpResponseBase:
    """Records of firms and towers that were merged in one's area, and those that were taken apart again."""
    form = MergesFilter(request.GET)
    rows = [one for one in list_merges(request.actor) if form.fits(one)]
    if wants_file(request):
        moment = read_moment(request.GET)
        return export(request, page="merges", title=HERE, moment=moment, shown=COLUMNS, rows=rows)
    page = page_of_list(request, rows, 50)
    shown = COLUMNS if request.actor.may(Permission.REGISTER_EDIT) else COLUMNS[:-1]
    chips = filter_chips(form, request.GET)
    table = table_of(
        request, label=HERE, shown=shown, rows=page.object_list, sort="", page=page, empty=_empty(filtered=bool(chips))
    )
    crumbs = (Crumb(label=_("Conflicts"), url=reverse("conflicts")), Crumb(label=HERE))
    values = {"table": table, "form": form, "chips": chips}
    return render_page(request, "desk/merges/list.html", values, title=HERE, crumbs=crumbs)


def _empty(*, filtered: bool) -> Empty:
    if filtered:
        return Empty(title=_("No merge matches"), text=_("Take away a filter."), url="?", url_label=_("Clear all"))
    return Empty(
        title=_("Nothing was merged yet"),
        text=_("Two records of one firm or tower are merged from the file of one of them, or from the conflicts."),
        url=reverse("conflicts"), url_label=_("Conflicts"),
    )  # fmt: skip


def firm_merge_pick(request: Asked, pk: int) -> HttpResponse:
    """Which other record is the same firm: by name or code, those of the same name first."""
    name, found = find_firms_like(request.actor, pk, request.GET.get("q", ""), timezone.localdate())
    return pick_page(request, found, name=name, page="firm", pk=pk, title=_("Another record is the same firm"))


def pick_page(
    request: Asked, found: Sequence[Candidate], *, name: str, page: str, pk: int, title: Text
) -> HttpResponse:
    """The records that may be meant, to choose one and see both side by side."""
    here = reverse(page, args=[pk])
    values = {
        "found": [(one, reverse(f"{page}_merge", args=[pk, one.id]), reverse(page, args=[one.id])) for one in found],
        "form": LikeForm(request.GET or None), "asked": request.GET.get("q", "").strip(), "name": name, "back": here,
    }  # fmt: skip
    crumbs = (Crumb(label=name, url=here), Crumb(label=title))
    return render_page(request, "desk/merges/pick.html", values, title=title, crumbs=crumbs)


def firm_merge(request: Asked, pk: int, other: int) -> HttpResponse:
    """Both records side by side, and why the two are one."""
    found = get_preview(request.actor, pk, other)
    barred = [_("Part of the two lies outside your area: only the office of the district may merge them.")]
    kept = found.kept.name
    return ask_and_do(
        request, lambda reason: merge_firms(actor=request.actor, kept_id=pk, gone_id=other, reason=reason),
        title=_("Merge %(gone)s into %(kept)s") % {"gone": found.gone.name, "kept": kept}, button=_("Merge"),
        explains=[
            *(barred if found.elsewhere else []), _("What the two say differently becomes a conflict and waits for you."),
            _("All history stays. The merge can be undone as long as nothing later stands on it."),
        ],
        said=_("Merged. The other record leads here now."), to=reverse("firm", args=[pk]),
        crumbs=(Crumb(label=_("Firms"), url=reverse("firms")), Crumb(label=kept, url=reverse("firm", args=[pk])), Crumb(label=_("Merge"))),
        template="desk/merges/firm.html",
        more={"found": found, "says": _says(found), "hangs": _hangs(found), "swap": reverse("firm_merge", args=[other, pk])},
    )  # fmt: skip


def _says(found: Preview) -> list[tuple[Text, str, str]]:
    """What each record says of itself, line by line."""

    def said(row: FirmRow) -> tuple[str, ...]:
        told = (
            row.uscc, find_industry_name(row.industry), str(label_of(STANDINGS, row.standing)), row.home, place_text(row),
            writing.area(row.area_sqm), writing.day(row.ends_on),
        )  # fmt: skip
        return tuple(one or "—" for one in told)

    return list(zip(SAYS, said(found.kept), said(found.gone), strict=True))


def _hangs(found: Preview) -> list[tuple[Text, int, int]]:
    """How much hangs on each record; what neither has is left out."""
    sides = [(word, found.kept_counts[key], found.gone_counts[key]) for key, word in HANGS.items()]
    return [line for line in sides if line[1] or line[2]]


def firm_merge_undo(request: Asked, pk: int) -> HttpResponse:
    """Take two records apart again, with a reason."""
    firm, kept, gone = get_merge(request.actor, pk)
    to = reverse("firm", args=[firm])
    return ask_and_do(
        request, lambda reason: undo_merge(actor=request.actor, merge_id=pk, reason=reason),
        title=_("Take %(gone)s and %(kept)s apart") % {"gone": gone, "kept": kept}, button=_("Take apart"),
        explains=[_("Each gets back what it had before the merge. What came to the kept firm since stays with it.")],
        said=_("Taken apart."), to=to, crumbs=(Crumb(label=kept, url=to), Crumb(label=_("Take apart"))),
    )  # fmt: skip


def _act(one: MergeLine) -> Cell:
    return Cell(text="—") if one.undone_on else Cell(text=_("Take apart"), url=reverse(UNDO[one.kind], args=[one.id]))


COLUMNS = (
    Shown(
        key="kept", label=gettext_lazy("Kept record"), value=lambda m: m.kept, head=True,
        cell=lambda m: Cell(text=m.kept, url=reverse(m.kind, args=[m.kept_id])),
    ),
    Shown(key="gone", label=gettext_lazy("Merged into it"), value=lambda m: m.gone),
    Shown(key="kind", label=gettext_lazy("Kind"), value=lambda m: str(KINDS[m.kind])),
    Shown(key="on", label=gettext_lazy("Merged on"), value=lambda m: m.on),
    Shown(key="by", label=gettext_lazy("By"), value=lambda m: m.by),
    Shown(key="reason", label=gettext_lazy("Reason"), value=lambda m: m.reason),
    Shown(key="state", label=gettext_lazy("State"), value=lambda m: str(STATES["undone" if m.undone_on else "stands"])),
    Shown(key="undone_on", label=gettext_lazy("Taken apart on"), value=lambda m: m.undone_on),
    Shown(key="act", label=gettext_lazy("What to do"), cell=_act),
)  # fmt: skip
