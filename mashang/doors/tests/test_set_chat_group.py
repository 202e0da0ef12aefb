"""A department's group in a work chat: set, sealed, taken away, and only to hosts that may be written to."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from mashang.accounts.models import Department
from mashang.accounts.sealing import unseal_chat
from mashang.doors.acts.areas import Names, add_department
from mashang.doors.acts.chat_groups import drop_chat_group, set_chat_group
from mashang.doors.reads.places import find_department
from mashang.kernel.errors import NotAllowed, Refused
from mashang.trail.models import Entry
from tests.cast import Cast, make_cast

URL = "https://chat.example.org/robot?key=t0ken"
SIGNS_WITH = "SEC1"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def make(cast: Cast) -> Department:
    administrator = cast.actor("system_administrator")
    assert administrator.area_id
    return add_department(actor=administrator, area_id=administrator.area_id, names=Names(zh="甲科"))


def test_a_group_is_set_sealed_and_taken_away(cast: Cast, settings: Settings) -> None:
    settings.WORKCHAT_HOSTS = ["chat.example.org"]
    actor, one = cast.actor("system_administrator"), make(cast)
    set_chat_group(actor=actor, department_id=one.pk, url=f" {URL} ", secret=SIGNS_WITH)
    one.refresh_from_db()
    assert unseal_chat(one.chat_sealed or b"", one.pk) == (URL, SIGNS_WITH)
    assert find_department(actor=actor, department_id=one.pk).has_chat
    assert "t0ken" not in str(list(Entry.objects.values())) + str(list(Department.objects.values()))
    drop_chat_group(actor=actor, department_id=one.pk)
    drop_chat_group(actor=actor, department_id=one.pk)
    assert not find_department(actor=actor, department_id=one.pk).has_chat
    acts = [one.act for one in Entry.objects.filter(subject_kind="department").order_by("id")]
    assert acts == ["department.add", "department.chat_set", "department.chat_drop"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://chat.example.org/x", "no_chat_address"),
        ("https://u:p@chat.example.org/x", "no_chat_address"),
        ("https://[", "no_chat_address"),
        ("https://elsewhere.example.org/x", "host_not_allowed"),
    ],
)
def test_an_address_that_may_not_be_written_to_is_refused(cast: Cast, settings: Settings, url: str, code: str) -> None:
    settings.WORKCHAT_HOSTS = ["chat.example.org"]
    with pytest.raises(Refused) as refused:
        set_chat_group(actor=cast.actor("system_administrator"), department_id=make(cast).pk, url=url, secret="")
    assert refused.value.code == code


def test_only_who_looks_after_areas_sets_it_and_only_in_their_own(cast: Cast, settings: Settings) -> None:
    settings.DEMO, one = True, make(cast)
    for actor in (cast.actor("leader"), cast.other("system_administrator")):
        with pytest.raises(NotAllowed):
            set_chat_group(actor=actor, department_id=one.pk, url=URL, secret="")
