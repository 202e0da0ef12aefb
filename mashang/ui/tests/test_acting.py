"""The one next step, its buttons, lamps, clocks and the marks of who."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from mashang.ui import parts
from mashang.ui.acting import NextStep, Press


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def component(kind: str, /, **values: Any) -> str:
    arguments = " ".join(f"{key}={key}" for key in values)
    return Template(f'{{% load ui %}}{{% component "{kind}" {arguments} %}}').render(Context(values))


def test_a_lamp_says_word_time_left_and_moment() -> None:
    due = parts.Due(state="soon", left="2 h left", at="today 17:30", iso="2026-11-20T17:30+08:00")
    html = component("lamp", due=due)
    assert "#lamp-soon" in html
    assert "Due soon" in html
    assert '<span class="left">2 h left</span>' in html
    assert '<time datetime="2026-11-20T17:30+08:00">today 17:30</time>' in html


def test_a_bare_lamp_keeps_its_word_for_screen_readers() -> None:
    bare, due = True, parts.Due(state="late")
    assert '<span class="vh">Overdue</span>' in component("lamp", due=due, bare=bare)


@pytest.mark.parametrize(("share", "drawn"), [(-5, 0), (0, 0), (0.2, 1), (67, 67), (140, 100)])
def test_a_clock_is_drawn_within_its_bar(share: float, drawn: float) -> None:
    assert parts.Clock(due=parts.Due(state="ok"), share=share).drawn == drawn


def test_a_button_is_a_link_a_post_or_part_of_a_form_elsewhere() -> None:
    link = component("press", press=Press(label="See", url="/see", key="s"))
    assert '<a class="btn btn-secondary" href="/see" data-key="s">' in link
    assert '<kbd aria-hidden="true">S</kbd>' in link
    post = component("press", press=Press(label="Do", url="/do", post=True, fields={"until": "x", "why": "y"}))
    assert '<form class="k-pressform" method="post" action="/do">' in post
    assert post.count('type="hidden"') == 3
    sent = component("press", press=Press(label="Remind", form="list", fields={"do": "remind"}))
    assert 'form="list" name="do" value="remind"' in sent
    assert "<form" not in sent


def test_a_next_step_has_one_primary_button_at_most() -> None:
    primary = Press(label="Do", url="/do", look="primary")
    assert "btn-primary" in component("next_step", step=NextStep(lead="Next", presses=[primary]))
    with pytest.raises(ValueError, match="one primary button"):
        NextStep(lead="Next", presses=[primary, primary])


def test_a_next_step_of_an_unknown_tone_is_refused() -> None:
    with pytest.raises(ValueError, match="No such tone"):
        NextStep(lead="Next", tone="pink")


def test_the_heading_of_a_next_step_fits_its_page() -> None:
    step, level = NextStep(lead="Next", title="Decide"), 3
    assert "<h2>Decide</h2>" in component("next_step", step=step)
    assert "<h3>Decide</h3>" in component("next_step", step=step, level=level)


def test_a_track_marks_the_present_step_and_says_what_is_done() -> None:
    html = component("track", steps=[parts.Step(label="Called", state="done"), parts.Step(label="Here", state="now")])
    assert html.count('aria-current="step"') == 1
    assert 'Called<span class="vh"> done</span>' in html


def test_a_timeline_says_who_shows_files_and_counts_its_entries() -> None:
    mark = parts.Mark(letter="D", label="Department", kind="department")
    files = [parts.Attachment(name="opinion.pdf", url="/file"), parts.Attachment(name="closed.pdf")]
    events = [
        parts.Event(when="today", title="Answered", mark=mark, files=files),
        parts.Event(when="Monday", title="x"),
    ]
    append_only = True
    html = component("timeline", events=events, append_only=append_only)
    assert '<i class="k-whomark department" aria-hidden="true">D</i><span class="vh">Department: </span>' in html
    assert '<a href="/file">' in html
    assert html.count("<a ") == 1
    assert "Only added to, never changed: 2 entries" in html
    assert "Only added to" not in component("timeline", events=events)
