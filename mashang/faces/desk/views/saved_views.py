"""Saved views: keep the filters of a list, open, share and delete them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mashang.doors.acts.saving_views import delete_view, save_view, share_view
from mashang.doors.guarding import Asked
from mashang.doors.reads.saved_views import SHARING, list_views
from mashang.doors.wording import say
from mashang.faces.desk.guard import guard
from mashang.faces.desk.nav import render_page
from mashang.kernel.errors import NotThere, Refused
from mashang.ui.page import Link, Text
from mashang.ui.toast import toast

PAGES: dict[str, Text] = {
    "towers": gettext_lazy("Towers"),
    "firms": gettext_lazy("Firms"),
    "lease_ends": gettext_lazy("Leases that end"),
    "taxed_towers": gettext_lazy("¥100M-tax towers"),
    "above_threshold": gettext_lazy("Above-threshold firms and candidates"),
    "themed_towers": gettext_lazy("Themed towers"),
    "conflicts": gettext_lazy("Conflicts"),
    "grades": gettext_lazy("Grades of towers"),
    "rechecks": gettext_lazy("To be looked at again"),
    "imports": gettext_lazy("Imports"),
    "stewards": gettext_lazy("Tower stewards"),
    "people": gettext_lazy("People"),
    "invitations": gettext_lazy("Invitations"),
    "departments": gettext_lazy("Departments"),
    "cases": gettext_lazy("Requests and whistles"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewsBar:
    """What stands above a list: the views of it, and where this one is saved."""

    links: list[Link]
    save_url: str
    query: str


def state_of(request: Asked) -> str:
    """The filters in force, as the address holds them: without page and export."""
    query = request.GET.copy()
    for name in ("page", "export", "after", "before", "case"):
        query.pop(name, None)
    return query.urlencode()


def saved_views_of(request: Asked, page: str) -> ViewsBar:
    """The saved views of a list for its reader; one query."""
    now = state_of(request)
    links = [
        Link(
            label=view.name if view.mine else f"{view.name} · {view.owner}",
            url=f"?{view.query}",
            current=view.query == now,
        )
        for view in list_views(request.actor, page)
    ]
    links += [Link(label=_("Manage views"), url=reverse("saved_views"))] if links else []
    return ViewsBar(links=links, save_url=reverse("saved_view_save", args=[page]), query=now)


@require_safe
def saved_views(request: Asked) -> HttpResponse:
    """All views one may open, to share or delete one's own."""
    views = [
        {"view": view, "url": f"{reverse(view.page)}?{view.query}", "page": PAGES[view.page]}
        for view in list_views(request.actor)
        if view.page in PAGES and guard.may_open(request, view.page)
    ]
    return render_page(request, "desk/saved_views.html", {"views": views, "sharing": SHARING}, title=_("Saved views"))


@require_POST
def saved_view_save(request: Asked, page: str) -> HttpResponse:
    """Keep the present filters under a name."""
    if page not in PAGES:
        raise NotThere("page_without_views", _("This page keeps no views."))
    query = request.POST.get("query", "")
    try:
        save_view(actor=request.actor, page=page, name=request.POST.get("name", ""), query=query)
        toast(request, _("The view is kept."))
    except Refused as refused:
        toast(request, say(refused.message), tone="bad")
    return HttpResponseRedirect(f"{reverse(page)}?{query}")


@require_POST
def saved_view_share(request: Asked, pk: int) -> HttpResponse:
    """Share a view, or keep it to oneself again."""
    share_view(actor=request.actor, view_id=pk, shared_with=request.POST.get("shared_with", ""))
    toast(request, _("Done."))
    return HttpResponseRedirect(reverse("saved_views"))


@require_POST
def saved_view_delete(request: Asked, pk: int) -> HttpResponse:
    """Delete a view."""
    delete_view(actor=request.actor, view_id=pk)
    toast(request, _("The view is deleted."))
    return HttpResponseRedirect(reverse("saved_views"))
