"""Founding an office: the first areas and the three administrators, before there is anyone who could invite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from mashang.accounts.models import Area, Invitation, User
from mashang.accounts.rules.roles import Role
from mashang.doors.acts.areas import Names, add_area
from mashang.doors.acts.inviting import Invited, invite_person, renew_invitation
from mashang.doors.rules import area_codes
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.trail.acts import record

# GB/T 22239 level 3: system, security and audit administration lie in three hands, from the first day on.
ADMINISTRATORS = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)
CHAIN = (Area.Kind.PROVINCE, Area.Kind.CITY, Area.Kind.DISTRICT, Area.Kind.SUBDISTRICT)
# Only the platform itself holds it: it acts for the operator, who stands at the machine.
FOUND = "office.found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An area to be founded: its kind, its GB/T code and its names."""

    kind: str
    code: str
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Founder:
    """A person who is to administrate; the link goes by mail too when an address is given."""

    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Calling:
    """A founder's invitation, to be handed over."""

    role: str
    name: str
    invited: Invited


@transaction.atomic
def found_office(*, actor: Actor, places: Sequence[Place], founders: Mapping[str, Founder]) -> list[Calling]:
    """Open an office on an empty platform: the areas, and one invitation for each of the three administrators.

    `places` stand from the top down: province, city and district once each at most, then any number of
    sub-districts. The administrators work in the district, without one in the lowest place that stands above
    the sub-districts. Their roles wait for nobody's approval, as there is nobody yet; every later one does.
    Refuses when an area or a person is there already, places out of order, codes that are not after GB/T 2260
    (sub-districts: GB/T 10114) or do not lie in one another, and fewer than three different persons.
    """
    actor.require(FOUND)
    if Area.objects.exists() or User.objects.filter(kind=User.Kind.PERSON).exists():
        raise Refused(
            "office_stands", _("An office stands here already."),
            mend=_("Administrators invite further people on the pages; a founder's lost link is made anew with: mashang office links"),
        )  # fmt: skip
    _require_places(places)
    _require_three(founders)
    seat = _open_areas(actor, places)
    record(
        actor=actor, act=FOUND, subject_kind="area", subject_id=seat.pk,
        diff={"area": seat.name_zh, "code": seat.code}, area_path=seat.path, district_id=seat.district_id,
    )  # fmt: skip
    return [_call(actor, role, founders[role], seat) for role in ADMINISTRATORS]


@transaction.atomic
def renew_founders(*, actor: Actor) -> list[Calling]:
    """New links for the founders who have not come in yet; the old ones stop working.

    For the operator, when a link was lost or its seven days are over. Refuses when all have come in.
    """
    actor.require(FOUND)
    waiting = Invitation.objects.select_for_update(of=("self",)).filter(
        invited_by=None, accepted_at=None, recalled_at=None
    ).order_by("id")  # fmt: skip
    called = [Calling(row.role, row.name, renew_invitation(actor=actor, invitation_id=row.pk)) for row in waiting]
    if not called:
        raise Refused("all_came_in", _("No founder's invitation is open."), mend=_("Found the office first, or invite people on the pages."))  # fmt: skip
    return called


def _call(actor: Actor, role: str, founder: Founder, seat: Area) -> Calling:
    invited = invite_person(actor=actor, name=founder.name, email=founder.email, role=role, area_id=seat.pk)
    return Calling(role, founder.name, invited)


def _open_areas(actor: Actor, places: Sequence[Place]) -> Area:
    """Write the places one below the other; the seat of the administrators."""
    seat: Area | None = None
    for place in places:
        area = add_area(
            actor=actor, parent_id=seat.pk if seat else None, kind=place.kind, names=place.names, code=place.code
        )
        if place.kind != Area.Kind.SUBDISTRICT:
            seat = area
    assert seat is not None
    return seat


def _require_places(places: Sequence[Place]) -> None:
    kinds = [CHAIN.index(Area.Kind(place.kind)) for place in places if place.kind in set(CHAIN)]
    above = [place for place in places if place.kind != Area.Kind.SUBDISTRICT]
    once = len({place.kind for place in above}) == len(above)
    if len(kinds) != len(places) or kinds != sorted(kinds) or not above or not once:
        raise Refused(
            "places_out_of_order",
            _("Name the places from the top down: a province, a city and a district once at most, then its sub-districts."),
            field="places",
        )  # fmt: skip
    for place in places:
        if not place.names.zh.strip():
            raise Refused("place_unnamed", _("The area with code %(code)s has no name.", code=place.code), field="places")  # fmt: skip
        if not area_codes.well_formed(place.kind, place.code):
            raise Refused(
                "code_malformed", _("%(code)s is no code of such an area.", code=place.code),
                mend=_("Six digits after GB/T 2260, nine after GB/T 10114 for a sub-district; a city ends in 00, a province in 0000."),
                field="places",
            )  # fmt: skip
    for at, place in enumerate(places[1:], start=1):
        upper = above[min(at, len(above)) - 1]
        if not area_codes.lies_in(place.code, upper.code):
            raise Refused(
                "code_elsewhere", _("%(code)s does not lie in %(above)s.", code=place.code, above=upper.code),
                field="places",
            )  # fmt: skip


def _require_three(founders: Mapping[str, Founder]) -> None:
    named = [founders[role] for role in ADMINISTRATORS if role in founders and founders[role].name.strip()]
    mails = [founder.email.lower() for founder in named if founder.email]
    different = len({founder.name.strip() for founder in named}) == len(ADMINISTRATORS) == len(named)
    if not different or len(set(mails)) != len(mails):
        raise Refused(
            "three_persons",
            _("System administration, security administration and auditing lie in the hands of three different persons."),
            mend=_("Name three persons, each with a mail address of their own if any."),
            field="founders",
        )  # fmt: skip
