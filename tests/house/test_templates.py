"""Templates keep the content security policy, and need nobody else's server."""

from __future__ import annotations

import re

import pytest

from tests.house import tree

COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
RULES = {
    "inline style": re.compile(r"<style\b|<[a-z][^>]*\sstyle\s*="),
    "inline handler": re.compile(r"<[a-z][^>]*\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "inline script": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|javascript:", re.IGNORECASE
    ),
    "address of another host": re.compile(
        r"(?:src|href|action|srcset|poster)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE
    ),
}
# A help text is written in code; Django's own forms show it unescaped as well.
UNESCAPED = re.compile(r"(?<!help_text)\|\s*safe\b|{%\s*autoescape\s+off")
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


def problems(source: str) -> list[str]:
    bare = COMMENT.sub("", source)
    plain = TAG.sub("tag", bare)
    found = [name for name, pattern in RULES.items() if pattern.search(plain)]
    return [*found, "text marked safe"] if UNESCAPED.search(bare) else found


def test_every_template_keeps_the_rules() -> None:
    assert tree.templates()
    assert {str(p): problems(tree.text(p)) for p in tree.templates() if problems(tree.text(p))} == {}


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ('<p class="a" style="color:red">', "inline style"),
        ("<style>p{}</style>", "inline style"),
        ('<button type="button" onclick="go()">', "inline handler"),
        ('<button hx-on:click="go()">', "inline handler"),
        ("<script>go()</script>", "inline script"),
        ('<a href="javascript:go()">', "inline script"),
        ('<img src="//cdn.example/x.png">', "address of another host"),
        ('<link href="https://fonts.example/a.css">', "address of another host"),
        ("{{ name|safe }}", "text marked safe"),
    ],
)
def test_a_bad_template_is_seen(source: str, says: str) -> None:
    assert problems(source) == [says]


def test_a_good_template_passes() -> None:
    assert problems('<script src="{% static "ui/a.js" %}" defer></script>{# style="x" #}<p data-once="1">') == []
