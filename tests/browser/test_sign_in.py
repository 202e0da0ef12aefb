"""Coming in and changing roles in a real browser, by keyboard, on a phone, in three languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDTHS, axe, overflows, sign_in
from tests.cast import PASSWORD, Cast, grant, make_user

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_steward_signs_in_by_keyboard_alone(page: Page, cast: Cast) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="登录").focus()
    page.keyboard.press("Enter")
    page.get_by_label("登录名").focus()
    page.keyboard.type("tower_steward")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    expect(page.locator(".k-top")).to_contain_text("楼长")
    expect(page.locator(".k-top")).to_contain_text("鳌峰街道")


def test_a_wrong_password_is_said_beside_the_form(page: Page, cast: Cast) -> None:
    page.goto("/account/sign-in")
    page.fill("[name=login]", "leader")
    page.fill("[name=password]", "wrong")
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[name=login]")).to_have_value("leader")
    assert axe(page) == []


def test_a_person_with_two_roles_switches_at_the_top_of_the_page(page: Page, cast: Cast) -> None:
    grant(cast.user("tower_steward"), "supervisor", cast.taijiang)
    sign_in(page, "tower_steward")
    page.goto("/desk/people")
    expect(page.get_by_role("heading", level=1)).to_contain_text("不能打开")
    page.get_by_role("button", name="督办员 · 台江区").click()
    page.wait_for_url("**/desk/people")
    expect(page.get_by_role("heading", level=1)).to_contain_text("人员")
    menu = page.locator(".k-top .k-menu.role")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    menu.get_by_role("button", name="楼长").click()
    expect(page.locator(".k-top")).to_contain_text("楼长")
    expect(page.locator(".k-top .area")).to_contain_text("鳌峰街道")


def test_an_invited_person_comes_in_on_a_phone(open_page: Callable[..., Page], cast: Cast) -> None:
    office, phone = open_page(), open_page(width=WIDTHS["phone"])
    sign_in(office, "security_administrator")
    office.goto("/desk/invitations/new")
    office.get_by_label("姓名").fill("窗口新人")
    office.get_by_label("身份", exact=True).select_option("window_clerk")
    office.get_by_role("main").get_by_role("button", name="邀请").click()
    link = office.locator("#handed-link").input_value()
    phone.goto(link)
    assert axe(phone) == []
    assert not overflows(phone)
    phone.get_by_label("登录名").fill("xinren")
    for name in ("password", "again"):
        phone.fill(f"[name={name}]", PASSWORD)
    phone.get_by_role("main").get_by_role("button").click()
    phone.wait_for_url("**/account/sign-in")
    sign_in(phone, "xinren")
    phone.wait_for_url("**/desk/")
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("失效")


def test_on_a_phone_roles_are_switched_on_the_account_page(open_page: Callable[..., Page], cast: Cast) -> None:
    grant(cast.user("firm_owner"), "property_manager", cast.aofeng)
    phone = open_page(width=WIDTHS["phone"])
    sign_in(phone, "firm_owner")
    phone.goto("/account/profile")
    phone.get_by_role("button", name="以此身份办事").click()
    expect(phone.get_by_role("main").get_by_role("listitem").filter(has_text="当前")).to_contain_text("物业")
    assert axe(phone) == []


def test_the_language_is_changed_on_the_spot(page: Page, cast: Cast) -> None:
    page.goto("/account/sign-in")
    for name, lang, heading in (("English", "en", "Sign in"), ("繁體中文", "zh-Hant", "登錄")):
        page.locator(".k-plaintop .k-menu summary").click()
        page.get_by_role("button", name=name).click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_pages_are_clean_in_the_dark(page: Page, cast: Cast) -> None:
    make_user("newcomer")
    sign_in(page, "newcomer")
    expect(page.get_by_role("heading", level=1)).to_contain_text("没有身份")
    page.locator("form.k-theme button").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert axe(page) == []


def test_five_wrong_passwords_lock_the_sign_in_and_the_page_says_for_how_long(page: Page, cast: Cast) -> None:
    for _attempt in range(5):
        page.goto("/account/sign-in")
        page.fill("[name=login]", "leader")
        page.fill("[name=password]", "wrong")
        page.press("[name=password]", "Enter")
        page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_contain_text("锁定")
    expect(page.get_by_role("main")).to_contain_text("15")
    expect(page.get_by_role("main")).to_contain_text("安全管理员")
    assert axe(page) == []
