"""What every file offers to those who may: state a fact, attach a document. And the menu of rarer acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.doors.guarding import Asked
from mashang.faces.desk.acts_offered import ActLink, Offered, acts_offered
from mashang.ui.page import Link

STATE, ATTACH = _("State a fact"), _("Attach a file")


def filed(request: Asked, about: str, pk: int) -> dict[str, list[ActLink]]:
    """The buttons beside the facts and the documents of a file."""
    return {
        "state": acts_offered(request, Offered(label=STATE, name="fact_choose", icon="edit", args=(about, pk))),
        "attach": acts_offered(request, Offered(label=ATTACH, name="document_add", icon="upload", args=(about, pk))),
    }


def rarer(request: Asked, *offers: Offered) -> list[Link]:
    """Acts that are seldom done, for the menu beside the buttons."""
    return [Link(label=act.label, url=act.url, icon=act.icon) for act in acts_offered(request, *offers)]
