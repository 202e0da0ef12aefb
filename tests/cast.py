"""One cast for all tests: two districts, a person for each role, a tower and a firm on either side of every wall.

`aofeng` is the sub-district where the story plays, `gulou` another district that its people must not see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateRange

from mashang.accounts.models import Area, Department, Membership, User
from mashang.accounts.rules.roles import Role
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor

if TYPE_CHECKING:
    from mashang.register.models import Firm, Tower

PASSWORD = "a quiet morning by the river"  # noqa: S105 - of people who exist in tests only
SINCE = date(2020, 1, 1)
# One password hash for all: hashing is slow on purpose.
_HASHES: dict[str, str] = {}


@dataclass(slots=True)
class Cast:
    """Everyone and everything; `users` by login name, which is the role, or `other_` and the role."""

    city: Area
    taijiang: Area
    aofeng: Area
    gulou: Area
    hongshan: Area
    department: Department
    other_department: Department
    users: dict[str, User] = field(default_factory=dict)

    def user(self, login: str) -> User:
        """The person with this login name."""
        return self.users[login]

    def actor(self, role: str, *, face: str = "desk") -> Actor:
        """The person of this role in the story, acting in it."""
        return actor_for(self.users[str(role)], role=str(role), face=face)

    def other(self, role: str, *, face: str = "desk") -> Actor:
        """The person of this role in the other district."""
        return actor_for(self.users[f"other_{role}"], role=str(role), face=face)


def make_area(parent: Area | None, kind: str, name: str, step: str, *, district_id: int = 0) -> Area:
    """An area one level below its parent; `step` is its own two characters of the path."""
    area = Area.objects.create(
        parent=parent, kind=kind, name_zh=name, path=(parent.path if parent else "") + step, district_id=district_id
    )
    if kind == Area.Kind.DISTRICT:
        area.district_id = area.pk
        area.save(update_fields=["district_id"])
    return area


def make_user(login: str, *, name: str = "", email: str = "", password: str = PASSWORD) -> User:
    """A person who can sign in with `PASSWORD`."""
    user = new_user(login, name=name, email=email, password=password)
    user.save()
    return user


def new_user(login: str, *, name: str = "", email: str = "", password: str = PASSWORD) -> User:
    """Such a person, not written yet."""
    from django.contrib.auth.hashers import make_password

    if password not in _HASHES:
        _HASHES[password] = make_password(password)
    return User(
        login=login,
        name=name or login,
        email=email or f"{login.replace('_', '-')}@example.org",
        password=_HASHES[password],
    )


def grant(
    user: User, role: str, area: Area, *, department: Department | None = None, since: date = SINCE
) -> Membership:
    """A role of this person in this area, open without end."""
    return Membership.objects.create(
        user=user, role=role, area=area, department=department, span=DateRange(since, None)
    )


def make_cast() -> Cast:
    """Areas, departments and one person per role on both sides."""
    city = make_area(None, Area.Kind.CITY, "福州市", "AA")
    taijiang = make_area(city, Area.Kind.DISTRICT, "台江区", "AA")
    aofeng = make_area(taijiang, Area.Kind.SUBDISTRICT, "鳌峰街道", "AA", district_id=taijiang.pk)
    gulou = make_area(city, Area.Kind.DISTRICT, "鼓楼区", "AB")
    hongshan = make_area(gulou, Area.Kind.SUBDISTRICT, "洪山镇", "AA", district_id=gulou.pk)
    cast = Cast(
        city=city,
        taijiang=taijiang,
        aofeng=aofeng,
        gulou=gulou,
        hongshan=hongshan,
        department=Department.objects.create(area=taijiang, name_zh="区住建局"),
        other_department=Department.objects.create(area=gulou, name_zh="区市场监管局"),
    )
    sides = (("", aofeng, cast.department), ("other_", hongshan, cast.other_department))
    people = User.objects.bulk_create(new_user(f"{prefix}{role}") for prefix, _area, _of in sides for role in Role)
    cast.users = {one.login: one for one in people}
    Membership.objects.bulk_create(
        Membership(
            user=cast.users[f"{prefix}{role}"], role=role, area=area, span=DateRange(SINCE, None),
            department=department if role is Role.DEPARTMENT_LIAISON else None,
        )
        for prefix, area, department in sides
        for role in Role
    )  # fmt: skip
    return cast


def make_tower(cast: Cast, name: str = "鳌峰甲座", *, area: Area | None = None, code: str = "T1") -> Tower:
    """A tower in the story's sub-district, or in another area."""
    from mashang.kernel.names import fold
    from mashang.register.acts.ledger.findable import find_towers_anew
    from mashang.register.models import Tower

    where = area or cast.aofeng
    tower = Tower.objects.create(
        district_id=where.district_id, area_path=where.path, area=where, code=code, name_zh=name, name_folded=fold(name)
    )
    find_towers_anew([tower.pk])
    return tower


def make_firm(
    cast: Cast, name: str = "晨光商务咨询有限公司（示例）", *, area: Area | None = None, uscc: str | None = None
) -> Firm:
    """A firm in the story's sub-district, or in another area."""
    from mashang.kernel.names import fold
    from mashang.register.acts.ledger.findable import find_firms_anew
    from mashang.register.models import Firm

    where = area or cast.aofeng
    firm = Firm.objects.create(
        district_id=where.district_id,
        area_path=where.path,
        home_area=where,
        name=name,
        name_folded=fold(name),
        uscc=uscc,
    )
    find_firms_anew([firm.pk])
    return firm
