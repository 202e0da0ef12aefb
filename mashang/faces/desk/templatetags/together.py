"""What is handled together with a case, drawn for its reader, and where firms seem to ask the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mashang.cases.reads.choices import OUTCOMES, STATES
from mashang.cases.reads.clusters import Tied, get_cluster, list_parts
from mashang.cases.reads.similar import is_shared, list_alike, suggest_clusters
from mashang.cases.reads.summons_words import when
from mashang.doors.guarding import Asked
from mashang.faces.desk.guard import guard
from mashang.notices.reads.reminders import list_reminders
from mashang.register.reads.choices import label_of
from mashang.ui.acting import Press
from mashang.ui.page import Text

register = template.Library()


@register.simple_tag(takes_context=True)
def together_section(context: Context) -> SafeString:
    """The cluster of the `case` of the page, or who else seems to ask the same; nothing where nobody does."""
    request: Asked = context["request"]
    case: Any = context["case"]
    cluster = get_cluster(request.actor, case)
    looked = not (cluster or case.closed_at or case.parent_id) and is_shared(case.item)
    same = [one for one in list_alike(request.actor, case) if one.same] if looked else []
    if not cluster and not same:
        return SafeString()
    values = {
        "case": case, "cluster": cluster, "rows": [line_of(one) for one in (cluster.lead, *cluster.members)] if cluster else [],
        "same": same, "presses": _presses(request, case, leads=bool(cluster and cluster.leads), follows=bool(case.cluster_id)),
    }  # fmt: skip
    return render_to_string("desk/cases/together.html", values, request=request)


@register.simple_tag(takes_context=True)
def reminder_card(context: Context) -> SafeString:
    """The reader's own reminders of the `case` of the page, and the way to set one."""
    request: Asked = context["request"]
    case: Any = context["case"]
    held = list_reminders(actor=request.actor, subject_kind="case", subject_ids=[case.pk])
    return render_to_string("desk/cases/reminder_card.html", {"case": case, "held": held}, request=request)


@register.simple_tag(takes_context=True)
def parts_section(context: Context) -> SafeString:
    """The parts of the `case` of the page, or the case of which it is one; nothing for a case in one piece."""
    request: Asked = context["request"]
    case: Any = context["case"]
    parts = [] if case.parent_id else list_parts(request.actor, case)
    if not parts and not case.parent_id:
        return SafeString()
    left = sum(one.closed_at is None for one in parts)
    values = {"case": case, "rows": [line_of(one) for one in parts], "left": left}
    return render_to_string("desk/cases/parts.html", values, request=request)


@register.simple_tag(takes_context=True)
def suggested_clusters(context: Context, look: str = "") -> SafeString:
    """Where several firms seem to ask the same, for whoever may gather them: chips, or with `look` a card."""
    request = context["request"]
    if not guard.may_open(request, "case_gather"):
        return SafeString()
    values = {"suggested": suggest_clusters(request.actor), "look": look}
    return render_to_string("desk/cases/suggested.html", values, request=request)


def line_of(one: Tied) -> dict[str, object]:
    """One case that is tied to another, with its state or its outcome, and until when."""
    due = when(one.closed_at) if one.closed_at else when(one.due_at) if one.due_at else "—"
    return {
        "one": one,
        "word": label_of(OUTCOMES, one.outcome) if one.outcome else label_of(STATES, one.state),
        "due": due,
    }


def _presses(request: Asked, case: Any, *, leads: bool, follows: bool) -> Sequence[Press]:
    ended = case.closed_at is not None
    offered: list[tuple[str, Text, str, bool]] = [
        ("case_gather", _("Add others") if leads or follows else _("Handle as one ask"), "git-merge", not ended),
        ("case_leave_cluster", _("Take it out"), "arrow-back-up", follows and not ended),
        ("case_dissolve", _("Dissolve the cluster"), "x", leads),
    ]
    return [
        Press(label=label, url=reverse(name, args=[case.pk]), icon=icon)
        for name, label, icon, holds in offered
        if holds and guard.may_open(request, name)
    ]
