"""The pages of people, roles, areas and stewards do what they say, and say what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mashang.accounts.models import Area, Department, Invitation, Membership, SavedView, User
from mashang.doors.standing import find_held
from mashang.register.models import TowerKeeper
from mashang.trail.models import Entry
from tests.cast import Cast, grant, make_cast, make_tower


@pytest.fixture
def cast(db: None, settings: Any) -> Cast:
    settings.DEMO = True
    return make_cast()


def as_(cast: Cast, login: str) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(cast.user(login))
    return client


def test_a_role_is_granted_and_ended_on_the_persons_file(cast: Cast) -> None:
    client, person = as_(cast, "security_administrator"), cast.user("agent")
    client.post(f"/desk/people/{person.pk}/grant", {"role": "window_clerk", "area": cast.aofeng.pk})
    assert {one.role for one in find_held(person.pk)} == {"agent", "window_clerk"}
    page = client.get(f"/desk/people/{person.pk}").text
    assert "窗口" in page
    assert "已授予" in page
    row = Membership.objects.get(user=person, role="window_clerk")
    assert "原因" in client.get(f"/desk/roles/{row.pk}/end").text
    client.post(f"/desk/roles/{row.pk}/end", {"reason": "调岗"})
    assert {one.role for one in find_held(person.pk)} == {"agent"}
    assert "调岗" in client.get(f"/desk/people/{person.pk}").text


def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(cast: Cast) -> None:
    client, person = as_(cast, "security_administrator"), cast.user("agent")
    answer = client.post(
        f"/desk/people/{person.pk}/grant", {"role": "department_liaison", "area": cast.aofeng.pk, "until": "2099-01-01"}
    )
    assert answer.status_code == 200
    assert "必须选择部门" in answer.text
    assert 'value="2099-01-01"' in answer.text


def test_nobody_finds_a_way_to_grant_to_themselves(cast: Cast) -> None:
    client, own = as_(cast, "security_administrator"), cast.user("security_administrator")
    assert f"/desk/people/{own.pk}/grant" not in client.get(f"/desk/people/{own.pk}").text
    answer = client.post(f"/desk/people/{own.pk}/grant", {"role": "leader", "area": cast.aofeng.pk})
    assert "不能给自己" in answer.text
    assert {one.role for one in find_held(own.pk)} == {"security_administrator"}


@pytest.mark.parametrize("path", ["", "/edit", "/close"])
def test_a_person_of_another_area_is_not_there(cast: Cast, path: str) -> None:
    stranger = cast.user("other_agent")
    assert as_(cast, "system_administrator").get(f"/desk/people/{stranger.pk}{path}").status_code == 404


def test_an_account_is_closed_with_a_reason_and_opened_again(cast: Cast) -> None:
    client, person = as_(cast, "system_administrator"), cast.user("agent")
    assert client.post(f"/desk/people/{person.pk}/close", {"reason": " "}).status_code == 200
    assert User.objects.get(pk=person.pk).is_active
    client.post(f"/desk/people/{person.pk}/close", {"reason": "离职"})
    assert not User.objects.get(pk=person.pk).is_active
    client.post(f"/desk/people/{person.pk}/reopen")
    assert User.objects.get(pk=person.pk).is_active


def test_people_are_filtered_in_the_address_and_an_empty_list_says_what_to_do(cast: Cast) -> None:
    client = as_(cast, "leader")
    page = client.get("/desk/people?role=auditor").text
    assert "auditor@example.org" in page
    assert "tower-steward@example.org" not in page
    assert "显示所有人" in client.get("/desk/people?q=zzz").text


def test_an_invitation_shows_its_link_once_and_can_be_recalled(cast: Cast) -> None:
    client = as_(cast, "system_administrator")
    values = {"name": "新人", "email": "", "role": "agent", "area": cast.aofeng.pk, "locale": "zh-hans"}
    shown = client.post("/desk/invitations/new", values)
    link = shown.text.partition("/link/invitation/")[2].partition('"')[0]
    assert len(link) > 40
    assert link not in client.get("/desk/invitations").text
    invitation = Invitation.objects.get()
    assert invitation.awaits_approval
    as_(cast, "security_administrator").post(f"/desk/invitations/{invitation.pk}/approve")
    client.post(f"/desk/invitations/{invitation.pk}/recall")
    assert Client().get(f"/link/invitation/{link}").status_code == 410
    assert "已撤回" in client.get("/desk/invitations").text


@pytest.mark.parametrize("path", ["/desk/people", "/desk/invitations"])
def test_a_role_that_waits_is_approved_where_it_is_listed_by_a_second_person(cast: Cast, path: str) -> None:
    inviter, newcomer = cast.user("system_administrator"), cast.user("other_agent")
    role = grant(newcomer, "auditor", cast.aofeng)
    Membership.objects.filter(pk=role.pk).update(awaits_approval=True, invited_by=inviter)
    Invitation.objects.create(
        name="新人", email="new@example.org", role="auditor", area=cast.aofeng, invited_by=inviter,
        awaits_approval=True, accepted_at=timezone.now(), accepted_by=newcomer,
    )  # fmt: skip
    approve = reverse("role_approve", args=[role.pk])
    assert approve not in as_(cast, "system_administrator").get(path).text
    second = as_(cast, "security_administrator")
    assert f'action="{approve}"' in second.get(path).text
    second.post(approve)
    page = second.get(path).text
    assert approve not in page
    assert "身份待批准" not in page.partition("<tbody>")[2]


def test_areas_and_departments_are_added_and_renamed(cast: Cast) -> None:
    client = as_(cast, "system_administrator")
    client.post("/desk/areas/new", {"area": cast.aofeng.pk, "kind": "park", "name_zh": "金融街区", "code": ""})
    park = Area.objects.get(name_zh="金融街区")
    client.post(f"/desk/areas/{park.pk}", {"name_zh": "海峡金融街区", "code": "350103011"})
    assert Area.objects.get(pk=park.pk).name_zh == "海峡金融街区"
    assert "6、9 或 12 位" in client.post(f"/desk/areas/{park.pk}", {"name_zh": "x", "code": "12"}).text
    client.post("/desk/departments/new", {"area": cast.aofeng.pk, "name_zh": "经济办"})
    office = Department.objects.get(name_zh="经济办")
    client.post(f"/desk/departments/{office.pk}/close", {"reason": "合并"})
    assert "经济办" not in client.get("/desk/departments").text
    assert "经济办" in client.get("/desk/departments?closed=1").text
    assert client.get(f"/desk/areas/{cast.hongshan.pk}").status_code == 404


def test_a_tower_is_given_and_taken_away_on_its_page(cast: Cast) -> None:
    client, tower = as_(cast, "section_head"), make_tower(cast)
    steward = Membership.objects.get(user=cast.user("tower_steward"))
    assert "没有楼长" in client.get("/desk/stewards").text
    client.post(f"/desk/stewards/tower/{tower.pk}", {"membership": steward.pk, "duty": "local"})
    keeper = TowerKeeper.objects.get()
    assert "tower_steward" in client.get("/desk/stewards").text
    client.post(f"/desk/stewards/{keeper.pk}/end", {"reason": "调整"})
    keeper.refresh_from_db()
    assert keeper.span.upper is not None


def test_a_form_from_before_the_sign_in_is_refused_in_words(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.user("security_administrator"))
    answer = client.post(f"/desk/people/{cast.user('agent').pk}/sign-out")
    assert answer.status_code == 403
    assert "表单已过时" in answer.text


@pytest.mark.parametrize(
    "path", ["/desk/people", "/desk/areas", "/desk/departments", "/desk/invitations", "/desk/stewards"]
)
def test_pages_cost_a_bounded_number_of_queries(cast: Cast, path: str, django_assert_max_num_queries: Any) -> None:
    client = as_(cast, "section_head")
    with django_assert_max_num_queries(13):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("people", ("姓名", "test_people")),
        ("invitations", ("状态", "链接有效")),
        ("departments", ("上级部门", "经济办")),
    ],
)
def test_the_lists_of_people_are_handed_out_whole_and_keep_views(
    cast: Cast, page: str, told: tuple[str, str], django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        person = User.objects.create_user(f"test_people{number:02}", name=f"{number:02} 张")
        grant(person, "agent", cast.aofeng)
    inviter = as_(cast, "system_administrator")
    for number in range(30):
        values = {"name": f"{number:02} 李", "email": "", "role": "agent", "area": cast.aofeng.pk, "locale": "zh-hans"}
        assert inviter.post("/desk/invitations/new", values).status_code == 200
        Department.objects.create(area=cast.aofeng, name_zh=f"经济办{number:02}")
    head = as_(cast, "section_head")
    with django_assert_max_num_queries(15):
        answer = head.get(f"/desk/{page}")
    assert "page=2" in answer.text
    head.post(reverse("saved_view_save", args=[page]), {"name": "我的看法", "query": "q=1"})
    assert "我的看法" in head.get(f"/desk/{page}").text
    file = b"".join(head.get(f"/desk/{page}?export=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert all(word in file for word in told)
    assert file.count("\n") > 30
    entry = Entry.objects.get(act="list.export")
    assert (entry.subject_kind, entry.diff["form"]) == (page, "csv")


def test_who_may_not_export_is_offered_no_file_and_gets_none(cast: Cast) -> None:
    keeper = as_(cast, "system_administrator")
    assert "export=csv" not in keeper.get("/desk/people").text
    assert keeper.get("/desk/people?export=csv").status_code == 403


def test_views_are_kept_by_who_reads_people_and_listed_where_their_page_may_be_opened(cast: Cast) -> None:
    leader, keeper = as_(cast, "leader"), as_(cast, "system_administrator")
    for page in ("firms", "people"):
        leader.post(reverse("saved_view_save", args=[page]), {"name": f"of {page}", "query": ""})
    for view in SavedView.objects.all():
        leader.post(reverse("saved_view_share", args=[view.pk]), {"shared_with": "all"})
    text = keeper.get(reverse("saved_views")).text
    assert "of people" in text
    assert "of firms" not in text


def test_a_department_gets_a_chat_group_and_loses_it(cast: Cast, settings: Any) -> None:
    settings.WORKCHAT_HOSTS = ["chat.example.org"]
    client = as_(cast, "system_administrator")
    client.post("/desk/departments/new", {"area": cast.aofeng.pk, "name_zh": "经济办"})
    office = Department.objects.get(name_zh="经济办")
    page = f"/desk/departments/{office.pk}/chat"
    assert page in client.get(f"/desk/departments/{office.pk}").text
    assert "不允许向该地址发送" in client.post(page, {"url": "https://other.example.org/x"}).text
    client.post(page, {"url": "https://chat.example.org/robot?key=1", "secret": "s"})
    assert "已设置工作群" in client.get(page).text
    assert "chat.example.org" not in client.get(page).text
    client.post(page, {"url": ""})
    assert "尚未设置工作群" in client.get(page).text
