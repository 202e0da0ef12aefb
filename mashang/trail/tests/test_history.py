"""Reading the trail: on a file, and as the auditor."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from mashang.accounts.models import User
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed
from mashang.trail.acts import note_view, record, sealed
from mashang.trail.acts.exporting import export_entries
from mashang.trail.models import Entry
from mashang.trail.reads.history import history_of
from mashang.trail.reads.search import Filters, find_entries, find_views
from mashang.trail.words import ACT_WORDS, CODE_NAMERS, FIELD_WORDS, NAMERS, SUBJECT_NAMERS, VALUE_WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(monkeypatch: pytest.MonkeyPatch) -> Actor:
    monkeypatch.setitem(ACT_WORDS, "tenancy.end", "Lease ended")
    monkeypatch.setitem(FIELD_WORDS, "ends_on", "Last day")
    user = User.objects.create_user("steward", name="楼长甲")
    return Actor(user_id=user.pk, name=user.name, role="tower_steward", area_path="AA01")


@pytest.fixture
def auditor() -> Actor:
    user = User.objects.create_user("auditor", name="审计")
    return Actor(user_id=user.pk, name=user.name, role="auditor", area_path="AA", permissions=frozenset({"trail.read"}))


def write(actor: Actor, n: int = 1, **given: Any) -> None:
    given = {"act": "tenancy.end", "subject_kind": "tenancy", "subject_id": 5, **given}
    for _i in range(n):
        record(actor=actor, **given)


def test_a_file_shows_who_did_what_in_words(steward: Actor) -> None:
    write(steward, diff={"ends_on": [None, dt.date(2026, 3, 1)], "open": [True, False]}, reason="moved")
    write(Actor.system())
    platform, line = history_of(actor=steward, subject_kind="tenancy", subject_id=5).lines
    assert (line.name, line.words, line.reason) == ("楼长甲", "Lease ended", "moved")
    assert sorted((str(c.words), str(c.before), str(c.after)) for c in line.changes) == [
        ("Last day", "", "2026-03-01"),
        ("open", "yes", "no"),
    ]
    assert str(platform.name) == "The platform"


def test_a_sealed_value_is_not_shown(steward: Actor) -> None:
    write(steward, diff={"phone": [None, sealed("1380000")]})
    (line,) = history_of(actor=steward, subject_kind="tenancy", subject_id=5).lines
    assert line.changes[0].hidden
    assert line.changes[0].after == ""


def test_history_is_read_in_pages_with_two_queries(steward: Actor, django_assert_num_queries: Any) -> None:
    write(steward, 25)
    with django_assert_num_queries(2):
        first = history_of(actor=steward, subject_kind="tenancy", subject_id=5, limit=20)
    rest = history_of(actor=steward, subject_kind="tenancy", subject_id=5, limit=20, before=first.next_before)
    assert (len(first.lines), len(rest.lines), rest.next_before) == (20, 5, None)
    assert {x.id for x in first.lines}.isdisjoint(x.id for x in rest.lines)


def test_people_of_a_firm_read_the_role_and_not_the_officials_name(steward: Actor) -> None:
    write(steward)
    firm = Actor(user_id=None, name="f", role="firm_owner", firm_ids=frozenset({1}))
    (line,) = history_of(actor=firm, subject_kind="tenancy", subject_id=5).lines
    assert (line.name, line.role) == ("", "tower_steward")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), 4),
        (Filters(person="STEWARD"), 3),
        (Filters(person="楼长"), 3),
        (Filters(act="tenancy.end"), 3),
        (Filters(subject_kind="tenancy", subject_id=6), 1),
        (Filters(from_on=dt.date(2000, 1, 1), to_on=dt.date(2000, 1, 2)), 0),
        (Filters(from_on=dt.date(2000, 1, 1)), 4),
    ],
)
def test_the_auditor_finds_by_person_act_subject_and_day(
    steward: Actor, auditor: Actor, filters: Filters, found: int
) -> None:
    write(steward, 2)
    write(steward, subject_id=6)
    write(Actor.system(), act="census.apply", area_path="AA02")
    assert len(find_entries(actor=auditor, filters=filters).lines) == found


def test_a_day_is_shanghais(steward: Actor, auditor: Actor) -> None:
    write(steward)
    at = Entry.objects.get().at
    today = timezone.localdate(at)
    assert find_entries(actor=auditor, filters=Filters(from_on=today, to_on=today)).lines
    yesterday = today - dt.timedelta(days=1)
    assert not find_entries(actor=auditor, filters=Filters(to_on=yesterday)).lines


def test_an_auditor_sees_the_acts_of_the_own_area_alone(steward: Actor, auditor: Actor) -> None:
    write(steward)
    write(Actor.system(), area_path="AB01")
    assert len(find_entries(actor=auditor, filters=Filters()).lines) == 1


def test_nobody_but_the_auditor_searches_the_trail(steward: Actor) -> None:
    for ask in (find_entries, find_views, export_entries):
        with pytest.raises(NotAllowed):
            ask(actor=steward, filters=Filters())


def test_views_of_sensitive_fields_are_found(steward: Actor, auditor: Actor) -> None:
    note_view(actor=steward, page="firm", subject_kind="firm", subject_id=4, fields=["tax_fen"], purpose="review")
    (line,) = find_views(actor=auditor, filters=Filters(person="steward")).lines
    assert (line.name, line.page, line.fields, line.purpose) == ("楼长甲", "firm", ["tax_fen"], "review")


def test_an_export_holds_every_line_and_is_itself_on_record(steward: Actor, auditor: Actor) -> None:
    write(steward, 3)
    lines = list(export_entries(actor=auditor, filters=Filters(subject_kind="tenancy", person="steward")))
    assert len(lines) == 3
    entry = Entry.objects.get(act="trail.export")
    assert entry.diff == {"subject_kind": "tenancy"}, "a name typed into the search does not go into the trail"


def test_a_code_is_told_in_its_words_also_inside_a_list(steward: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VALUE_WORDS, "hue", {"r": "red"})
    write(steward, diff={"hue": ["r", ["r", "x"]]})
    (line,) = history_of(actor=steward, subject_kind="tenancy", subject_id=5).lines
    assert (line.changes[0].before, line.changes[0].after) == ("red", "red, x")


def test_things_are_named_where_the_reader_may_see_them_by_one_query_a_field(
    steward: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[set[int]] = []

    def name(_actor: Actor, ids: set[int]) -> dict[int, str]:
        asked.append(ids)
        return {7: "1801", 8: "1802"}

    monkeypatch.setitem(NAMERS, "units", name)
    write(steward, diff={"units": [7, 8]})
    write(steward, diff={"units": [[7], [9]]})
    moved, taken = history_of(actor=steward, subject_kind="tenancy", subject_id=5).lines
    assert (str(taken.changes[0].before), str(taken.changes[0].after)) == ("", "1801, 1802")
    assert (str(moved.changes[0].before), str(moved.changes[0].after)) == ("1801", "No. 9")
    assert asked == [{7, 8, 9}]


def test_the_auditor_reads_what_an_entry_is_about_by_name_with_one_query_a_kind(
    steward: Actor, auditor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[set[int]] = []

    def name(_actor: Actor, ids: set[int]) -> dict[int, str]:
        asked.append(ids)
        return {5: "榕海大厦"}

    monkeypatch.setitem(NAMERS, "tower", name)
    write(steward, 2, subject_kind="tower")
    write(steward, subject_kind="tower", subject_id=6)
    lines = find_entries(actor=auditor, filters=Filters()).lines
    assert [line.subject_name for line in lines] == ["", "榕海大厦", "榕海大厦"]
    monkeypatch.setitem(SUBJECT_NAMERS, "tower", lambda _actor, _ids: {6: "another"})
    assert find_entries(actor=auditor, filters=Filters()).lines[0].subject_name == "another"
    assert asked == [{5, 6}]


def test_codes_that_only_the_database_can_name_are_told_by_name(
    steward: Actor, auditor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CODE_NAMERS, "key", lambda _actor, codes: {"tax_fen": "Tax"} if codes == {"tax_fen"} else {})
    write(steward, diff={"key": "tax_fen"})
    note_view(actor=steward, page="firm", subject_kind="firm", subject_id=4, fields=["tax_fen"])
    (line,) = history_of(actor=steward, subject_kind="tenancy", subject_id=5).lines
    assert line.changes[0].after == "Tax"
    assert find_views(actor=auditor, filters=Filters()).lines[0].fields == ["Tax"]
