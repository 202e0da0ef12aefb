"""What should be looked at again: the worklist, and saying that nothing changed."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST

from mashang.accounts.rules.roles import Permission
from mashang.doors.guarding import Asked
from mashang.faces.desk.answering import do_and_return
from mashang.faces.desk.forms.rechecks import RULES, RecheckFilter
from mashang.faces.desk.lists import Shown, export, page_of_count, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.register.acts.confirming import confirm_facts, confirm_tower
from mashang.register.reads.rechecks import Recheck, count_rechecks, list_rechecks
from mashang.register.reads.towers import list_tower_names
from mashang.ui.moments import read_moment
from mashang.ui.parts import Tab
from mashang.ui.tables import Cell, Empty, filter_chips, with_query

EVERY = 20_000
PER_PAGE = 50
FACTS_NAMED = 4


def rechecks(request: Asked) -> HttpResponseBase:
    """Everything in one's area that a rule says is old, over or gone, the longest waiting first."""
    moment = read_moment(request.GET)
    form = RecheckFilter(request.GET, towers=list_tower_names(request.actor))
    wanted = form.wanted()
    counts = count_rechecks(request.actor, moment.as_of, form.wanted(kind=""))
    title = _("To be looked at again")
    if wants_file(request):
        rows = list_rechecks(request.actor, moment.as_of, wanted, most=EVERY)
        return export(request, page="rechecks", title=title, moment=moment, shown=COLUMNS, rows=rows)
    total = counts[wanted.kind] if wanted.kind else sum(counts.values())
    page = page_of_count(request, total, PER_PAGE)
    rows = list_rechecks(
        request.actor, moment.as_of, wanted, start=page.start_index() - 1 if total else 0, most=PER_PAGE
    )
    values = {
        "table": table_of(request, label=title, shown=COLUMNS, rows=rows, sort="", page=page, empty=_empty()),
        "form": form, "chips": filter_chips(form, request.GET), "views": saved_views_of(request, "rechecks"),
        "tabs": _tabs(request, counts, wanted.kind), "may_confirm": request.actor.may(Permission.REGISTER_EDIT),
    }  # fmt: skip
    return render_page(request, "desk/rechecks.html", values, title=title)


@require_POST
def tower_confirm(request: Asked, pk: int) -> HttpResponse:
    """A tower was gone over today and is as the register has it."""
    return do_and_return(
        request,
        lambda: confirm_tower(actor=request.actor, tower_id=pk),
        said=_("Noted: nothing changed."),
        to=_back(request),
    )


@require_POST
def facts_confirm(request: Asked, subject: str, pk: int) -> HttpResponse:
    """Facts still hold today: those that the page showed (`key`, each)."""
    keys = request.POST.getlist("key")
    return do_and_return(
        request, lambda: confirm_facts(actor=request.actor, subject=subject, subject_id=pk, keys=keys),
        said=_("Noted: nothing changed."), to=_back(request),
    )  # fmt: skip


def _back(request: Asked) -> str:
    wanted = request.POST.get("back", "")
    here = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if here and wanted.startswith("/desk/") else reverse("rechecks")


def _tabs(request: Asked, counts: Mapping[str, int], kind: str) -> list[Tab]:
    whole = Tab(label=_("All"), url=with_query(request.GET, {"kind": ""}), count=sum(counts.values()), current=not kind)
    return [
        whole,
        *(
            Tab(label=RULES[code], url=with_query(request.GET, {"kind": code}), count=n, current=code == kind)
            for code, n in counts.items()
        ),
    ]


def _empty() -> Empty:
    return Empty(
        title=_("Nothing needs to be looked at again"), text=_("All of it is fresh by the rules of the register.")
    )


def _thing(row: Recheck) -> Cell:
    if row.firm_id is None:
        return Cell(text=row.tower, url=reverse("tower", args=[row.tower_id]))
    return Cell(text=row.firm, url=reverse("firm", args=[row.firm_id]))


def _facts(row: Recheck) -> str:
    """The facts by name; where there are many, the first of them and how many more."""
    named = pgettext("between facts", ", ").join(row.facts[:FACTS_NAMED])
    more = len(row.facts) - FACTS_NAMED
    return _("%(facts)s and %(more)s more") % {"facts": named, "more": more} if more > 0 else named


def _since(row: Recheck) -> str:
    if row.since is None:
        return _("Never verified")
    days = (timezone.localdate() - row.since).days
    return ngettext("%(day)s (%(n)s day)", "%(day)s (%(n)s days)", days) % {"day": row.since, "n": days}


def _next(row: Recheck) -> dict[str, object]:
    """Where to go on with it: the lease, the contacts, or one button that says that nothing changed."""
    if row.line is not None:
        return {"url": reverse("tenancy", args=[row.line]), "label": _("Open the lease")}
    if row.kind == "unreachable" and row.firm_id is not None:
        return {"url": reverse("firm", args=[row.firm_id]) + "#contacts", "label": _("Contacts of the firm")}
    if row.kind == "tower_old":
        return {"post": reverse("tower_confirm", args=[row.tower_id]), "about": row.tower}
    if not row.repeatable:
        file = reverse("firm", args=[row.firm_id]) if row.firm_id is not None else reverse("tower", args=[row.tower_id])
        return {"url": f"{file}#facts", "label": _("Enter what holds now")}
    subject, number = ("firm", row.firm_id) if row.firm_id is not None else ("tower", row.tower_id)
    return {
        "post": reverse("facts_confirm", args=[subject, number]),
        "keys": row.keys,
        "about": f"{row.firm or row.tower} {_facts(row)}",
    }


COLUMNS = (
    Shown(key="thing", label=gettext_lazy("What"), value=lambda r: r.firm or r.tower, cell=_thing, head=True),
    Shown(key="rule", label=gettext_lazy("Why"), value=lambda r: " · ".join(filter(None, (str(RULES[r.kind]), _facts(r))))),
    Shown(key="tower", label=gettext_lazy("Tower"), value=lambda r: r.tower, cell=lambda r: Cell(text=r.tower, url=reverse("tower", args=[r.tower_id]))),
    Shown(key="since", label=gettext_lazy("Since when"), value=lambda r: r.since, cell=_since),
    Shown(key="next", label=gettext_lazy("What to do"), cell=_next, template="desk/recheck_next.html"),
)  # fmt: skip
