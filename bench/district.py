"""A large district of even make, written straight into the register's tables: what the benches of figures count.

One city of four streets with two parks each. Every unit is let by a chain of leases, one after the other, the last of which
is open; every tenth unit stands empty today. Firms have an industry, staff, tax of 2025 and 2024; some are institutions.
The rows go in as sets, with the checks of single rows off (`session_replication_role`), as a restore does it: the
database role must be a superuser.
"""

from __future__ import annotations

from datetime import date
from typing import Any

TODAY = date(2026, 11, 20)
FIRST = date(2006, 1, 1)

TOWERS = """insert into register_tower (id, district_id, area_path, code, name_zh, name_hant, name_en, name_folded, name_pinyin,
    kind, address, crs, sample, recorded_at, area_id)
select t, 0, a.path, 'B' || t, '塔楼' || t, '', '', t::text, t::text, 'office', '', 'gcj02', false, now(), a.id
from generate_series(1, %(towers)s) t join accounts_area a on a.path = (%(parks)s::text[])[1 + t %% 8]"""
UNITS = """insert into register_unit (id, district_id, area_path, floor_no, room, area_sqm, owner, own_use, tags, life,
    recorded_at, source_id, tower_id)
select u, 0, t.area_path, 1 + u / %(towers)s / 20, u::text, 60 + u %% 90, '', false, '{}', daterange(%(first)s, null),
    now(), 1, t.id
from generate_series(1, %(units)s) u join register_tower t on t.id = 1 + u %% %(towers)s"""
FIRMS = """insert into register_firm (id, district_id, area_path, name, name_folded, name_pinyin, kind, industry, standing,
    weight, sample, recorded_at, home_area_id)
select f, 0, 'AA', '企业' || f, f::text, f::text, '', '', 'active', 0, false, now(), %(city)s
from generate_series(1, %(firms)s) f"""
TENANCIES = """insert into register_tenancy (id, district_id, area_path, line, kind, span, start_known, rent_per, rent_basis,
    renewal_wish, registered_here, taxed_here, recorded_at, firm_id, source_id)
select (u.id - 1) * %(leases)s + j + 1, 0, u.area_path, (u.id - 1) * %(leases)s + j + 1, 'lease', daterange(
        (%(first)s + make_interval(months => %(months)s * j + (u.id %% %(months)s)::int))::date,
        case when j < %(leases)s - 1 then
            (%(first)s + make_interval(months => %(months)s * (j + 1) + (u.id %% %(months)s)::int))::date end),
    true, '', '', '', u.id %% 7 > 0, u.id %% 11 > 0, now(), 1 + (u.id * 7 + j * 13) %% %(firms)s, 1
from register_unit u cross join generate_series(0, %(leases)s - 1) j
where u.id %% 10 > 0 or j < %(leases)s - 1"""
OCCUPANCIES = """insert into register_occupancy (id, district_id, area_path, line, span, area_sqm, exclusive, recorded_at,
    firm_id, tenancy_id, tower_id, unit_id)
select t.id, 0, t.area_path, t.line, t.span, u.area_sqm, true, now(), t.firm_id, t.id, u.tower_id, u.id
from register_tenancy t join register_unit u on u.id = 1 + (t.id - 1) / %(leases)s"""
FACTS = """insert into register_firmfact (valid_from, precision, unknown, believed, recorded_at, key_id, subject_id, source_id,
    num, code)
select said.since, '', false, true, now(), k.id, f.id, 1, said.num, said.code
from register_firm f cross join lateral (values
    ('industry', date '2015-01-01', null::bigint, (array['J6621','J6890','I6513','L7221','F5111','M7310','K7030'])[1 + f.id %% 7]),
    ('staff', date '2025-01-01', 3 + f.id %% 400, null),
    ('tax', date '2024-01-01', 100000 * (1 + f.id %% 97), null), ('tax', date '2025-01-01', 100000 * (1 + f.id %% 101), null),
    ('institution_kind', date '2015-01-01', null, case when f.id %% 10 = 0 then 'licensed' end),
    ('institution_class', date '2015-01-01', null, case when f.id %% 10 = 0 then 'bank' end),
    ('above_threshold_class', date '2015-01-01', null, case when f.id %% 20 = 3 then 'services' end)
) said (key, since, num, code)
join register_factkey k on k.key = said.key and k.subject = 'firm'
where num_nonnulls(said.num, said.code) = 1"""
READ = (
    "register_tower",
    "register_unit",
    "register_firm",
    "register_tenancy",
    "register_occupancy",
    "register_firmfact",
)


def fill(*, towers: int, units: int, leases: int, months: int) -> dict[str, int]:
    """Write the district: each unit has `leases` of `months` each. The numbers of rows by table."""
    from django.db import connection

    from mashang.accounts.models import Area
    from mashang.cli.content import load_content
    from mashang.register.models import Source

    load_content()
    city = Area.objects.create(kind="city", name_zh="测试市", path="AA")
    parks = []
    for street in range(4):
        above = Area.objects.create(parent=city, kind="subdistrict", name_zh=f"街道{street}", path=f"AA0{street}")
        for park in range(2):
            path = f"{above.path}0{park}"
            parks.append(Area.objects.create(parent=above, kind="park", name_zh=f"园区{path}", path=path).path)
    Source.objects.create(pk=1, kind="sheet", as_of_on=TODAY)
    asked: dict[str, Any] = {
        "towers": towers, "units": units, "leases": leases, "months": months, "firms": units * 6 // 10, "city": city.pk,
        "parks": parks, "first": FIRST,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for text in (TOWERS, UNITS, FIRMS, TENANCIES, OCCUPANCIES, FACTS):
            cursor.execute(text, asked)
        cursor.execute("set session_replication_role = origin")
        cursor.execute("vacuum analyze")
        cursor.execute("select " + ", ".join(f"(select count(*) from {table})" for table in READ))
        return dict(zip(READ, cursor.fetchone(), strict=True))
