"""Founding an office on an empty platform."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mashang.accounts.models import Area, Invitation
from mashang.accounts.rules.roles import Role
from mashang.doors.acts.areas import Names
from mashang.doors.acts.founding import Calling, Founder, Place, found_office, renew_founders
from mashang.doors.acts.inviting import accept_invitation
from mashang.doors.reads.invitations import open_link
from mashang.doors.rules.area_codes import lies_in, well_formed
from mashang.doors.standing import actor_of, find_held
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, Refused
from mashang.trail.models import Entry
from tests.cast import PASSWORD, Cast, make_user

pytestmark = pytest.mark.django_db
ANYONE = actor_of(None, face="link")


def place(kind: str, code: str, name: str) -> Place:
    return Place(kind=kind, code=code, names=Names(zh=name))


PLACES = (
    place("city", "350100", "福州市"),
    place("district", "350103", "台江区"),
    place("subdistrict", "350103013", "鳌峰街道"),
    place("subdistrict", "350103004", "后洲街道"),
)
FOUNDERS: Mapping[str, Founder] = {
    "system_administrator": Founder(name="系统甲"),
    "security_administrator": Founder(name="安全乙", email="b@example.org"),
    "auditor": Founder(name="审计丙"),
}


def found(
    places: tuple[Place, ...] = PLACES, founders: Mapping[str, Founder] = FOUNDERS, actor: Actor | None = None
) -> list[Calling]:
    return found_office(actor=actor or Actor.system("cli"), places=places, founders=founders)


def come_in(calling: Calling, login: str) -> int:
    user = accept_invitation(
        actor=ANYONE, token=calling.invited.token, login=login, name=calling.name, password=PASSWORD
    )
    return user.pk


def test_an_office_has_its_areas_and_three_administrators_in_the_district() -> None:
    called = found()
    assert list(Area.objects.values_list("name_zh", "path")) == [
        ("福州市", "AA"),
        ("台江区", "AAAA"),
        ("鳌峰街道", "AAAAAA"),
        ("后洲街道", "AAAAAB"),
    ]
    assert [one.role for one in called] == ["system_administrator", "security_administrator", "auditor"]
    for at, one in enumerate(called):
        held = find_held(come_in(one, f"person{at}"))
        assert [(it.role, it.area_name) for it in held] == [(one.role, "台江区")], "in force at once"


def test_founding_is_on_record() -> None:
    found()
    assert list(Entry.objects.order_by("pk").values_list("act", flat=True)) == [
        *["area.add"] * 4,
        "office.found",
        *["person.invite"] * 3,
    ]


def test_a_second_founding_is_refused() -> None:
    found()
    with pytest.raises(Refused, match="stands here already"):
        found()


def test_founding_is_refused_when_there_is_a_person() -> None:
    make_user("somebody")
    with pytest.raises(Refused, match="stands here already"):
        found()


@pytest.mark.parametrize("role", list(Role))
def test_nobody_founds_an_office_from_a_page(cast: Cast, role: Role) -> None:
    with pytest.raises(NotAllowed):
        found(actor=cast.actor(role))


@pytest.mark.parametrize(
    "founders",
    [
        {**FOUNDERS, "auditor": Founder(name="安全乙")},
        {**FOUNDERS, "auditor": Founder(name=" 系统甲 ")},
        {**FOUNDERS, "auditor": Founder(name="审计丙", email="B@example.org")},
        {key: value for key, value in FOUNDERS.items() if key != "auditor"},
    ],
)
def test_two_administrations_in_one_hand_are_refused(founders: Mapping[str, Founder]) -> None:
    with pytest.raises(Refused) as refused:
        found(founders=founders)
    assert refused.value.code == "three_persons"
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    ("places", "code"),
    [
        ((), "places_out_of_order"),
        (PLACES[2:], "places_out_of_order"),
        ((PLACES[1], PLACES[0]), "places_out_of_order"),
        ((PLACES[1], PLACES[1]), "places_out_of_order"),
        ((*PLACES, place("park", "", "园区")), "places_out_of_order"),
        ((place("district", "350103", " "),), "place_unnamed"),
        ((place("district", "35010", "台江区"),), "code_malformed"),
        ((PLACES[0], place("district", "350203", "思明区")), "code_elsewhere"),
        ((PLACES[1], place("subdistrict", "350102001", "鼓东街道")), "code_elsewhere"),
        ((*PLACES, PLACES[2]), "code_taken"),
    ],
)
def test_places_that_do_not_fit_are_refused(places: tuple[Place, ...], code: str) -> None:
    with pytest.raises(Refused) as refused:
        found(places)
    assert refused.value.code == code
    assert not Area.objects.exists()


def test_a_lost_link_is_made_anew_by_the_operator() -> None:
    first, second, third = found()
    come_in(first, "first")
    anew = renew_founders(actor=Actor.system("cli"))
    assert [one.role for one in anew] == ["security_administrator", "auditor"]
    assert open_link(second.invited.token).why == "recalled"
    come_in(anew[0], "second")
    come_in(anew[1], "third")
    with pytest.raises(Refused, match="No founder"):
        renew_founders(actor=Actor.system("cli"))
    assert Invitation.objects.count() == 3
    assert not open_link(third.invited.token).alive


@pytest.mark.parametrize(
    ("kind", "code", "fits"),
    [
        ("province", "350000", True),
        ("province", "350100", False),
        ("city", "350100", True),
        ("city", "350103", False),
        ("district", "350103", True),
        ("district", "３50103", False),
        ("subdistrict", "350103013", True),
        ("subdistrict", "350103", False),
        ("park", "", True),
        ("park", "350103", False),
    ],
)
def test_codes_are_those_of_the_standard(kind: str, code: str, fits: bool) -> None:
    assert well_formed(kind, code) is fits


def test_a_code_lies_in_another_by_its_digits() -> None:
    assert lies_in("350100", "350000")
    assert lies_in("110101", "110000"), "a city without a level of its own in between"
    assert lies_in("350103013", "350103")
    assert not lies_in("350103", "350103")
    assert not lies_in("350203", "350100")
