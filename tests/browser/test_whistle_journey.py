"""A whistle from the blowing to the answer: a department answers by its link on a phone, the officer sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from mashang.cases.acts import linking
from mashang.cases.models import Summons
from mashang.cases.tests.whistling import add_department, called, case_in_hand
from tests.browser.conftest import come_in, tab_to
from tests.browser.every_page import look
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_department_answers_on_a_phone_without_an_account(
    open_page: Callable[..., Page], server: str, cast: Cast
) -> None:
    add_department(cast, "区城管局", "liaison_two")
    (lead,) = called(cast)
    path = linking.renew_link(actor=cast.actor("service_officer"), summons_id=lead.pk)
    phone = open_page(width=390)
    phone.goto(path)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("电梯停了")
    assert look(phone) == []
    phone.set_viewport_size({"width": 390, "height": 844})

    # Nothing chosen but the first: reporting in. The big button says what the chosen card does.
    expect(phone.get_by_role("button", name="报到，接下来")).to_be_visible()
    phone.get_by_role("radio", name="办好了，这就答复").check()
    phone.get_by_role("button", name="提交结果").click()
    expect(phone.get_by_role("main")).to_contain_text("请至少写一句")
    phone.get_by_role("radio", name="接下，正在办").check()
    phone.get_by_role("button", name="报到，接下来").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("您已报到")
    assert look(phone) == []
    phone.set_viewport_size({"width": 390, "height": 844})

    # The receipt leads on to the next turn.
    phone.get_by_role("link", name="现在就写结果").click()
    phone.get_by_role("radio", name="办好了，这就答复").check()
    phone.get_by_label("办了什么").fill("已勘验，可以恢复运行")
    phone.get_by_role("button", name="提交结果").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("您的答复已收到")
    phone.goto(path)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("链接")
    assert look(phone) == []
    assert Summons.objects.get(pk=lead.pk).state == "answered"


def test_a_department_answers_by_keyboard_alone(open_page: Callable[..., Page], server: str, cast: Cast) -> None:
    (lead,) = called(cast)
    phone = open_page(width=390)
    phone.goto(linking.renew_link(actor=cast.actor("service_officer"), summons_id=lead.pk))
    tab_to(phone, phone.get_by_role("radio", name="接下，正在办"))
    phone.keyboard.press("ArrowDown")
    expect(phone.get_by_role("radio", name="办好了，这就答复")).to_be_checked()
    tab_to(phone, phone.get_by_label("办了什么"))
    phone.keyboard.type("已勘验，可以恢复运行")
    tab_to(phone, phone.get_by_role("button", name="提交结果"))
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("您的答复已收到")
    assert Summons.objects.get(pk=lead.pk).state == "answered"


def test_the_head_decides_at_the_gate_and_the_liaison_reports_in_to_many(
    open_page: Callable[..., Page], server: str, cast: Cast
) -> None:
    case = case_in_hand(cast)
    for _n in range(2):
        called(cast)
    officer, head, one = open_page(), open_page(), open_page(width=390)
    come_in(officer, server, cast.user("service_officer"))
    come_in(head, server, cast.user("section_head"))
    come_in(one, server, cast.user("department_liaison"))

    officer.goto(f"/desk/cases/{case.pk}/whistle")
    assert look(officer) == []
    officer.get_by_label("主办部门").select_option(label="区住建局")
    officer.get_by_label("请该部门做什么").first.fill("请牵头勘验电梯")
    officer.get_by_role("button", name="吹哨").click()

    head.goto("/desk/rulings")
    assert look(head) == []
    head.get_by_role("link", name="去裁定").click()
    expect(head.get_by_role("main")).to_contain_text("请牵头勘验电梯")
    assert look(head) == []
    head.get_by_role("button", name="放行，吹哨").click()
    expect(head.get_by_role("main")).to_contain_text("没有待裁定的事项")

    one.goto("/desk/")
    expect(one.get_by_role("main")).to_contain_text("3 件待报到")
    assert look(one) == []
    for box in one.get_by_role("checkbox", name="选择").all():
        box.check()
    one.get_by_role("button", name="选中各件一并报到").click()
    expect(one.get_by_role("main")).not_to_contain_text("件待报到")
    one.get_by_role("link", name="电梯停了").first.click()
    expect(one.get_by_role("heading", level=1)).to_contain_text("电梯停了")
    assert look(one) == []
    assert set(Summons.objects.values_list("state", flat=True)) == {"reported"}
