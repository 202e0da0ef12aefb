"""The working-day calendar of a year, and a due date reckoned with it."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mashang.doors.guarding import Asked
from mashang.doors.wording import tell_form
from mashang.faces.desk.nav import render_page
from mashang.kernel.errors import Refused
from mashang.kernel.workdays import LONGEST, Calendar, Year, add_workdays, load_calendar
from mashang.ui.forms import IsoDateField
from mashang.ui.page import Crumb
from mashang.ui.parts import Tab

HERE = _("Working days")
WRITINGS = ("zh-hans", "zh-hant", "en")


class DueForm(forms.Form):
    """From which day, how many working days."""

    start = IsoDateField(label=_("Received on"))
    days = forms.IntegerField(label=pgettext_lazy("how many", "Working days"), min_value=1, max_value=LONGEST)


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of the calendar: its number, what it is (work, rest, off, makeup), what it is called."""

    number: int
    css: str
    says: str
    today: bool


def workdays(request: Asked) -> HttpResponse:
    """A year with its days off and make-up working days; and the day on which something is due."""
    calendar, today = load_calendar(), timezone.localdate()
    asked = request.GET.get("year", "")
    year = calendar.years.get(int(asked)) if asked.isascii() and asked.isdigit() else None
    year = year or calendar.years.get(today.year) or calendar.years[max(calendar.years)]
    form = DueForm(request.GET if "start" in request.GET else None, initial={"start": today, "days": 5})
    context = {
        "form": form,
        "due": _due(calendar, form),
        "year": year,
        "years": [
            Tab(label=str(one.year), url=f"?year={one.year}", current=one is year) for one in calendar.years.values()
        ],
        "months": [_month(year, month, today) for month in range(1, 13)],
        "total": _total(calendar, year),
        "runs": [(run, (run.end - run.begin).days + 1, _called(run.names)) for run in year.off],
    }
    return render_page(request, "desk/workdays.html", context, title=HERE, crumbs=(Crumb(label=HERE),))


def _due(calendar: Calendar, form: DueForm) -> dict[str, object] | None:
    """The due date that is asked for; one beyond the official calendar is told apart, and binds nobody."""
    if not form.is_bound or not form.is_valid():
        return None
    start, days = form.cleaned_data["start"], form.cleaned_data["days"]
    try:
        due = add_workdays(calendar, start, days, provisional=True)
    except Refused as refused:
        tell_form(form, refused)
        return None
    return {
        "day": due, "weekday": formats.date_format(due, "l"), "left": (due - timezone.localdate()).days,
        "provisional": any(calendar.is_provisional(day) for day in (start, due)),
    }  # fmt: skip


def _total(calendar: Calendar, year: Year) -> str:
    first = date(year.year, 1, 1)
    days = (first + timedelta(days=n) for n in range(366 if months.isleap(year.year) else 365))
    count = sum(calendar.works(day, provisional=True) for day in days)
    return ngettext("%(count)s working day", "%(count)s working days", count) % {"count": count}


def _month(year: Year, month: int, today: date) -> dict[str, object]:
    weeks = months.Calendar().monthdatescalendar(year.year, month)
    off: Mapping[date, str] = {
        run.begin + timedelta(days=n): _called(run.names)
        for run in year.off
        for n in range((run.end - run.begin).days + 1)
    }
    return {
        "name": formats.date_format(date(year.year, month, 1), "F"),
        "weeks": [[_cell(year, day, off, today) if day.month == month else None for day in week] for week in weeks],
    }


def _cell(year: Year, day: date, off: Mapping[date, str], today: date) -> DayCell:
    if day in year.work:
        return DayCell(day.day, "makeup", str(_("make-up working day")), day == today)
    if day in off:
        return DayCell(day.day, "off", off[day], day == today)
    return DayCell(day.day, "rest" if day.weekday() > 4 else "work", "", day == today)


def _called(names: tuple[str, str, str]) -> str:
    language = (get_language() or "").lower()
    return names[WRITINGS.index(language) if language in WRITINGS else 0]
