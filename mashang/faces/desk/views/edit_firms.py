"""Firms by hand: add, and bring in line with the licence."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.editing_firms import FirmForm, NewFirmForm
from mashang.kernel.errors import Refused
from mashang.kernel.text import _ as message
from mashang.register.acts import firms as acts
from mashang.register.reads.firms import FirmHead, get_firm
from mashang.register.reads.picking import find_firms, list_firms_like
from mashang.ui.page import Crumb


def firm_add(request: Asked) -> HttpResponse:
    """A new firm. One that has the name or the code already is named, with a link to its file."""
    form = NewFirmForm(**editing.typed(request), initial={"name": request.GET.get("name", "")})
    title, back = _("Add a firm"), reverse("firms")
    deed = Deed(
        do=lambda sent: acts.add_firm(actor=request.actor, **sent.cleaned_data), said=_("The firm is added."),
        to=lambda firm: reverse("firm", args=[firm.pk]),
    )  # fmt: skip
    crumbs = (Crumb(label=_("Firms"), url=back), Crumb(label=title))
    sheet = Sheet(
        title=title, button=title, back=back, crumbs=crumbs, template="desk/editing/firm.html",
        more={"alike": alike(request)},
    )  # fmt: skip
    return editing.edit(request, form, deed, sheet)


def firm_edit(request: Asked, pk: int) -> HttpResponse:
    """A firm as its licence says: only what differs is written, each with its own history."""
    head = get_firm(request.actor, pk)
    form = FirmForm(**editing.typed(request), initial=held(head))
    title, back = _("Edit firm"), reverse("firm", args=[pk])
    deed = Deed(
        do=lambda sent: acts.edit_firm(
            actor=request.actor, firm_id=pk, says=sent.says(_parent(request, head, sent)),
            reason=sent.cleaned_data["reason"], source=sent.cleaned_data["source"],
        ),
        said=_("The firm is saved."), to=lambda _firm: back,
    )  # fmt: skip
    crumbs = (Crumb(label=_("Firms"), url=reverse("firms")), Crumb(label=head.row.name, url=back), Crumb(label=title))
    sheet = Sheet(
        title=title, button=_("Save"), back=back, crumbs=crumbs, template="desk/editing/firm.html",
        lead=_("A changed name keeps the former one. Other facts are stated one by one, with their source."),
        more={"alike": alike(request, but=pk), "other_facts": reverse("fact_choose", args=["firm", pk])},
    )  # fmt: skip
    return editing.edit(request, form, deed, sheet)


def held(head: FirmHead) -> dict[str, object]:
    """What is held of a firm, as the form shows it."""
    row = head.row
    return {
        "name": row.name, "uscc": row.uscc, "standing": row.standing, "industry": row.industry,
        "parent_text": head.parent,
    }  # fmt: skip


def alike(request: Asked, but: int | None = None) -> list[tuple[str, str]]:
    """Firms that have the typed name or code already, with the address of their file."""
    if request.method != "POST":
        return []
    found = list_firms_like(request.actor, request.POST.get("name", ""), request.POST.get("uscc", ""))
    return [(firm.name, reverse("firm", args=[firm.id]) if firm.in_reach else "") for firm in found if firm.id != but]


def _parent(request: Asked, head: FirmHead, sent: FirmForm) -> int | None:
    """The parent that is typed by name or code."""
    text = sent.cleaned_data["parent_text"].strip()
    if text == head.parent:
        return head.parent_id
    if not text:
        return None
    found = find_firms(request.actor, text, timezone.localdate())
    exact = [firm for firm in found if text in (firm.name, firm.uscc)] or list(found)
    if len(exact) != 1:
        raise Refused(
            "which_parent", message("%(count)s firms are called so.", count=len(exact)), field="parent_text",
            mend=message("Enter the whole name or the credit code."),
        )  # fmt: skip
    return exact[0].id
