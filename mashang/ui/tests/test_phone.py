"""Pages for a thumb: cards to choose from, a rating, the frame with its bar."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.utils import translation
from playwright.sync_api import Browser

from mashang.ui.acting import ChoiceCard, five_levels
from mashang.ui.specimen_phone import SampleAnswer, phone_values
from mashang.ui.tests.test_acting import component
from mashang.ui.tests.test_in_a_browser import address, open_page

__all__ = ["address"]


@pytest.fixture
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_card_opens_the_fields_of_its_answer() -> None:
    card = ChoiceCard(
        value="done", label="Done", note="With a paper", fields=(SampleAnswer()["result"],), button="Send"
    )
    name, cards = "answer", [card, ChoiceCard(value="no", label="No")]
    html = component("choice_cards", name=name, cards=cards)
    assert 'id="answer-done" value="done" required data-big-label="Send" aria-describedby="answer-done-note"' in html
    assert html.count('<div class="more">') == 1
    assert 'name="result"' in html


@pytest.mark.parametrize("kind", ["choice_cards", "rating"])
def test_what_was_not_answered_is_said_at_the_question(kind: str) -> None:
    name, error, legend = "answer", "Choose one.", "Answer"
    html = component(kind, name=name, error=error, legend=legend)
    assert 'aria-describedby="answer-error"' in html
    assert "<span>Choose one.</span>" in html


def test_a_rating_has_five_words_and_five_pictures() -> None:
    levels = five_levels(("Very bad", "Bad", "Fair", "Good", "Very good"), "4")
    assert [level.value for level in levels if level.chosen] == ["4"]
    assert [sum(bar[3] for bar in level.bars) for level in levels] == [1, 2, 3, 4, 5]
    name = "level"
    html = component("rating", name=name, levels=levels)
    assert html.count('type="radio"') == 5
    assert html.count(" checked") == 1
    assert "<span>Very good</span>" in html
    with pytest.raises(ValueError, match="five words"):
        five_levels(("Good", "Bad"))


@pytest.mark.usefixtures("_in_english")
def test_the_frame_says_whose_it_is_or_leads_back() -> None:
    request = RequestFactory().get("/")
    html = render_to_string("ui/phone.html", {"tag": "No account needed", "sub": "Street office"}, request)
    assert "<b>Mashang</b><span>Street office</span>" in html
    assert "No account needed" in html
    back = render_to_string("ui/phone.html", {"back_url": "/visits", "back_label": "Back", "brand": "Visit"}, request)
    assert '<a class="k-icon" href="/visits" aria-label="Back">' in back
    assert "<b>Visit</b>" in back


def test_the_band_without_network_can_wait_for_a_script() -> None:
    title, waiting = "No network", True
    assert "data-offline hidden" in component("offline_band", title=title, waiting=waiting)
    assert " hidden" not in component("offline_band", title=title)


def test_a_question_left_out_is_marked_on_the_specimen() -> None:
    with override_settings(DEMO=True):
        assert "请选一个答复。" in Client().get("/ui/specimen/phone?wrong").content.decode()
    assert phone_values(RequestFactory().get("/"))["error"] == ""


@pytest.mark.browser
def test_a_card_opens_and_the_big_button_says_what_it_does(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser, f"{address}/phone", "phone", is_mobile=True)
    big = page.locator("[data-big]")
    assert big.inner_text() == "报到，接下来"
    assert not page.locator("#id_result").is_visible()
    page.locator("label[for=answer-done]").click()
    assert big.inner_text() == "提交结果"
    assert page.locator("#id_result").is_visible()
    page.keyboard.press("ArrowDown")
    assert page.locator("#id_until").is_visible()
    assert not page.locator("#id_result").is_visible()
    assert complaints == []


@pytest.mark.browser
def test_arrows_give_a_rating_and_cards_open_without_scripts(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, f"{address}/phone", "phone", java_script_enabled=False)
    page.locator("label[for=answer-longer]").click()
    assert page.locator("#id_until").is_visible()
    page.locator("[name=level]:checked").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("[name=level]:checked").get_attribute("value") == "5"
