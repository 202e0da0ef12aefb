"""Fills the empty database of a campaign: sub-districts, and in each a firm, its owner and an officer. Prints them as JSON."""

from __future__ import annotations

import json
import sys

import django

SINCE_LONG = "2020-01-01"


def seed(areas: int) -> list[dict[str, object]]:
    """One line an area: who asks there, and for which firm."""
    from datetime import date

    from django.db.backends.postgresql.psycopg_any import DateRange

    from mashang.accounts.models import Area
    from mashang.accounts.rules.roles import Role
    from mashang.kernel.names import fold
    from mashang.register.models import Firm, FirmMember
    from tests.cast import grant, make_area, make_user

    district = make_area(None, Area.Kind.DISTRICT, "试验区", "AA")
    made: list[dict[str, object]] = []
    for n in range(areas):
        area = make_area(
            district, Area.Kind.SUBDISTRICT, f"试验街道{n}", f"A{chr(65 + n)}", district_id=district.pk
        )  # fmt: skip
        grant(make_user(f"officer{n}"), Role.SERVICE_OFFICER, area)
        owner = make_user(f"owner{n}")
        firm = Firm.objects.create(
            district_id=district.pk, area_path=area.path, home_area=area, name=f"试验{n}号有限公司（示例）",
            name_folded=fold(f"试验{n}号有限公司"),
        )  # fmt: skip
        FirmMember.objects.create(
            membership=grant(owner, Role.FIRM_OWNER, area), firm=firm, standing=FirmMember.Standing.APPROVED,
            span=DateRange(date.fromisoformat(SINCE_LONG), None),
        )  # fmt: skip
        made.append({"login": owner.login, "firm": firm.pk, "area": area.pk})
    return made


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(seed(int(sys.argv[1]))) + "\n")
