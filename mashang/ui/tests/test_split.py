"""The split view as the server draws it: links that work without scripts, and what is picked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from mashang.ui import page, parts
from mashang.ui.acting import Press
from mashang.ui.split import Split, SplitRow
from mashang.ui.tables import Empty

HEADS = [page.Link(label=label, url="") for label in ("No", "What", "Who", "Due")]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def row(number: str, **more: Any) -> SplitRow:
    due = parts.Due(state="soon", left="2 h left")
    return SplitRow(
        id=number, number=number, title="T", url=f"?at={number}", file_url=f"/file/{number}", due=due, **more
    )


def split(**more: Any) -> Split:
    values: dict[str, Any] = {"label": "Mine", "heads": HEADS, "rows": [row("A"), row("B")]}
    return Split(**values | more)


def drawn(shown: Split, pane: str = "") -> str:
    source = f"{{% load ui %}}{{% split shown %}}{pane}{{% endsplit %}}"
    return Template(source).render(Context({"shown": shown, "name": "<A>"}))


def test_a_row_leads_beside_the_list_and_on_a_phone_to_its_own_page() -> None:
    html = drawn(split(current="B"))
    assert (
        '<a class="wide code" href="?at=B" aria-current="true">B</a><a class="narrow code" href="/file/B">B</a>' in html
    )
    assert html.count('aria-current="true"') == html.count('class="is-selected"') == 1


def test_what_is_picked_is_posted_with_the_button_that_was_pressed() -> None:
    bulk = [Press(label="Remind", fields={"do": "remind"}, key="u")]
    html = drawn(split(bulk=bulk, action="/bulk", rows=[row("A", picked=True), row("B")], picked_words="{n} picked"))
    assert 'name="pick" value="A" form="split-form" checked' in html
    assert 'name="pick" value="B" form="split-form">' in html
    assert '<form class="k-bulk" id="split-form" method="post" action="/bulk"' in html
    assert 'form="split-form" name="do" value="remind" data-key="u"' in html
    assert "<span data-split-n>1</span> picked" in html


def test_without_buttons_for_what_is_picked_there_is_no_form() -> None:
    assert "<form" not in drawn(split())


def test_a_head_that_sorts_is_a_link_and_says_its_order() -> None:
    heads = [*HEADS[:3], page.Link(label="Due", url="?sort=-due", note="ascending")]
    html = drawn(split(heads=heads))
    assert 'aria-sort="ascending" class="due"><a href="?sort=-due">' in html
    assert html.count("<a href=") == 1


def test_the_pane_stands_beside_the_list_and_escapes_what_it_is_given() -> None:
    html = drawn(split(), "{% pane name %}{{ name }}{% endpane %}")
    assert '<section class="k-card k-pane" id="pane" tabindex="-1" aria-label="&lt;A&gt;">' in html
    assert "<A>" not in html
    assert '<div class="k-split" data-split>' in html
    assert '<div class="k-split whole" data-split>' in drawn(split())


def test_an_empty_list_says_why_and_what_to_do() -> None:
    html = drawn(split(rows=[], empty=Empty(title="Nothing due", url="/all", url_label="See all")))
    assert "Nothing due" in html
    assert 'href="/all"' in html
    assert "<table" not in html


def test_every_key_of_the_list_is_told_and_can_be_turned_off() -> None:
    html = drawn(split())
    assert all(f"<kbd>{key}</kbd>" in html for key in ("J", "K", "X", "Enter", "Esc", "/", "?"))
    assert "data-keys-switch" in html


def test_a_list_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="four columns"):
        split(heads=HEADS[:3])
    with pytest.raises(ValueError, match="address to post to"):
        split(bulk=[Press(label="Remind")])
