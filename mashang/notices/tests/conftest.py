from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template import engines
from django.utils import translation

from mashang.notices import ports
from mashang.notices.tests.make import Postbox
from mashang.notices.topics import SUBJECT_NAMES, TOPICS, Topic

TEMPLATES = {
    "notices/lease_ends.subject.txt": "{{ tenancy }} ends {{ ends_on|date:'Y-m-d' }}\n",
    "notices/lease_ends.body.txt": "{{ tenancy }}\n{% if link %}{{ link }}{% endif %}",
    "notices/broken.subject.txt": "{% load nothing_of_the_kind %}",
}


@pytest.fixture
def postbox(monkeypatch: pytest.MonkeyPatch) -> Postbox:
    """A mail channel that keeps its letters."""
    box = Postbox()
    monkeypatch.setitem(ports._makers, "mail", lambda: box)
    return box


@pytest.fixture(autouse=True)
def _topics_and_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.template.loaders.locmem import Loader

    monkeypatch.setitem(TOPICS, "tenancy.ending", Topic("A lease is about to end"))
    monkeypatch.setitem(SUBJECT_NAMES, "tenancy", lambda user_id, ids: {i: f"lease {i}" for i in ids})
    engine = engines["django"].engine  # type: ignore[attr-defined]
    monkeypatch.setattr(engine, "template_loaders", [Loader(engine, TEMPLATES), *engine.template_loaders])


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """The tests read texts by their ids, whether the catalogues are compiled or not."""
    with translation.override("en"):
        yield
