"""A firm's people and property managers ask, and see what they asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.cases.acts.attaching import Kept, keep_bytes, uploads
from mashang.cases.acts.held_files import hold, release
from mashang.cases.acts.opening import Asking
from mashang.cases.acts.own import ask
from mashang.cases.reads.hints import Hints, LookFirst, item_choices, read_hints
from mashang.cases.reads.own_cases import count_own, list_own_cases
from mashang.cases.reads.places import Place, own_places
from mashang.doors.guarding import Asked
from mashang.doors.sending import Sent, do_once
from mashang.doors.wording import tell_form
from mashang.faces.portal.forms.cases import AskForm
from mashang.faces.portal.nav import render_page
from mashang.kernel.errors import Refused
from mashang.ui.page import Crumb
from mashang.ui.parts import Tab
from mashang.ui.toast import toast

if TYPE_CHECKING:
    from mashang.cases.models import Case

SHOWS = (
    ("turn", gettext_lazy("Your turn")),
    ("open", gettext_lazy("Under way")),
    ("ended", gettext_lazy("Ended")),
)


def own_cases(request: Asked) -> HttpResponse:
    """What was asked, by whose turn it is."""
    show = request.GET.get("show", "open")
    page = list_own_cases(request.actor, show=show, page=request.GET.get("page", 1))
    counts = count_own(request.actor)
    tabs = [
        Tab(label=label, url=f"?show={code}", count=counts[code], current=show == code, warn=code == "turn")
        for code, label in SHOWS
    ]
    return render_page(
        request, "portal/cases/list.html", {"page_of": page, "tabs": tabs, "show": show}, title=_("Requests")
    )


def own_case_new(request: Asked) -> HttpResponse:
    """Ask: words, a photo, and all the rest filled in. What looks the same, or is another desk's, is shown first."""
    places = own_places(request.actor)
    form = _form(request, places)
    if request.method == "POST" and form.is_valid():
        answer = _send(request, form, places)
        if answer is not None:
            return answer
    hints, files = (
        _hints(request, form, places),
        release(actor=request.actor, held=str(form["held"].value() or ""), quiet=True),
    )
    crumbs = (Crumb(label=_("Requests"), url=reverse("own_cases")), Crumb(label=_("Ask")))
    values = {"form": form, "hints": hints, "held_files": files, "places": places}
    return render_page(request, "portal/cases/new.html", values, title=_("Ask the office"), crumbs=crumbs)


def own_case_hints(request: Asked) -> HttpResponse:
    """While somebody types: what it seems to be about, what is open already, and whose desk it may be."""
    place = _place(request.GET.get("place", ""), own_places(request.actor))
    hints = read_hints(request.actor, request.GET.get("text", ""), place)
    return render(request, "portal/cases/hints.html", {"hints": hints})


def _form(request: Asked, places: Sequence[Place]) -> AskForm:
    choices = [(one.key, one.label) for one in places]
    start = {"place": places[0].key if places else "", "text": request.GET.get("text", "")}
    return AskForm(
        request.POST or None, request.FILES or None, places=choices, items=item_choices(request.actor), initial=start
    )


def _place(key: str, places: Sequence[Place]) -> Place | None:
    return next((one for one in places if one.key == key), places[0] if places else None)


def _hints(request: Asked, form: AskForm, places: Sequence[Place]) -> Hints:
    return read_hints(request.actor, str(form["text"].value() or ""), _place(str(form["place"].value() or ""), places))


def _send(request: Asked, form: AskForm, places: Sequence[Place]) -> HttpResponse | None:
    """The answer to a form that was taken; None when the page has to be shown again with what is to be said."""
    said, place = form.cleaned_data, _place(form.cleaned_data["place"], places)
    files: list[Kept] = []
    try:
        files = [*release(actor=request.actor, held=said["held"]), *keep_bytes(uploads(said["photos"]))]
        sent = _ask_once(request, form, place, files)
        toast(request, _("Sent. Below is your receipt."))
        return HttpResponseRedirect(sent.to)
    except LookFirst as shown:
        _keep_for_later(form, seen=shown.mark)
    except Refused as refused:
        tell_form(form, refused)
    _keep_for_later(form, held=hold(actor=request.actor, files=files))
    return None


def _keep_for_later(form: AskForm, **values: str) -> None:
    """Change hidden fields of a form that is shown again: files that were sent already wait, what was shown is marked."""
    form.data = {**form.data.dict(), **values} if isinstance(form.data, QueryDict) else {**form.data, **values}


def _ask_once(request: Asked, form: AskForm, place: Place | None, files: Sequence[Kept]) -> Sent[Case]:
    said = form.cleaned_data

    def deed() -> Case:
        hints = read_hints(request.actor, said["text"], place)
        if hints.mark not in ("", said["seen"]):
            raise LookFirst(hints.mark)
        asking = Asking(
            item=said["item"] or hints.item, title="", text=said["text"], wish=said["wish"],
            priority=said["priority"] or "normal", firm_id=place.firm_id if place else None,
            tower_id=place.tower_id if place else None, place=place.rooms if place else "",
        )  # fmt: skip
        return ask(actor=request.actor, channel="portal", asking=asking, files=files)

    return do_once(request, deed, to=lambda case: reverse("own_case", args=[case.ref]), kind="case")
