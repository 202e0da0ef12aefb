"""A role that ends takes towers and firms with it; a person may own several firms; places are checked."""

from __future__ import annotations

import pytest
from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.doors.acts.areas import close_area
from mashang.doors.acts.granting import end_role
from mashang.doors.acts.inviting import accept_invitation, invite_person
from mashang.doors.standing import actor_for, actor_of
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices.models import Notice
from mashang.register.acts import keeping
from mashang.register.acts.importing.telling import tell_stewards
from mashang.register.models import FirmMember, ImportBatch, TowerKeeper
from mashang.register.reads.keeping import find_kept_tower, list_kept_towers
from mashang.register.reads.towers import get_tower
from mashang.register.tests.test_assign_steward import codes, membership
from mashang.trail.models import Entry
from tests.cast import PASSWORD, Cast, grant, make_area, make_cast, make_firm, make_tower, make_user


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def end(cast: Cast, membership_id: int) -> None:
    end_role(actor=cast.actor("security_administrator"), membership_id=membership_id, reason="moved on")


def test_whoever_loses_the_role_keeps_no_tower(cast: Cast) -> None:
    tower, head = make_tower(cast), cast.actor("section_head")
    held = membership(cast, "tower_steward")
    keeping.assign_steward(actor=head, tower_id=tower.pk, membership_id=held, duty="local")
    assert get_tower(head, tower.pk, timezone.localdate()).keepers
    end(cast, held)
    assert get_tower(head, tower.pk, timezone.localdate()).keepers == ()
    assert not find_kept_tower(actor=head, tower_id=tower.pk).has_steward
    assert [one.id for one in list_kept_towers(actor=head, without=True)] == [tower.pk]
    assert TowerKeeper.objects.get().span.upper is not None
    assert Entry.objects.filter(
        act="steward.end", subject_kind="tower", subject_id=tower.pk, reason="moved on"
    ).exists()


@pytest.mark.parametrize("change", ["ended", "over", "none"])
def test_a_duty_counts_as_long_as_its_role(cast: Cast, change: str) -> None:
    """Also where the role ended in another way than by hand: its last day passed."""
    from django.db import transaction
    from django.db.backends.postgresql.psycopg_any import DateRange

    tower, head, today = make_tower(cast), cast.actor("section_head"), timezone.localdate()
    held = membership(cast, "tower_steward")
    keeping.assign_steward(actor=head, tower_id=tower.pk, membership_id=held, duty="local")
    rows = Membership.objects.filter(pk=held)
    if change == "ended":
        rows.update(ended_at=timezone.now())
    if change == "over":
        rows.update(span=DateRange(today.replace(year=today.year - 1), today))
    kept = change == "none"
    assert bool(get_tower(head, tower.pk, today).keepers) is kept
    assert find_kept_tower(actor=head, tower_id=tower.pk).has_steward is kept
    with transaction.atomic():
        tell_stewards(cast.actor("property_manager"), ImportBatch(pk=7, tower_id=tower.pk))
    assert Notice.objects.filter(topic="import.handed_in").exists() is kept


def test_whoever_loses_the_role_belongs_to_no_firm(cast: Cast) -> None:
    firm = make_firm(cast, uscc=codes()[0])
    held = membership(cast, "firm_owner")
    FirmMember.objects.create(membership_id=held, firm=firm, standing="approved", span=(timezone.localdate(), None))
    end(cast, held)
    assert FirmMember.objects.get().standing == FirmMember.Standing.ENDED
    assert Entry.objects.filter(act="firm_member.end", subject_id=firm.pk).exists()


def test_a_person_may_own_two_firms_of_one_area(cast: Cast) -> None:
    firms = [make_firm(cast, f"示例{no}有限公司", uscc=code) for no, code in enumerate(codes())]
    person, office = cast.user("firm_member"), cast.actor("security_administrator")
    for firm in firms:
        keeping.ask_to_join_firm(actor=actor_for(person), code=firm.uscc or "")
        asked = FirmMember.objects.get(firm=firm)
        keeping.approve_firm_member(actor=office, firm_member_id=asked.pk, as_owner=True)
    owning = Membership.objects.get(user=person, role="firm_owner")
    assert actor_for(person, role="firm_owner").firm_ids == frozenset(firm.pk for firm in firms)
    assert list(FirmMember.objects.values_list("membership_id", flat=True)) == [owning.pk] * 2


def test_nobody_is_invited_for_a_tower_that_is_not_ones_to_give(cast: Cast) -> None:
    own, foreign = make_tower(cast), make_tower(cast, "洪山大厦", area=cast.hongshan, code="T2")
    head = cast.actor("section_head")

    def invite(area_id: int, tower_id: int) -> None:
        invite_person(
            actor=head, name="物业", role="property_manager", area_id=area_id, for_kind="tower", for_id=tower_id
        )

    with pytest.raises(NotAllowed):
        invite(cast.hongshan.pk, foreign.pk)
    for area, tower in ((cast.aofeng, foreign), (cast.aofeng, own)):
        if tower is foreign:
            with pytest.raises(NotThere):
                invite(area.pk, tower.pk)
        else:
            invite(area.pk, tower.pk)


def test_nobody_is_invited_for_a_firm_of_elsewhere(cast: Cast) -> None:
    foreign = make_firm(cast, "洪山示例有限公司", area=cast.hongshan, uscc=codes()[0])
    for kind, subject in (("firm", foreign.pk), ("firm", 0), ("moon", 1)):
        with pytest.raises(Refused):
            invite_person(
                actor=cast.actor("system_administrator"), name="某人", role="firm_owner", area_id=cast.aofeng.pk,
                for_kind=kind, for_id=subject,
            )  # fmt: skip


def test_someone_invited_as_owner_still_comes_in(cast: Cast) -> None:
    firm = make_firm(cast, uscc=codes()[0])
    invited = keeping.invite_firm_owner(actor=cast.actor("security_administrator"), code=codes()[0], name="东家")
    user = accept_invitation(
        actor=actor_of(None, face="link"), token=invited.token, login="dongjia", name="东家", password=PASSWORD
    )
    assert actor_for(user).firm_ids == frozenset({firm.pk})


def test_an_area_with_towers_or_firms_stays_open_and_says_how_many(cast: Cast) -> None:
    street = make_area(cast.taijiang, "subdistrict", "新港街道", "AB", district_id=cast.taijiang.pk)
    head = make_user("district_head")
    grant(head, "system_administrator", cast.taijiang)
    tower, firm = make_tower(cast, "新港大厦", area=street), make_firm(cast, area=street)
    with pytest.raises(Refused) as refused:
        close_area(actor=actor_for(head), area_id=street.pk, reason="merged")
    assert refused.value.code == "area_in_use"
    assert str(refused.value.message) == "1 towers and 1 firms are registered in this area."
    firm.delete()
    tower.delete()
    close_area(actor=actor_for(head), area_id=street.pk, reason="merged")
