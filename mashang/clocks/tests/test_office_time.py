"""Office time in SQL is that of the kernel, on any span of the years, with seasons and hours of areas."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from mashang.accounts.models import Area
from mashang.clocks.reads.office_time import day_of, office_day, office_of, office_until
from mashang.clocks.rules.opening import AreaHours, hours_in, load_hours, read_hours
from mashang.kernel.workdays import load_calendar, open_time
from tests.cast import make_area

ZONE = ZoneInfo("Asia/Shanghai")
OWN = read_hours([
    {"area": "*", "since": "2024-01-01", "open": [["08:30", "12:00"], ["14:00", "17:30"]]},
    {"area": "350103", "since": "2025-03-01", "from": "06-01", "to": "09-30", "open": [["08:00", "12:00"], ["15:00", "18:00"]]},
    {"area": "350103", "since": "2024-02-01", "from": "11-15", "to": "02-15", "open": [["09:00", "16:30"]]},
    {"area": "3501", "since": "2024-05-01", "open": [["08:45", "11:45"], ["13:30", "17:00"]]},
])  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [load_hours(), OWN, ()], ids=["content", "seasons and areas", "none stated"])
def test_sql_and_kernel_reckon_the_same_office_time(hours: tuple[AreaHours, ...]) -> None:
    city = make_area(None, "city", "福州市", "AA")
    district, street = make_area(city, "district", "台江区", "AA"), make_area(city, "district", "鼓楼区", "AB")
    Area.objects.filter(pk=city.pk).update(code="3501")
    Area.objects.filter(pk=district.pk).update(code="350103")
    chains = {district.path: ("350103", "3501"), street.path: ("3501",), "": ()}
    draw = Random(11)  # noqa: S311 - the same spans each time
    begin, spans = datetime(2024, 1, 1, tzinfo=ZONE), []
    for number in range(400):
        start = begin + timedelta(seconds=draw.uniform(0, 1000 * 86_400))
        length = draw.uniform(-86_400, 20 * 86_400) if number % 2 else draw.uniform(0, 300 * 86_400)
        spans.append((draw.choice([*chains]), start, start + timedelta(seconds=length)))
    asked = f"""with office_of as ({office_of(hours)}), office_day as ({office_day(load_calendar(), hours, first="date '2023-12-20'")})
        select greatest({office_until("b", "s.e")} - ({office_until("a", "s.b")}), 0)
        from unnest(%s::text[], %s::timestamptz[], %s::timestamptz[]) with ordinality s(path, b, e, no) left join office_of w on w.area_path = s.path
        join office_day a on a.chain = coalesce(w.chain, '') and a.day = {day_of("s.b")}
        join office_day b on b.chain = coalesce(w.chain, '') and b.day = {day_of("s.e")} order by s.no"""
    with connection.cursor() as cursor:
        columns = [list(column) for column in zip(*spans, strict=True)]
        cursor.execute(asked.replace("%(at)s", "'2028-01-01 00:00+08'"), columns)
        found = [row[0] for row in cursor.fetchall()]
    calendars = {path: replace(load_calendar(), hours=hours_in(chain, hours)) for path, chain in chains.items()}
    told = [open_time(calendars[path], start, end, provisional=True).total_seconds() for path, start, end in spans]
    assert len(found) == len(told)
    assert [float(one) for one in found] == pytest.approx(told, abs=1e-5)
    assert sum(one > 0 for one in told) > 300
