"""Who keeps which tower, and who belongs to which firm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import Permission, Role
from mashang.doors.standing import Narrowing, local_name
from mashang.doors.wording import role_label
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.names import fold
from mashang.kernel.text import _
from mashang.register.models import Firm, FirmMember, Tower, TowerKeeper
from mashang.register.reads.keepers import role_held_on
from mashang.register.reads.scope import towers_seen_by

PAGE_SIZE = 50
EVERY = 100_000
ROLE_OF_DUTY = {
    TowerKeeper.Duty.DISTRICT: Role.TOWER_STEWARD,
    TowerKeeper.Duty.LOCAL: Role.TOWER_STEWARD,
    TowerKeeper.Duty.PROPERTY: Role.PROPERTY_MANAGER,
}


@dataclass(frozen=True, slots=True)
class KeeperLine:
    """Someone who keeps a tower now."""

    id: int
    tower_id: int
    user_id: int
    name: str
    duty: str
    duty_label: str
    since: date


@dataclass(frozen=True, slots=True)
class KeptTower:
    """A tower with those who keep it now."""

    id: int
    code: str
    name: str
    area: str
    area_path: str
    keepers: tuple[KeeperLine, ...]

    @property
    def has_steward(self) -> bool:
        """Does a district or local steward keep it?"""
        return any(one.duty != TowerKeeper.Duty.PROPERTY for one in self.keepers)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may keep a tower: an open membership of the fitting role."""

    membership_id: int
    name: str
    role: str
    label: str


@dataclass(frozen=True, slots=True)
class FirmPerson:
    """A person's place in a firm. `standing` is asked, approved or ended."""

    id: int
    firm_id: int
    firm: str
    user_id: int
    name: str
    email: str
    role_label: str
    is_owner: bool
    standing: str
    standing_label: str
    since: date
    last_day: date | None


def towers_of(membership_id: int) -> Narrowing:
    """The towers that a property manager keeps today."""
    rows = TowerKeeper.objects.filter(membership_id=membership_id, span__contains=timezone.localdate())
    return Narrowing(tower_ids=frozenset(rows.values_list("tower_id", flat=True)))


def firms_of(membership_id: int) -> Narrowing:
    """The firms to which a firm's person belongs today; no tower is theirs."""
    rows = FirmMember.objects.filter(
        membership_id=membership_id, standing=FirmMember.Standing.APPROVED, span__contains=timezone.localdate()
    )
    return Narrowing(tower_ids=frozenset(), firm_ids=frozenset(rows.values_list("firm_id", flat=True)))


def list_kept_towers(
    *, actor: Actor, q: str = "", without: bool = False, page: int | str = 1, size: int = PAGE_SIZE
) -> Page[KeptTower]:
    """A page of the towers in the actor's area with their keepers; `without`: only those that have no steward.

    Four queries whatever the number of towers.
    """
    _require_reader(actor)
    today = timezone.localdate()
    open_now = TowerKeeper.objects.filter(role_held_on(today), span__contains=today)
    towers = towers_seen_by(actor).select_related("area").order_by("name_pinyin", "pk")
    if q:
        towers = towers.filter(
            Q(name_folded__contains=fold(q)) | Q(code__iexact=q) | Q(name_pinyin__startswith=q.lower())
        )
    if without:
        stewards = open_now.filter(tower=OuterRef("pk")).exclude(duty=TowerKeeper.Duty.PROPERTY)
        towers = towers.exclude(Exists(stewards))
    keepers = open_now.select_related("membership__user").order_by("duty", "pk")
    paginator = Paginator(towers.prefetch_related(Prefetch("keepers", keepers, to_attr="open_keepers")), size)
    shown = paginator.get_page(page)
    return Page([_kept(tower) for tower in shown.object_list], shown.number, paginator)  # type: ignore[arg-type]


def find_kept_tower(*, actor: Actor, tower_id: int) -> KeptTower:
    """One tower with its keepers; NotThere when the actor may not see it."""
    _require_reader(actor)
    today = timezone.localdate()
    keepers = TowerKeeper.objects.filter(role_held_on(today), span__contains=today)
    tower = (
        towers_seen_by(actor)
        .select_related("area")
        .prefetch_related(Prefetch("keepers", keepers.select_related("membership__user"), to_attr="open_keepers"))
        .filter(pk=tower_id)
        .first()
    )
    if tower is None:
        raise NotThere("no_such_tower", _("There is no such tower."))
    return _kept(tower)


def find_keeper(*, actor: Actor, keeper_id: int) -> KeeperLine:
    """One keeper of a tower that the actor may see."""
    _require_reader(actor)
    row = (
        TowerKeeper.objects.select_related("membership__user")
        .filter(pk=keeper_id, tower__in=towers_seen_by(actor))
        .first()
    )
    if row is None:
        raise NotThere("no_such_keeper", _("This person does not keep the tower."))
    return _keeper(row)


def list_candidates(*, actor: Actor, tower: KeptTower) -> list[Candidate]:
    """The people who may be given this tower: stewards and property managers whose area it lies in. One query."""
    _require_reader(actor)
    above = [tower.area_path[:end] for end in range(2, len(tower.area_path) + 1, 2)]
    rows = Membership.objects.filter(
        role__in=set(ROLE_OF_DUTY.values()),
        area__path__in=above,
        span__contains=timezone.localdate(),
        ended_at=None,
        awaits_approval=False,
        user__is_active=True,
    ).select_related("user", "area")
    return [
        Candidate(row.pk, row.user.name, row.role, f"{row.user.name} · {role_label(row.role)} · {local_name(row.area)}")
        for row in rows.order_by("role", "user__name")
    ]


def list_firm_people(*, actor: Actor, ended: bool = False) -> list[FirmPerson]:
    """The people of the actor's own firms, those who ask first; ended ones only when asked for. One query."""
    actor.require(Permission.OWN_FIRM_MANAGE)
    rows = FirmMember.objects.filter(firm_id__in=actor.firm_ids or ())
    if not ended:
        rows = rows.exclude(standing=FirmMember.Standing.ENDED)
    return _people(rows.select_related("firm", "membership__user").order_by("firm_id", "-standing", "pk"))


def list_joinings(*, actor: Actor) -> list[FirmPerson]:
    """Those who ask to join a firm of the actor's area and wait, oldest first. One query."""
    actor.require(Permission.ROLES_GRANT)
    rows = FirmMember.objects.filter(standing=FirmMember.Standing.ASKED, firm__area_path__startswith=actor.area_path)
    return _people(rows.select_related("firm", "membership__user").order_by("pk"))


def own_firms(*, actor: Actor) -> list[tuple[int, str]]:
    """The actor's own firms, id and name."""
    return list(Firm.objects.filter(pk__in=actor.firm_ids or ()).order_by("name_pinyin").values_list("pk", "name"))


def own_askings(*, user_id: int) -> list[FirmPerson]:
    """What a person asked to join or belongs to; their own rows only.

    A firm that one only asked to join has the code asked for as its name: whoever guesses codes learns no name.
    """
    rows = FirmMember.objects.filter(membership__user_id=user_id).exclude(standing=FirmMember.Standing.ENDED)
    asked = rows.select_related("firm", "membership__user").order_by("pk")
    waits = {row.pk: row.firm.uscc or "" for row in asked if row.standing == FirmMember.Standing.ASKED}
    return [replace(one, firm=waits[one.id]) if one.id in waits else one for one in _people(asked)]


def _require_reader(actor: Actor) -> None:
    if not actor.may(Permission.STEWARDS_ASSIGN):
        actor.require(Permission.PEOPLE_READ)


def _kept(tower: Tower) -> KeptTower:
    keepers = tuple(_keeper(row) for row in getattr(tower, "open_keepers", ()))
    return KeptTower(tower.pk, tower.code, local_name(tower), local_name(tower.area), tower.area_path, keepers)


def _keeper(row: TowerKeeper) -> KeeperLine:
    user = row.membership.user
    label = str(TowerKeeper.Duty(row.duty).label)
    return KeeperLine(row.pk, row.tower_id, user.pk, user.name, row.duty, label, row.span.lower)


def _people(rows: Iterable[FirmMember]) -> list[FirmPerson]:
    return [
        FirmPerson(
            id=row.pk,
            firm_id=row.firm_id,
            firm=row.firm.name,
            user_id=row.membership.user_id,
            name=row.membership.user.name,
            email=row.membership.user.email,
            role_label=role_label(row.membership.role),
            is_owner=row.membership.role == Role.FIRM_OWNER,
            standing=row.standing,
            standing_label=str(FirmMember.Standing(row.standing).label),
            since=row.span.lower,
            last_day=row.span.upper - timedelta(days=1) if row.span.upper else None,
        )
        for row in rows
    ]


def duties() -> list[tuple[str, str]]:
    """The duties at a tower, as choices."""
    return [(value, str(label)) for value, label in TowerKeeper.Duty.choices]
