"""once() and next_number(): races shown without the guard and prevented with it."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from mashang.accounts.models import User
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.trail.acts import OutsideTransaction, next_number, once
from mashang.trail.acts.sweeping import sweep_request_keys
from mashang.trail.models import RequestKey

SYSTEM = Actor.system()
KEY = uuid.UUID(int=7)
real = pytest.mark.django_db(transaction=True)


def together(work: Callable[[], None], n: int = 8) -> None:
    """Run the same work in n threads that start at once."""
    gate = threading.Barrier(n)

    def one() -> None:
        try:
            gate.wait(10)
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def make_record() -> int:
    """Stands for the work of an act: one new row, after a moment's thought."""
    user = User.objects.create(login=f"row-{uuid.uuid4()}", name="row")
    time.sleep(0.05)
    return user.pk


def guarded() -> int | None:
    with transaction.atomic():
        claim = once(actor=SYSTEM, scope="desk.row.make", key=KEY, body="same")
        if claim.done:
            return claim.result_id
        pk = make_record()
        claim.keep("row", pk)
        return pk


def by_looking_first() -> None:
    """The control: looks whether the key is there, then works; as code without the guard would."""
    with transaction.atomic():
        if User.objects.filter(name="row").exists():
            return
        make_record()


@real
def test_a_raced_key_makes_one_record_and_all_get_its_id() -> None:
    results: list[int | None] = []
    together(lambda: results.append(guarded()))
    assert User.objects.count() == 1
    assert results == [User.objects.get().pk] * 8


@real
def test_without_the_guard_the_same_race_makes_duplicates() -> None:
    together(by_looking_first)
    assert User.objects.count() > 1


@real
def test_when_the_first_is_rolled_back_the_next_does_the_work() -> None:
    with transaction.atomic():
        once(actor=SYSTEM, scope="desk.row.make", key=KEY, body="same")
        transaction.set_rollback(True)
    assert guarded() is not None
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_another_body_or_another_person_under_the_same_key_is_refused_in_words() -> None:
    once(actor=SYSTEM, scope="s", key=KEY, body="one")
    person = Actor(user_id=5, name="p", role="agent")
    for actor, body in ((SYSTEM, "two"), (person, "one")):
        with pytest.raises(Refused, match="already sent") as refused:
            once(actor=actor, scope="s", key=KEY, body=body)
        assert refused.value.mend
    assert not once(actor=SYSTEM, scope="another", key=KEY, body="two").done


@pytest.mark.django_db
def test_of_a_key_only_the_result_may_be_set_and_only_once() -> None:
    claim = once(actor=SYSTEM, scope="s", key=KEY, body="one")
    claim.keep("row", 1)
    for changes in ({"result_id": 2}, {"scope": "t"}, {"body_hash": bytes(32)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RequestKey.objects.update(**changes)


@pytest.mark.django_db
def test_a_key_is_kept_for_thirty_days_and_then_swept() -> None:
    once(actor=SYSTEM, scope="s", key=KEY)
    with pytest.raises(IntegrityError, match="30 days"), transaction.atomic():
        RequestKey.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into trail_requestkey (scope, key, body_hash, result_kind, created_at)"
            " values ('old', gen_random_uuid(), '', '', now() - interval '31 days')"
        )
    assert sweep_request_keys(actor=SYSTEM) == 1
    assert RequestKey.objects.get().scope == "s"


@pytest.mark.django_db
def test_numbers_run_from_one_by_area_series_and_year() -> None:
    assert [next_number(1, "case", 2026) for _ in range(3)] == [1, 2, 3]
    assert (next_number(2, "case", 2026), next_number(1, "batch", 2026), next_number(1, "case", 2027)) == (1, 1, 1)


@real
def test_raced_numbers_have_no_gap_and_a_rolled_back_act_gives_its_number_back() -> None:
    given: list[int] = []

    def work() -> None:
        with transaction.atomic():
            next_number(1, "case", 2026)
            transaction.set_rollback(True)
        with transaction.atomic():
            number = next_number(1, "case", 2026)
        given.append(number)

    together(work)
    assert sorted(given) == list(range(1, 9))


@real
def test_outside_a_transaction_neither_is_given() -> None:
    with pytest.raises(OutsideTransaction):
        next_number(1, "case", 2026)
    with pytest.raises(OutsideTransaction):
        once(actor=SYSTEM, scope="s", key=KEY)
