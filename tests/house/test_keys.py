"""Which unique keys could not be led by a district: each is of one place already, or of all the country with a reason."""

from __future__ import annotations

import pytest
from django.db import connection

# Unique over all districts. In a form spread over districts each needs a spine of its own, or is random anyway.
OF_ALL = {
    "accounts_area_code_key": "given by the state for the whole country",
    "accounts_area_path_key": "the tree of areas itself, a reference table",
    "accounts_invitation_accepted_by_id_key": "people are a reference table",
    "accounts_onetimelink_token_hash_key": "random",
    "accounts_user_login_key": "people sign in before a district is known",
    "user_login_once_in_any_case": "people sign in before a district is known",
    "saved_view_name_once": "belongs to a person",
    "preference_once": "belongs to a person",
    "mapping_once": "belongs to whoever hands in sheets of this head",
    "absence_once_at_a_time": "belongs to a person",
    "cases_case_ref_key": "random",
    "notices_notice_key_key": "made of the act's own key",
    "register_contact_ref_key": "random",
    "register_document_storage_key_key": "random",
    "register_factkey_key_key": "content, the same everywhere",
    "register_tower_code_key": "drawn from the area's series; printed, and asked for without a place",
    "firm_uscc_once": "given by the state: one firm is one row in the whole country",
    "tenancy_one_live_version": "a line is drawn from one sequence",
    "request_key_once": "random",
    "seal_chain_does_not_fork": "one chain for each node",
    "seal_number_once": "one chain for each node",
}
KEYS = """
select i.relname, t.relname, array(
    select a.attname from unnest(x.indkey) k join pg_attribute a on a.attrelid = t.oid and a.attnum = k
)
from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
where (x.indisunique or x.indisexclusion) and not x.indisprimary and t.relnamespace = 'public'::regnamespace
  and split_part(t.relname, '_', 1) = any(%s)
"""
TO_A_PLACE = """
select c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
where c.contype = 'f'
"""
APPS = ["accounts", "trail", "notices", "clocks", "doors", "register", "cases", "insight"]
PLACES = {"area_path", "area_id", "district_id"}


def placed_tables(keys: list[tuple[str, str, str]]) -> set[str]:
    """Tables of which each row is in one district: they say so, or hang on a row that does."""
    with connection.cursor() as cursor:
        cursor.execute("select table_name from information_schema.columns where column_name = 'district_id'")
        placed = {str(row[0]) for row in cursor.fetchall()}
    while more := {table for table, _column, target in keys if target in placed} - placed:
        placed |= more
    return placed


def keys_of_all() -> set[str]:
    """Unique keys with no column that leads to a place."""
    with connection.cursor() as cursor:
        cursor.execute(TO_A_PLACE)
        references = cursor.fetchall()
        cursor.execute(KEYS, [APPS])
        keys = cursor.fetchall()
    placed = placed_tables([row for row in references if row[2] != "accounts_user"])
    leads = {(table, column) for table, column, target in references if target in placed}
    return {
        name
        for name, table, columns in keys
        if not PLACES & {*columns} and not any((table, column) in leads for column in columns)
    }


@pytest.mark.django_db
def test_every_unique_key_is_of_one_place_or_has_a_reason_to_be_of_all() -> None:
    assert keys_of_all() == set(OF_ALL)


@pytest.mark.django_db
def test_a_key_without_a_place_is_seen() -> None:
    with connection.cursor() as cursor:
        cursor.execute("create unique index one_room_in_the_world on register_unit (room)")
        cursor.execute("create unique index one_room_in_a_tower on register_unit (tower_id, room)")
    assert keys_of_all() - set(OF_ALL) == {"one_room_in_the_world"}
