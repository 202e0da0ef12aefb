"""The sample's areas, departments and role accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from mashang.accounts.models import Area, Department, Membership, User
from mashang.register.models import FirmMember, TowerKeeper


@dataclass(frozen=True, slots=True)
class People:
    """content/demo/areas.yaml, and which local steward keeps which tower (code to steward)."""

    areas: Sequence[Mapping[str, Any]]
    district: str
    home: str
    departments: Sequence[Mapping[str, Any]]
    password: str
    accounts: Sequence[Mapping[str, Any]]
    keepers: Mapping[str, str]


def write_areas(people: People) -> dict[str, Area]:
    """The areas by path; those that stand already stay as they are."""
    areas: dict[str, Area] = {}
    district_id = 0
    for says in people.areas:
        path, (zh, hant, en) = says["path"], says["names"]
        area = Area.objects.filter(path=path).first()
        if area is None:
            area = Area.objects.create(
                parent=areas.get(path[:-2]),
                kind=says["kind"],
                code=says.get("code"),
                name_zh=zh,
                name_hant=hant,
                name_en=en,
                path=path,
                district_id=district_id,
            )
        if path == people.district:
            district_id = area.pk
            Area.objects.filter(pk=area.pk).update(district_id=district_id)
            area.district_id = district_id
        areas[path] = area
    return areas


def write_departments(people: People, areas: Mapping[str, Area]) -> dict[str, Department]:
    """The departments by Chinese name."""
    found = {}
    for says in people.departments:
        zh, hant, en = says["names"]
        found[zh], _made = Department.objects.get_or_create(
            area=areas[says["area"]],
            name_zh=zh,
            defaults={"kind": says["kind"], "name_hant": hant, "name_en": en},
        )
    return found


def write_accounts(
    people: People,
    areas: Mapping[str, Area],
    departments: Mapping[str, Department],
    *,
    towers: Mapping[str, int],
    firms: Mapping[str, int],
    day: date,
) -> int:
    """The role accounts with their memberships, towers and firms; one hash serves all. Gives how many users."""
    hashed = make_password(people.password)
    users = User.objects.bulk_create(
        User(login=says["login"], name=says["name"], email=says.get("email", ""), password=hashed, sample=True)
        for says in people.accounts
    )
    span = DateRange(date(day.year - 1, 1, 1), None)
    for user, says in zip(users, people.accounts, strict=True):
        for role in says["roles"]:
            membership = Membership.objects.create(
                user=user,
                role=role,
                area=areas[says.get("area", people.home)],
                department=departments[says["department"]] if "department" in says else None,
                span=span,
            )
            if role in {"tower_steward", "property_manager"}:
                _keep_towers(membership, role, says, people.keepers, towers, span)
            if "firm" in says:
                FirmMember.objects.create(
                    membership=membership, firm_id=firms[says["firm"]], standing=FirmMember.Standing.APPROVED, span=span
                )
    return len(users)


def _keep_towers(
    membership: Membership,
    role: str,
    says: Mapping[str, Any],
    keepers: Mapping[str, str],
    towers: Mapping[str, int],
    span: DateRange,
) -> None:
    steward = says.get("keeper")
    codes = says.get("towers") or [code for code in towers if steward in {"all", keepers[code]}]
    duty = says.get("duty") or ("property" if role == "property_manager" else "local")
    TowerKeeper.objects.bulk_create(
        TowerKeeper(membership=membership, tower_id=towers[code], duty=duty, span=span) for code in codes
    )
