"""The page behind a one-time link of whoever asked: looked at as often as wanted, used up by a deed."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.cases.acts.askers import ask_for_new_case_link, do_by_link
from mashang.cases.acts.attaching import uploads
from mashang.cases.reads.askers import OpenedLink, actor_of_case, open_case_link
from mashang.cases.reads.files import open_case_file
from mashang.cases.reads.own_story import OwnStory, get_own_case_by_id
from mashang.doors.guarding import Asked
from mashang.doors.handing_out import hand_out
from mashang.doors.wording import tell_form
from mashang.faces.link.case_page import case_values
from mashang.faces.link.forms.asking import LinkDeedForm
from mashang.faces.link.nav import render_page
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _ as word
from mashang.ui.toast import toast


def link_case(request: Asked, token: str) -> HttpResponse:
    """In whose hands it is, and what can be done now."""
    opened = open_case_link(token)
    if not opened.alive:
        return _dead(request, opened, token)
    story = get_own_case_by_id(actor_of_case(request.actor, opened.case_id), opened.case_id)
    return _page(request, story, LinkDeedForm(), token)


@require_POST
def link_case_do(request: Asked, token: str) -> HttpResponse:
    """One deed: it uses the link up; the next one is texted to the same number, and is open here."""
    opened, form = open_case_link(token), LinkDeedForm(request.POST, request.FILES)
    if not opened.alive:
        return _dead(request, opened, token)
    if form.is_valid():
        said = form.cleaned_data
        try:
            following = do_by_link(
                actor=request.actor, token=token, do=said["do"], words=said["words"], level=int(said["level"] or 0),
                files=uploads(said["photos"]),
            )  # fmt: skip
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("Done. The next link was texted to you."))
            return HttpResponseRedirect(following)
    return _page(request, get_own_case_by_id(actor_of_case(request.actor, opened.case_id), opened.case_id), form, token)


@require_POST
def link_case_renew(request: Asked, token: str) -> HttpResponse:
    """The holder of a dead link asks for a new one; the answer is the same in every case."""
    ask_for_new_case_link(actor=request.actor, token=token)
    return render_page(request, "link/asking/renewed.html", title=_("Asked for a new link"))


def link_case_file(request: Asked, token: str, pk: int, size: str) -> HttpResponseBase:
    """A file of the case of a link that is alive."""
    opened = open_case_link(token)
    if not opened.alive or size not in ("small", "whole"):
        raise NotThere("no_such_file", word("There is no such file."))
    found = open_case_file(actor_of_case(request.actor, opened.case_id), pk, small=size == "small")
    media = "image/jpeg" if size == "small" else found.line.media
    return hand_out(found.file, name=found.line.name, media=media, inside=found.line.is_picture)


def _page(request: Asked, story: OwnStory, form: LinkDeedForm, token: str) -> HttpResponse:
    do_url = reverse("link_case_do", args=[token])
    values = case_values(story, form, do_url=do_url, file_name="link_case_file", token=token)
    return render_page(request, "link/asking/file.html", values, title=story.line.title)


def _dead(request: Asked, opened: OpenedLink, token: str) -> HttpResponse:
    values = {"why": opened.why, "token": token}
    return render_page(
        request, "link/asking/dead.html", values, title=_("This link does not work any more"), status=410
    )
