"""Two ways in which many pages of the desk answer: do and go back, or ask why and then do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from mashang.doors.guarding import Asked
from mashang.doors.wording import say, tell_form
from mashang.faces.desk.nav import render_page
from mashang.kernel.errors import Refused
from mashang.ui.page import Crumb, Text
from mashang.ui.toast import toast


class ReasonForm(forms.Form):
    """Why something is done; it goes into the trail."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def do_and_return(request: Asked, deed: Callable[[], object], *, said: Text, to: str) -> HttpResponse:
    """Do something on POST and go to `to`, with what came of it in the corner of the next page."""
    try:
        deed()
    except Refused as refused:
        toast(request, say(refused), tone="bad")
    else:
        toast(request, said)
    return HttpResponseRedirect(to)


def open_anew(request: Asked, url: str) -> HttpResponse:
    """Have the page that waited for something open `url`, now that it is done; a plain request simply goes there."""
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response


def ask_and_do(
    request: Asked,
    deed: Callable[[str], object],
    *,
    title: Text,
    explains: Sequence[Text],
    button: Text,
    said: Text,
    to: str,
    crumbs: Sequence[Crumb] = (),
    template: str = "desk/people/reason.html",
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    """A page that says what will happen and asks for the reason; then does it and goes to `to`.

    A `template` of one's own extends that page and shows `more`.
    """
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deed(form.cleaned_data["reason"])
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, said)
            return HttpResponseRedirect(to)
    values = {"form": form, "explains": explains, "button": button, "back": to, **(more or {})}
    return render_page(request, template, values, title=title, crumbs=crumbs)
