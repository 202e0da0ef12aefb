"""How every page on which a steward types answers: draw the form, do the act, say it, or show the refusal at its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.http import HttpResponse, HttpResponseRedirect

from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import tell_form
from mashang.faces.desk.nav import render_page
from mashang.kernel.errors import Refused
from mashang.ui.page import Crumb, Text
from mashang.ui.toast import toast

FIND: Final = "find"  # the button that searches and sends nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What the page is for. `do` gets the valid form and calls one act; `undo` is the address that takes it back."""

    do: Callable[[Any], object]
    said: Text
    to: Callable[[Any], str]
    undo: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands around the form. `asides` are sentences above it, `held` what is held now."""

    title: Text
    button: Text
    back: str
    crumbs: Sequence[Crumb] = ()
    lead: Text = ""
    template: str = "desk/editing/form.html"
    more: Mapping[str, object] = field(default_factory=dict)


def is_sent(request: Asked) -> bool:
    """Was the form sent to be done, not only to search?"""
    return request.method == "POST" and FIND not in request.POST


def typed(request: Asked) -> dict[str, Any]:
    """The data for a form that is sent, or the initial values of one that only searches."""
    if is_sent(request):
        return {"data": request.POST, "files": request.FILES}
    return {}


def before(request: Asked, **initial: object) -> dict[str, object]:
    """Initial values: what the page fills in, under what was typed before searching."""
    kept = request.POST.dict() if request.method == "POST" else {}
    return {**initial, **kept}


def edit(request: Asked, form: forms.Form, deed: Deed, sheet: Sheet) -> HttpResponse:
    """Do what the form says and go on, or draw it with what is wrong at the field where it is."""
    if is_sent(request) and form.is_valid():
        try:
            sent = do_once(request, lambda: deed.do(form), to=deed.to)
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, deed.said, undo_url=deed.undo(sent.done) if deed.undo and not sent.again else "")
            return HttpResponseRedirect(sent.to)
    values = {"form": form, "sheet": sheet, "keep": request.path, **sheet.more}
    return render_page(request, sheet.template, values, title=sheet.title, crumbs=sheet.crumbs)
