"""The requests of a proved number: asked, followed, answered, closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mashang.cases.acts.attaching import Kept, keep_bytes, uploads
from mashang.cases.acts.held_files import hold, release
from mashang.cases.acts.opening import Asking
from mashang.cases.acts.own import ask, do_own
from mashang.cases.reads.askers import actor_of_number
from mashang.cases.reads.files import open_case_file
from mashang.cases.reads.hints import Hints, LookFirst, read_hints
from mashang.cases.reads.own_cases import list_own_cases
from mashang.cases.reads.own_story import OwnStory, get_own_case
from mashang.cases.reads.places import Place, find_towers
from mashang.doors.guarding import Asked
from mashang.doors.handing_out import hand_out
from mashang.doors.proved_number import hand_pass, number_of
from mashang.doors.sending import Sent, do_once
from mashang.doors.wording import tell_form
from mashang.faces.link.case_page import case_values
from mashang.faces.link.forms.asking import LinkDeedForm, PhoneAskForm
from mashang.faces.link.nav import render_page
from mashang.kernel.errors import NotThere, Refused
from mashang.ui.page import Crumb
from mashang.ui.toast import toast

if TYPE_CHECKING:
    from mashang.cases.models import Case

View = Callable[..., HttpResponseBase]


def with_number(view: View) -> View:
    """The view for whoever proved a number; everybody else enters one first. Each use prolongs the pass."""

    @wraps(view)
    def asked(request: Asked, *args: object, **kwargs: object) -> HttpResponseBase:
        number = number_of(request)
        if not number:
            return HttpResponseRedirect(reverse("phone_ask"))
        request.actor = actor_of_number(request.actor, number)
        return hand_pass(request, view(request, *args, **kwargs))

    return asked


@with_number
def phone_cases(request: Asked) -> HttpResponse:
    """Everything that was asked from this number."""
    page = list_own_cases(request.actor, page=request.GET.get("page", 1))
    return render_page(request, "link/asking/list.html", {"page_of": page}, title=_("Requests of your number"))


@with_number
def phone_case_new(request: Asked) -> HttpResponse:
    """Ask: words, a photo, and the tower."""
    form = _form(request)
    if request.method == "POST" and "find" not in request.POST and form.is_valid():
        answer = _send(request, form)
        if answer is not None:
            return answer
    hints = read_hints(request.actor, str(form["text"].value() or ""))
    files = release(actor=request.actor, held=str(form["held"].value() or ""), quiet=True)
    values = {"form": form, "hints": hints, "held_files": files, "similar_url": "phone_case"}
    return render_page(request, "link/asking/new.html", values, title=_("Ask the office"))


@with_number
def phone_hints(request: Asked) -> HttpResponse:
    """While somebody types."""
    values = {"hints": read_hints(request.actor, request.GET.get("text", "")), "similar_url": "phone_case"}
    return render(request, "portal/cases/hints.html", values)


@with_number
def phone_towers(request: Asked) -> HttpResponse:
    """Towers by some words of their name."""
    found = find_towers(request.actor, request.GET.get("tower_text", ""))
    return render(request, "link/asking/towers.html", {"towers": found, "asked": request.GET.get("tower_text", "")})


def _form(request: Asked) -> PhoneAskForm:
    found = find_towers(request.actor, request.POST.get("tower_text", ""))
    return PhoneAskForm(
        request.POST or None, request.FILES or None, towers=[(one.tower_id or 0, one.label) for one in found]
    )


def _send(request: Asked, form: PhoneAskForm) -> HttpResponse | None:
    said, files = form.cleaned_data, list[Kept]()
    try:
        files = [*release(actor=request.actor, held=said["held"]), *keep_bytes(uploads(said["photos"]))]
        sent = _ask_once(request, form, files)
        toast(request, _("Sent. Below is your receipt."))
        return HttpResponseRedirect(sent.to)
    except LookFirst as shown:
        _hold(form, seen=shown.mark)
    except Refused as refused:
        tell_form(form, refused)
    _hold(form, held=hold(actor=request.actor, files=files))
    return None


def _hold(form: PhoneAskForm, **values: str) -> None:
    form.data = {**(form.data.dict() if isinstance(form.data, QueryDict) else form.data), **values}


def _tower(form: PhoneAskForm) -> Place:
    """The tower that was chosen, or the only one of this name."""
    choices = form.fields["tower"].choices  # type: ignore[attr-defined]
    chosen = form.cleaned_data["tower"] or (choices[0][0] if len(choices) == 1 else 0)
    if not chosen:
        raise Refused(
            "place_missing", _("Say which tower it is about."), field="tower_text", mend=_("Write some of its name and choose it.")
        )  # fmt: skip
    return Place("", None, int(chosen))


def _ask_once(request: Asked, form: PhoneAskForm, files: Sequence[Kept]) -> Sent[Case]:
    said = form.cleaned_data

    def deed() -> Case:
        hints: Hints = read_hints(request.actor, said["text"])
        place = _tower(form)
        if hints.mark not in ("", said["seen"]):
            raise LookFirst(hints.mark)
        where = " · ".join(filter(None, (said["room"], said["firm"])))
        asking = Asking(
            item=hints.item, title="", text=said["text"], tower_id=place.tower_id, place=where,
            asker_name=said["name"], asker_phone=number_of(request),
        )  # fmt: skip
        return ask(actor=request.actor, channel="code", asking=asking, files=files)

    return do_once(request, deed, to=lambda case: reverse("phone_case", args=[case.ref]), kind="case")


@with_number
def phone_case(request: Asked, ref: UUID) -> HttpResponse:
    """One request and its story."""
    return _page(request, get_own_case(request.actor, ref), LinkDeedForm())


@require_POST
@with_number
def phone_case_do(request: Asked, ref: UUID) -> HttpResponse:
    """One deed on it."""
    story, form = get_own_case(request.actor, ref), LinkDeedForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        words, level, files = said["words"], int(said["level"] or 0), uploads(said["photos"])
        try:
            sent = do_once(
                request,
                lambda: do_own(actor=request.actor, case_id=story.line.id, do=said["do"], words=words, level=level, files=files),
                to=lambda _case: reverse("phone_case", args=[ref]), kind="case",
            )  # fmt: skip
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, _("Done. What it led to stands below."))
            return HttpResponseRedirect(sent.to)
    return _page(request, story, form)


def _page(request: Asked, story: OwnStory, form: LinkDeedForm) -> HttpResponse:
    do_url = reverse("phone_case_do", args=[story.line.ref])
    values = case_values(story, form, do_url=do_url, file_name="phone_case_file")
    crumbs = (Crumb(label=_("Requests of your number"), url=reverse("phone_cases")), Crumb(label=story.line.number))
    return render_page(request, "link/asking/file.html", values, title=story.line.title, crumbs=crumbs)


@with_number
def phone_case_file(request: Asked, pk: int, size: str) -> HttpResponseBase:
    """A file of a request of the number."""
    if size not in ("small", "whole"):
        raise NotThere("no_such_file", _("There is no such file."))
    opened = open_case_file(request.actor, pk, small=size == "small")
    line = opened.line
    return hand_out(
        opened.file, name=line.name, media="image/jpeg" if size == "small" else line.media, inside=line.is_picture
    )
