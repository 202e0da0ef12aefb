"""A form that makes something carries a token, so that a double click makes one (doors/sending.py)."""

from __future__ import annotations

import re

from tests.house import tree

FORM = re.compile(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", re.DOTALL)
CARRIES = ("{% form_token %}", '{% include "desk/editing/actions.html" %}')
REPEATABLE = {
    "mashang/ui/": "sets a choice of the reader, or shows the kit",
    "mashang/doors/templates/doors/refused.html": "switches role",
    "mashang/faces/account/": "signs in and out, and sets what one has: the second time changes nothing more",
    "mashang/faces/link/": "its link works once",
    "mashang/faces/desk/templates/desk/editing/hold.html": "the form that lifts a hold: lifted is lifted",
    "mashang/faces/desk/templates/desk/contacts/list.html": "the form that shows a number; each look goes on record",
    "mashang/faces/desk/templates/desk/cases/file.html": "the form that shows a number; each look goes on record",
    "mashang/faces/desk/templates/desk/cases/reminder_rows.html": "drops a reminder: dropped is dropped",
    "mashang/faces/desk/templates/desk/imports/": "decides, compares again: the second time says the same",
    "mashang/faces/desk/templates/desk/saved_views.html": "shares and deletes what is there",
    "mashang/faces/desk/templates/desk/trail/cell_retry.html": "a letter that waits already is not sent twice",
    "mashang/faces/desk/templates/desk/people/": "approves, recalls, ends: done is done",
    "mashang/faces/portal/templates/portal/firm_people.html": "approves: done is done",
    "mashang/faces/desk/templates/desk/conflicts/value.html": "settles: what is settled waits no more",
    "mashang/faces/desk/templates/desk/merges/": "merges: what is merged is not there a second time",
    "mashang/faces/desk/templates/desk/grades/grade.html": "approves: a grade is decided once",
    "mashang/faces/desk/templates/desk/recheck_next.html": "confirms: once a day and no more",
    "mashang/faces/desk/templates/desk/batches/batch.html": "plans again: the same question gets the same tour",
    "mashang/faces/desk/templates/desk/batches/today.html": "the form that begins a day: once a day and no more",
    "mashang/faces/desk/templates/desk/absences/end_cell.html": "ends an absence: ended is ended",
    "mashang/faces/desk/templates/desk/tickets/review.html": "a file is read again, taken in or put away once",
    "mashang/faces/desk/templates/desk/trail/outbox.html": "lets go what is held: then it is held no more",
    "mashang/faces/desk/templates/desk/rounds/floor.html": "carries a key of its own, made on the device",
    "mashang/faces/desk/templates/desk/rounds/publish.html": "publishes: a published round is closed",
    "mashang/faces/desk/templates/desk/rounds/tower.html": "steps of a round: each leads on once",
    "mashang/faces/desk/templates/desk/visits/visit.html": "steps of a visit: each leads on once",
    "mashang/faces/desk/templates/desk/visits/entry.html": "carries a key of its own, made on the device",
    "mashang/faces/desk/templates/desk/visits/campaign.html": "gives a firm: the second time says the same",
    "mashang/faces/portal/templates/portal/visits/visit.html": "declines, confirms: done is done",
}
MAKES = {
    "mashang/faces/desk/templates/desk/contacts/list.html",
    "mashang/faces/desk/templates/desk/batches/today.html",
    "mashang/faces/desk/templates/desk/imports/new.html",
    "mashang/faces/desk/templates/desk/people/form.html",
    "mashang/faces/desk/templates/desk/people/tower_keepers.html",
    "mashang/faces/desk/templates/desk/editing/hold.html",
    "mashang/faces/desk/templates/desk/visits/visit.html",
}


def without_token(source: str) -> list[str]:
    return [form for form in FORM.findall(source) if not any(sign in form for sign in CARRIES)]


def test_every_form_that_makes_something_carries_a_token() -> None:
    bare = {str(path): without_token(tree.text(path)) for path in tree.templates() if without_token(tree.text(path))}
    assert [path for path in bare if not any(path.startswith(place) for place in REPEATABLE)] == []


def test_the_places_with_both_kinds_of_form_carry_one() -> None:
    for path in MAKES:
        assert any(sign in (tree.ROOT / path).read_text() for sign in CARRIES), path


def test_every_exception_is_still_needed() -> None:
    bare = [str(path) for path in tree.templates() if without_token(tree.text(path))]
    assert [place for place in REPEATABLE if not any(path.startswith(place) for path in bare)] == []


def test_a_form_without_a_token_is_seen() -> None:
    assert without_token('<form class="k-card" method="post">{% csrf_token %}<button>x</button></form>')
    assert not without_token('<form method="post">{% csrf_token %}{% form_token %}</form><form method="get"></form>')
