"""What the page of a case takes, for whoever asked by number or holds a link."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mashang.cases.reads.own_story import OwnStory
from mashang.faces.link.forms.asking import LEVELS, LinkDeedForm
from mashang.ui.hands import Hand, Hands


def case_values(story: OwnStory, form: LinkDeedForm, *, do_url: str, file_name: str, token: str = "") -> dict[str, Any]:
    """The values of portal/cases/story.html."""
    hands = Hands(spans=[Hand(**asdict(one)) for one in story.spans], key="own")
    values = {"story": story, "line": story.line, "form": form, "did": form["do"].value() or "", "levels": LEVELS}
    return {**values, "hands": hands, "do_url": do_url, "file_name": file_name, "token": token}
