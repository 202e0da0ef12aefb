"""Merging two records of one firm, and taking them apart again."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mashang.doors.guarding import Asked
from mashang.faces.desk.answering import ask_and_do
from mashang.register.acts.merging import merge_firms, undo_merge
from mashang.register.reads.merges import get_merge, get_preview
from mashang.ui.page import Crumb


def firm_merge(request: Asked, pk: int, other: int) -> HttpResponse:
    """What would go over from the other record, and why the two are one."""
    found = get_preview(request.actor, pk, other)
    moves = _("%(leases)s leases, %(facts)s facts, %(names)s names and %(contacts)s contacts go over to %(kept)s.") % {
        "leases": found.leases, "facts": found.facts, "names": found.names, "contacts": found.contacts, "kept": found.kept,
    }  # fmt: skip
    return ask_and_do(
        request, lambda reason: merge_firms(actor=request.actor, kept_id=pk, gone_id=other, reason=reason),
        title=_("Merge %(gone)s into %(kept)s") % {"gone": found.gone, "kept": found.kept}, button=_("Merge"),
        explains=[
            moves, _("What the two say differently becomes a conflict and waits for you."),
            _("All history stays. The merge can be undone as long as nothing later stands on it."),
        ],
        said=_("Merged. The other record leads here now."), to=reverse("firm", args=[pk]),
        crumbs=(Crumb(label=found.kept, url=reverse("firm", args=[pk])), Crumb(label=_("Merge"))),
    )  # fmt: skip


def firm_merge_undo(request: Asked, pk: int) -> HttpResponse:
    """Take two records apart again, with a reason."""
    firm, kept, gone = get_merge(request.actor, pk)
    to = reverse("firm", args=[firm])
    return ask_and_do(
        request, lambda reason: undo_merge(actor=request.actor, merge_id=pk, reason=reason),
        title=_("Take %(gone)s and %(kept)s apart") % {"gone": gone, "kept": kept}, button=_("Take apart"),
        explains=[_("Each gets back what it had before the merge. What came to the kept firm since stays with it.")],
        said=_("Taken apart."), to=to, crumbs=(Crumb(label=kept, url=to), Crumb(label=_("Take apart"))),
    )  # fmt: skip
