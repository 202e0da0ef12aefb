"""One request of one's own: followed, answered, added to, closed; and its files."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mashang.cases.acts.attaching import uploads
from mashang.cases.acts.own import do_own
from mashang.cases.reads.files import open_case_file
from mashang.cases.reads.own_batches import list_own_items
from mashang.cases.reads.own_story import OwnStory, get_own_case
from mashang.doors.guarding import Asked
from mashang.doors.handing_out import hand_out
from mashang.doors.sending import do_once
from mashang.doors.wording import tell_form
from mashang.faces.portal.forms.cases import LEVELS, DeedForm
from mashang.faces.portal.nav import render_page
from mashang.kernel.errors import NotThere, Refused
from mashang.ui.hands import Hand, Hands
from mashang.ui.page import Crumb
from mashang.ui.toast import toast

DONE = {
    "add": gettext_lazy("Added; whoever has it was told."),
    "papers": gettext_lazy("Handed in; the clock runs on."),
    "remind": gettext_lazy("Whoever has it was reminded."),
    "withdraw": gettext_lazy("Withdrawn."),
    "confirm": gettext_lazy("Settled. Thank you for saying so."),
    "reopen": gettext_lazy("Reopened; it is back with whoever received it first."),
    "arrived": gettext_lazy("Thank you. It stands as confirmed."),
    "rate": gettext_lazy("Thank you. Your rating is kept."),
}


def own_case(request: Asked, ref: UUID) -> HttpResponse:
    """In whose hands it is and why, until when, what is missing, and what can be done now."""
    return _page(request, get_own_case(request.actor, ref), DeedForm())


@require_POST
def own_case_do(request: Asked, ref: UUID) -> HttpResponse:
    """One deed; what is refused is shown on the page with everything that was typed."""
    story, form = get_own_case(request.actor, ref), DeedForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            sent = do_once(
                request,
                lambda: do_own(
                    actor=request.actor, case_id=story.line.id, do=said["do"], words=said["words"], level=int(said["level"] or 0),
                    files=uploads(said["photos"]), summons_id=said["summons"] or 0,
                ),
                to=lambda _case: reverse("own_case", args=[ref]), kind="case",
            )  # fmt: skip
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, DONE[said["do"]])
            return HttpResponseRedirect(sent.to)
    return _page(request, story, form)


def _page(request: Asked, story: OwnStory, form: DeedForm) -> HttpResponse:
    values = {
        "story": story, "line": story.line, "form": form, "did": form["do"].value() or "", "levels": LEVELS,
        "hands": Hands(spans=[Hand(**asdict(one)) for one in story.spans], key="own"),
        "items": list_own_items(request.actor, case_id=story.line.id), "says_arrived": True,
        "do_url": reverse("own_case_do", args=[story.line.ref]), "file_name": "own_case_file",
    }  # fmt: skip
    crumbs = (Crumb(label=_("Requests"), url=reverse("own_cases")), Crumb(label=story.line.number))
    return render_page(request, "portal/cases/file.html", values, title=story.line.title, crumbs=crumbs)


def own_case_file(request: Asked, pk: int, size: str) -> HttpResponseBase:
    """A file of one's own request: small and inside the page for photos, else a download."""
    if size not in ("small", "whole"):
        raise NotThere("no_such_file", _("There is no such file."))
    opened = open_case_file(request.actor, pk, small=size == "small")
    media = "image/jpeg" if size == "small" else opened.line.media
    return hand_out(opened.file, name=opened.line.name, media=media, inside=opened.line.is_picture)
