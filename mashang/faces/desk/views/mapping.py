"""The map of the area: a picture of our own, and the same as a list and a table."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mashang.doors.guarding import Asked
from mashang.faces.desk import map_data, writing
from mashang.faces.desk.forms.mapping import MapFilter, figure_of
from mashang.faces.desk.lists import Shown, columns_of, files_offered, rows_of
from mashang.faces.desk.nav import render_page
from mashang.kernel.coordinates import WGS84
from mashang.register.acts.exporting import export_rows
from mashang.register.reads.choices import MAP_KINDS, label_of
from mashang.register.reads.mapping import DistrictMap, MapTower, counts_of, get_map
from mashang.ui.moments import Moment, read_moment
from mashang.ui.parts import Option
from mashang.ui.tables import Cell, Empty, Table, with_query

GEOJSON = "application/geo+json"
DOWNLOAD = "download"


def district_map(request: Asked) -> HttpResponseBase:
    """The towers coloured by a figure of a day, with the chosen one's card, as picture, list and table."""
    moment, figure, form = _asked(request)
    found = get_map(request.actor, moment.as_of, figure, kinds=form.kinds)
    table = Table(
        label=_("Towers by %(figure)s") % {"figure": map_data.NAMES[figure]}, columns=columns_of(columns(moment)), rows=rows_of(columns(moment), found.towers),
        query=request.GET, empty=Empty(title=_("There is no tower in your area yet"), icon="map-2"),
    )  # fmt: skip
    data_url = f"{reverse('map_data')}{with_query(request.GET, {})}"
    context = {
        "moment": moment,
        "form": form,
        "figure": figure,
        "figures": [_option(request, one, figure) for one in ("vacancy", "occupancy", "ending", "fresh")],
        "name": map_data.NAMES[figure],
        "formula": map_data.FORMULAS[figure],
        "legend": _legend(found),
        "towers": [_line(request, tower) for tower in found.towers],
        "chosen": _chosen(request, found),
        "keep": [("figure", figure)],
        "table": table,
        "data_url": data_url,
        "download_url": f"{reverse('map_data')}{with_query(request.GET, {DOWNLOAD: '1'})}"
        if files_offered(request)
        else "",
    }
    return render_page(request, "desk/map.html", context, title=_("Map"))


def map_data_view(request: Asked) -> HttpResponseBase:
    """What the picture is drawn from; as a download in the system that GeoJSON is defined in, and on record."""
    moment, figure, form = _asked(request)
    if DOWNLOAD not in request.GET:
        found = get_map(request.actor, moment.as_of, figure, kinds=form.kinds)
        return JsonResponse(map_data.picture(found), content_type=GEOJSON)
    found = get_map(request.actor, moment.as_of, figure, kinds=form.kinds, crs=WGS84)
    document = map_data.download(found)
    export_rows(
        actor=request.actor, page="map", form="geojson", rows=len(document["features"]), as_of=moment.as_of,
        query=request.GET.urlencode(),
    )  # fmt: skip
    name = f"map_{moment.as_of.isoformat()}.geojson"
    return JsonResponse(
        document, content_type=GEOJSON, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def columns(moment: Moment) -> Sequence[Shown]:
    """The columns of the table: the tower, all figures, the walk to the metro, what is near."""
    return (
        Shown(key="name", label=gettext_lazy("Tower"), cell=lambda t: Cell(text=t.row.name, url=_tower_url(t, moment)), head=True),
        Shown(key="floors", label=gettext_lazy("Floors"), value=lambda t: t.row.floors_above, numeric=True),
        Shown(key="lettable", label=gettext_lazy("Lettable ㎡"), cell=lambda t: writing.whole_area(t.row.figures.lettable_sqm), numeric=True),
        Shown(key="vacancy", label=gettext_lazy("Vacancy rate"), cell=lambda t: writing.percent(t.row.figures.vacancy_rate), numeric=True),
        Shown(key="occupancy", label=gettext_lazy("Occupancy rate"), cell=lambda t: writing.percent(t.row.figures.occupancy_rate), numeric=True),
        Shown(key="ending", label=gettext_lazy("Ending in 90 days"), value=lambda t: t.row.figures.ending_leases, numeric=True),
        Shown(key="fresh", label=gettext_lazy("Freshness"), cell=lambda t: writing.percent(t.row.figures.fresh_rate, 0), numeric=True),
        Shown(key="metro", label=gettext_lazy("Walk to the metro"), cell=lambda t: map_data.walk_text(t.metro) if t.metro else "—"),
        Shown(key="near", label=gettext_lazy("Within 15 minutes on foot"), cell=_near),
    )  # fmt: skip


def _near(tower: MapTower) -> str:
    walks = [walk for walk in tower.walks if walk.kind != "metro"]
    return _("; ").join(f"{label_of(MAP_KINDS, walk.kind)} {map_data.walk_text(walk)}" for walk in walks) or "—"


def _asked(request: Asked) -> tuple[Moment, str, MapFilter]:
    return read_moment(request.GET), figure_of(request.GET.get("figure", "")), MapFilter(request.GET.dict())


def _option(request: Asked, one: str, figure: str) -> Option:
    url = with_query(request.GET, {"figure": one})
    return Option(label=map_data.NAMES[one], url=url, chosen=one == figure)


def _legend(found: DistrictMap) -> list[tuple[str, str, int]]:
    counts = counts_of(found.towers)
    lines = [(f"m{no}", label, counts[no]) for no, label in enumerate(map_data.class_labels(found.figure))]
    return [*lines, ("mx", _("not known"), counts[None])] if counts[None] else lines


def _chosen(request: Asked, found: DistrictMap) -> dict[str, object] | None:
    wanted = request.GET.get("tower", "")
    tower = next((one for one in found.towers if str(one.row.id) == wanted), next(iter(found.towers), None))
    if tower is None:
        return None
    walks = [(label_of(MAP_KINDS, walk.kind), walk.name, map_data.walk_text(walk)) for walk in tower.walks]
    return {"tower": tower, "value": map_data.percent_text(tower.percent), "walks": walks}


def _line(request: Asked, tower: MapTower) -> dict[str, object]:
    said = [
        ngettext("%(n)s floor", "%(n)s floors", tower.row.floors_above) % {"n": tower.row.floors_above}
        if tower.row.floors_above
        else "",
        _("metro %(walk)s") % {"walk": map_data.walk_text(tower.metro)} if tower.metro else "",
        "" if tower.position else _("without a position"),
    ]
    return {
        "id": tower.row.id,
        "url": with_query(request.GET, {"tower": str(tower.row.id)}, anchor="map-card"),
        "name": tower.row.name,
        "css": "mx" if tower.class_no is None else f"m{tower.class_no}",
        "value": map_data.percent_text(tower.percent),
        "says": _(", ").join(one for one in said if one),
    }


def _tower_url(tower: MapTower, moment: Moment) -> str:
    return f"{reverse('tower', args=[tower.row.id])}{moment.tail}"
