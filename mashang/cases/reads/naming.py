"""What cases, answers and items are called, for those who count them."""

from __future__ import annotations

from collections.abc import Collection

from mashang.cases.models import Case
from mashang.cases.rules.items import load_items, name_of
from mashang.clocks.models import Deadline


def name_item(locale: str, code: str) -> str:
    """The name of an item in the reader's language; nothing for one that the content does not know."""
    item = load_items().get(code)
    return name_of(item.names, locale) if item else ""


def name_cases(ids: Collection[int]) -> dict[int, tuple[int, str, str]]:
    """Of each case its number and title, after the case itself. The caller has checked who asks. One query."""
    rows = Case.objects.filter(pk__in=ids).values_list("pk", "number", "title")
    return {pk: (pk, number, title) for pk, number, title in rows}


def name_answers(ids: Collection[int]) -> dict[int, tuple[int, str, str]]:
    """The same for clocks over cases, by the clock. Two queries."""
    cases = dict(Deadline.objects.filter(pk__in=ids, subject_kind="case").values_list("pk", "subject_id"))
    named = name_cases(set(cases.values()))
    return {pk: named[case] for pk, case in cases.items()}
