"""How long what is asked of the office takes: a page and a file."""

from __future__ import annotations

import csv
import io

from django.http import HttpResponse
from django.utils.translation import gettext as _

from mashang.cases.reads.durations import how_long
from mashang.cases.rules.durations import Duration
from mashang.doors.framing import address
from mashang.doors.guarding import Asked
from mashang.faces.public.nav import render_page

HOUR = 3_600


def how_long_page(request: Asked) -> HttpResponse:
    """By item: median, 90th percentile, share on time, how many. Too few are withheld."""
    told = how_long(request.actor.locale)
    rows = [
        {"name": name, "line": line, "median": _hours(line.median_tenths), "p90": _hours(line.p90_tenths)}
        for name, line in told.lines
    ]
    values = {
        "told": told,
        "rows": rows,
        "any": any(not line.withheld for _name, line in told.lines),
        "ask_url": address("phone_ask"),
    }
    return render_page(request, "public/how_long.html", values, title=_("How long it takes"))


def how_long_file(request: Asked) -> HttpResponse:
    """The same as CSV, exactly what the page shows."""
    told, out = how_long(request.actor.locale), io.StringIO()
    write = csv.writer(out)
    write.writerow(
        [_("Item"), _("Median, office hours"), _("9 of 10 within, office hours"), _("On time, %"), _("Answered"), _("Open and overdue"), _("From"), _("Until")]
    )  # fmt: skip
    for name, line in told.lines:
        write.writerow([name, *_cells(line), told.since.isoformat(), told.until.isoformat()])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="how-long-{told.until.isoformat()}.csv"'
    response["Cache-Control"] = f"public, max-age={HOUR}"
    response["Vary"] = "Accept-Language, Cookie"
    return response


def _cells(line: Duration) -> list[object]:
    if line.withheld:
        return [_("fewer than 5"), "", "", "", ""]
    return [_hours(line.median_tenths), _hours(line.p90_tenths), line.share, line.answered, line.overdue]


def _hours(tenths: int | None) -> str:
    return "" if tenths is None else f"{tenths / 10:.1f}"
