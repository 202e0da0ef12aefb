"""The list of firms."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.doors.guarding import Asked
from mashang.faces.desk import writing
from mashang.faces.desk.acts_offered import Offered, acts_offered
from mashang.faces.desk.fill_rows import fill_link
from mashang.faces.desk.forms.firms import FirmsFilter
from mashang.faces.desk.lists import PAGE_SIZE, Shown, columns_of, export, page_of_count, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.register.reads.choices import STANDINGS, label_of
from mashang.register.reads.drawn import place_label
from mashang.register.reads.firms import FirmRow, list_firms
from mashang.register.reads.industries import find_industry_name
from mashang.register.reads.towers import list_tower_names
from mashang.ui.moments import Moment, read_moment
from mashang.ui.tables import PAGE, Cell, Empty, filter_chips, read_sort


def firms(request: Asked) -> HttpResponseBase:
    """Firms the reader may see, with where they are on a day."""
    moment = read_moment(request.GET)
    shown = columns(moment)
    sort = read_sort(request.GET, columns_of(shown), "name")
    form = FirmsFilter(request.GET, towers=list_tower_names(request.actor))
    wanted = form.wanted(sort)
    if wants_file(request):
        rows = list_firms(request.actor, moment.as_of, wanted).rows
        return export(request, page="firms", title=_("Firms"), moment=moment, shown=shown, rows=rows)
    start = (_page_number(request) - 1) * PAGE_SIZE
    found = list_firms(request.actor, moment.as_of, wanted, start=start, size=PAGE_SIZE)
    chips = filter_chips(form, request.GET)
    table = table_of(
        request, label=_("Firms"), shown=shown, rows=found.rows, sort=sort, page=page_of_count(request, found.total),
        empty=_empty(filtered=bool(chips)), links=fill_link(request, "firms", moment.as_of),
    )  # fmt: skip
    context = {
        "moment": moment,
        "total": found.total,
        "table": table,
        "form": form,
        "chips": chips,
        "views": saved_views_of(request, "firms"),
        "acts": acts_offered(request, Offered(label=_("Add a firm"), name="firm_add", icon="plus", tone="primary")),
    }
    return render_page(request, "desk/firms/list.html", context, title=_("Firms"))


def _page_number(request: Asked) -> int:
    wanted = request.GET.get(PAGE, "1")
    return min(max(int(wanted), 1), 100_000) if wanted.isdigit() else 1


def columns(moment: Moment) -> Sequence[Shown]:
    """Name, code, industry, standing, place, area, lease end."""
    return (
        Shown(key="name", label=gettext_lazy("Firm"), value=lambda r: r.name, cell=lambda r: Cell(text=r.name, url=reverse("firm", args=[r.id]) + moment.tail), sortable=True, head=True),
        Shown(key="uscc", label=gettext_lazy("Credit code"), value=lambda r: r.uscc, sortable=True, css="code"),
        Shown(key="industry", label=gettext_lazy("Industry"), value=lambda r: find_industry_name(r.industry), sortable=True),
        Shown(key="standing", label=gettext_lazy("Standing"), value=lambda r: label_of(STANDINGS, r.standing), sortable=True),
        Shown(key="place", label=gettext_lazy("Place"), value=place_text, cell=lambda r: place_cell(r, moment)),
        Shown(key="area", label=gettext_lazy("Area ㎡"), value=lambda r: r.area_sqm, cell=lambda r: writing.area(r.area_sqm), numeric=True),
        Shown(key="ends", label=gettext_lazy("Last day of lease"), value=lambda r: r.ends_on, cell=lambda r: writing.day(r.ends_on), css="nowrap"),
        Shown(key="home", label=gettext_lazy("Home area"), value=lambda r: r.home, screen=False),
    )  # fmt: skip


def place_text(row: FirmRow) -> str:
    """Every room of the firm on the day."""
    return _("; ").join(f"{place.tower} {place_label(place.floor_no, place.room)}" for place in row.places)


def place_cell(row: FirmRow, moment: Moment) -> Cell:
    """The first room with a link into its plan, and how many more."""
    if not row.places:
        return Cell(text="—")
    first = row.places[0]
    more = len(row.places) - 1
    text = f"{first.tower} {place_label(first.floor_no, first.room)}"
    query = f"{moment.tail}&unit={first.unit_id}" if moment.tail else f"?unit={first.unit_id}"
    url = f"{reverse('tower', args=[first.tower_id])}{query}#unit"
    return Cell(text=text, url=url, sub=_("and %(count)s more") % {"count": more} if more else "")


def _empty(*, filtered: bool) -> Empty:
    if filtered:
        return Empty(
            title=_("No firm matches"),
            text=_("Take away a filter, or look for part of the name or code."),
            url="?",
            url_label=_("Clear all"),
        )
    return Empty(title=_("There is no firm in your area yet"), text=_("Firms come with the tenant sheets of towers."), icon="building-bank")  # fmt: skip
