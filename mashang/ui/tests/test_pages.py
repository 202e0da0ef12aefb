"""Frames, error pages, light and dark, toasts."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages.storage.base import BaseStorage, Message
from django.http import HttpRequest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from mashang.ui import page
from mashang.ui.theme import THEME_COOKIE
from mashang.ui.toast import toast
from mashang.ui.views import PARTS

FRAMES = ("ui/shell.html", "ui/portal.html", "ui/plain.html")


def get(path: str = "/towers?q=a", **cookies: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    return request


def frame(name: str, request: HttpRequest | None = None, **values: Any) -> str:
    return render_to_string(name, {"page": page.Page(title="Towers", **values)}, request or get())


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_needs_only_a_title(name: str) -> None:
    html = frame(name)
    assert "<h1>Towers</h1>" in html
    assert 'id="main"' in html
    assert 'href="#main"' in html


@pytest.mark.parametrize(("code", "written"), [("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant"), ("en", "en")])
def test_a_page_says_its_language(code: str, written: str) -> None:
    with translation.override(code):
        assert f'<html lang="{written}"' in frame("ui/plain.html")


def test_the_reader_sees_who_they_are_in_which_role_and_area() -> None:
    areas = page.Switch(
        label="Area",
        heading="Which",
        url="/switch",
        name="area",
        choices=[page.Choice(label="North", value="1", current=True)],
    )
    roles = page.Switch(
        label="Role",
        heading="Work as",
        url="/switch",
        name="role",
        choices=[page.Choice(label="Steward", value="1", current=True), page.Choice(label="Officer", value="2")],
    )
    html = frame("ui/shell.html", who=page.Who(name="Steward A"), area_choices=areas, role_choices=roles)
    assert "Steward A" in html
    assert "North" in html
    assert 'name="role" value="2"' in html
    assert 'name="next" value="/towers?q=a"' in html


def test_a_group_of_the_rail_stands_open_where_the_reader_is() -> None:
    inside = page.NavItem(label="People", children=[page.NavItem(label="Users", url="/users", current=True)])
    outside = page.NavItem(label="Policy", children=[page.NavItem(label="Library", url="/library")])
    html = frame("ui/shell.html", nav=[inside, outside])
    assert html.count("<details open") == 1
    assert page.Page(title="x", nav=[inside, outside]).doors == [*inside.children, *outside.children]


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html"])
def test_an_error_page_stands_without_any_context(name: str) -> None:
    assert "<h1>" in render_to_string(name)
    assert 'class="btn btn-primary"' in render_to_string(name, request=get())


def test_the_page_of_a_crash_needs_nothing_and_speaks_three_languages() -> None:
    html = render_to_string("500.html")
    assert all(f'lang="{code}"' in html for code in ("zh-Hans", "zh-Hant", "en"))


def test_the_theme_is_remembered_and_drawn_by_the_server() -> None:
    client = Client()
    answer = client.post("/ui/theme", {"theme": "dark", "next": "/ui/specimen"})
    assert answer["Location"] == "/ui/specimen"
    assert client.cookies[THEME_COOKIE].value == "dark"
    assert 'data-bs-theme="dark"' in frame("ui/plain.html", get(**{THEME_COOKIE: "dark"}))
    assert 'data-bs-theme="light"' in frame("ui/plain.html", get(**{THEME_COOKIE: '"><script>'}))


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", ""])
def test_the_theme_sends_nobody_to_another_host(onward: str) -> None:
    assert Client().post("/ui/theme", {"theme": "dark", "next": onward})["Location"] == "/"


def test_an_unknown_theme_changes_nothing() -> None:
    client = Client()
    client.post("/ui/theme", {"theme": "pink"})
    assert THEME_COOKIE not in client.cookies


class Kept(BaseStorage):
    """Keeps messages in memory."""

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Message], bool]:
        return [], True

    def _store(self, messages: list[Any], response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return []


def test_a_toast_tells_the_result_and_offers_to_undo_it() -> None:
    request = get()
    kept = Kept(request)
    setattr(request, "_messages", kept)  # noqa: B010 - the name that Django's messages look for
    toast(request, "34 accepted", undo_url="/undo/7")
    toast(request, "No net", tone="bad")
    html = Template('{% load ui %}{% component "toasts" messages=messages %}').render(Context({"messages": kept}))
    assert 'action="/undo/7"' in html
    assert html.count("<form") == 1
    assert "k-toast bad" in html


def test_an_undo_address_with_a_space_is_refused() -> None:
    with pytest.raises(ValueError, match="no spaces"):
        toast(get(), "x", undo_url="/a b")


def test_an_unknown_lamp_is_a_mistake_of_the_template() -> None:
    with pytest.raises(TemplateSyntaxError, match="No such lamp"):
        Template('{% load ui %}{% lamp "pink" %}').render(Context())


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_the_specimen_shows_every_component(language: str, part: str) -> None:
    client = Client()
    client.cookies["django_language"] = language
    with override_settings(DEMO=True):
        answer = client.get(f"/ui/specimen/{part}".rstrip("/"))
    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()


def test_a_part_of_the_specimen_that_does_not_exist_is_not_found() -> None:
    with override_settings(DEMO=True):
        assert Client().get("/ui/specimen/pink").status_code == 404


def test_the_specimen_is_not_there_outside_demo_mode() -> None:
    with override_settings(DEMO=False, DEBUG=False):
        assert Client().get("/ui/specimen").status_code == 404
