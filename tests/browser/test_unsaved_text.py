"""Unsaved text: it waits for the person who typed it, and for nobody else; what was saved or refused is forgotten."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.conftest import come_in
from tests.browser.street import Street, make_street
from tests.cast import PASSWORD, Cast, grant, make_firm, make_user

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TYPED = "临江潮信（示例）有限公司"


@pytest.fixture
def street(cast: Cast) -> Street:
    return make_street(cast)


@pytest.fixture
def steward(page: Page, server: str, street: Street) -> Page:
    """The steward's page, signed in."""
    come_in(page, server, street.cast.user("tower_steward"))
    return page


def kept(page: Page) -> str:
    """Everything that this window still holds."""
    found: str = page.evaluate("JSON.stringify({...sessionStorage})")
    return found


def let(street: Street, room: str) -> str:
    return f"/desk/units/{street.unit(room).pk}/let"


def type_and_leave(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("[name=firm_text]", TYPED)
    page.goto("/desk/towers")
    assert TYPED in kept(page)


def test_text_waits_for_its_person_with_a_notice_and_can_be_thrown_away(steward: Page, street: Street) -> None:
    type_and_leave(steward, let(street, "503"))
    steward.goto(let(street, "504"))
    expect(steward.locator("[name=firm_text]")).to_have_value("")
    steward.goto(let(street, "503") + "?on=2")
    expect(steward.locator("[name=firm_text]")).to_have_value("")
    steward.goto(let(street, "503"))
    expect(steward.locator("[name=firm_text]")).to_have_value(TYPED)
    expect(steward.locator("[data-restored]")).to_be_visible()
    steward.locator("[data-discard]").click()
    expect(steward.locator("[name=firm_text]")).to_have_value("")
    expect(steward.locator("[data-restored]")).to_be_hidden()
    assert TYPED not in kept(steward)


def test_the_next_person_at_the_screen_finds_nothing(steward: Page, server: str, street: Street) -> None:
    type_and_leave(steward, let(street, "503"))
    colleague = make_user("colleague")
    grant(colleague, "tower_steward", street.cast.aofeng)
    come_in(steward, server, colleague)
    steward.goto(let(street, "503"))
    assert TYPED not in kept(steward)
    assert TYPED not in steward.locator("body").inner_html()
    come_in(steward, server, street.cast.user("tower_steward"))
    steward.goto(let(street, "503"))
    expect(steward.locator("[name=firm_text]")).to_have_value("")


def test_signing_out_forgets_everything(steward: Page, street: Street) -> None:
    type_and_leave(steward, let(street, "503"))
    steward.locator(".k-top details.account summary").click()
    steward.locator(".k-top form[data-sign-out] button").click()
    steward.wait_for_url(lambda url: "/desk/" not in url)
    assert TYPED not in kept(steward)


def test_the_sign_in_page_opened_by_itself_forgets_everything(steward: Page, street: Street) -> None:
    type_and_leave(steward, let(street, "503"))
    steward.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    steward.goto("/account/sign-in")
    assert TYPED not in kept(steward)


def test_a_lost_session_keeps_the_text_for_the_same_person(steward: Page, street: Street) -> None:
    steward.goto(let(street, "503"))
    steward.fill("[name=firm_text]", TYPED)
    steward.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    steward.get_by_role("main").locator("button.btn-primary").click()
    steward.wait_for_url(lambda url: "/account/sign-in?" in url)
    steward.fill("[name=login]", "tower_steward")
    steward.fill("[name=password]", "wrong")
    steward.press("[name=password]", "Enter")
    expect(steward.get_by_role("alert")).to_be_visible()
    assert TYPED in kept(steward)
    steward.goto(let(street, "503"))
    sign_in_here(steward)
    expect(steward.locator("[name=firm_text]")).to_have_value(TYPED)


def sign_in_here(page: Page) -> None:
    page.fill("[name=login]", "tower_steward")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/let")


def test_what_the_server_refused_does_not_come_back(steward: Page, street: Street) -> None:
    steward.goto(let(street, "503"))
    steward.fill("[name=start]", "2026-02-31")
    steward.get_by_role("main").locator("button.btn-primary").click()
    expect(steward.locator(".k-errors")).to_be_visible()
    expect(steward.locator("[data-restored]")).to_be_hidden()
    steward.goto(let(street, "503"))
    expect(steward.locator("[data-restored]")).to_be_hidden()
    assert "2026-02-31" not in steward.input_value("[name=start]")


def test_a_form_that_answers_with_what_was_filled_in_does_not_say_that_it_came_back(
    steward: Page, street: Street
) -> None:
    steward.goto(f"/desk/towers/{street.tower.pk}/grades/star_local")
    steward.fill("[name=reason_management]", TYPED)
    steward.locator("button[name=find]").click()
    expect(steward.locator("html[data-posted]")).to_have_count(1)
    expect(steward.locator("[name=reason_management]")).to_have_value(TYPED)
    expect(steward.locator("[data-restored]")).to_be_hidden()


def test_what_was_saved_is_not_offered_again(steward: Page, street: Street) -> None:
    make_firm(street.cast, TYPED)
    steward.goto(let(street, "503"))
    steward.locator("[name=firm_text]").press_sequentially("临江潮信")
    expect(steward.locator("#firm-found")).to_contain_text(TYPED)
    steward.fill("[name=start]", "2026-01-01")
    steward.get_by_role("main").locator("button.btn-primary").click()
    steward.wait_for_url(lambda url: not url.endswith("/let"))
    assert "临江潮信" not in kept(steward)


def test_a_broken_line_keeps_the_text(steward: Page, street: Street) -> None:
    steward.goto(let(street, "503"))
    steward.fill("[name=firm_text]", TYPED)
    steward.route("**/let", lambda route: route.abort())
    steward.get_by_role("main").locator("button.btn-primary").click()
    steward.wait_for_timeout(300)
    steward.unroute("**/let")
    steward.goto(let(street, "503"))
    expect(steward.locator("[name=firm_text]")).to_have_value(TYPED)


def test_a_contact_is_never_kept(page: Page, server: str, street: Street) -> None:
    come_in(page, server, street.cast.user("tower_steward"))
    page.goto(f"/desk/firms/{street.firms[0].pk}/contacts")
    page.fill("[name=name]", "林示例")
    page.fill("[name=phone]", "13800000000")
    page.goto("/desk/towers")
    assert "林示例" not in kept(page)
    assert "13800000000" not in kept(page)


def test_radios_of_which_none_is_chosen_are_hollow(steward: Page, street: Street) -> None:
    steward.goto(let(street, "503"))
    steward.locator("[name=firm_text]").press_sequentially("望江0")
    colours = "all => [...new Set(all.map(one => getComputedStyle(one).backgroundColor))]"
    expect(steward.locator("#firm-found input").nth(1)).to_be_visible()
    empty = steward.locator("#firm-found input").evaluate_all(colours)
    steward.locator("#firm-found input").first.check()
    assert len(empty) == 1
    assert len(steward.locator("#firm-found input").evaluate_all(colours)) == 2
    assert (
        steward.locator("#firm-found input").nth(1).evaluate("one => getComputedStyle(one).backgroundColor") == empty[0]
    )


def test_a_unit_opened_by_its_link_has_the_focus(steward: Page, street: Street) -> None:
    steward.goto(f"/desk/towers/{street.tower.pk}?unit={street.unit('502').pk}#unit")
    expect(steward.locator("#unit h3")).to_be_focused()
