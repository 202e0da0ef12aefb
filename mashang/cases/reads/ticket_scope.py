"""Which files of tickets an actor may see, and what is remembered of a source."""

from __future__ import annotations

from django.db.models import QuerySet

from mashang.accounts.rules.roles import Permission
from mashang.cases.models import TicketExport, TicketImport
from mashang.cases.rules.tickets import IGNORED
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.reads.scope import in_area
from mashang.register.rules.sheets.vocabulary import plain


def ticket_imports_seen_by(actor: Actor) -> QuerySet[TicketImport]:
    """The files of tickets of the actor's area, of whoever takes tickets in."""
    seen = TicketImport.objects.filter(in_area(actor.area_path))
    return seen if actor.may(Permission.CASE_TICKETS) else seen.none()


def ticket_exports_seen_by(actor: Actor) -> QuerySet[TicketExport]:
    """The files that went back from the actor's area."""
    seen = TicketExport.objects.filter(in_area(actor.area_path))
    return seen if actor.may(Permission.CASE_TICKETS) else seen.none()


def get_ticket_import(actor: Actor, import_id: int) -> TicketImport:
    """One file of tickets; NotThere outside the actor's reach."""
    found = ticket_imports_seen_by(actor).select_related("uploaded_by", "taken_by").filter(pk=import_id).first()
    if found is None:
        raise NotThere("no_such_tickets", _("There is no such file of tickets, or it lies outside your reach."))
    return found


def list_sources(actor: Actor) -> list[str]:
    """The hotlines of which files have come in the actor's area, by name."""
    names = ticket_imports_seen_by(actor).exclude(state=TicketImport.State.DROPPED).values_list("source", flat=True)
    return sorted(set(names.distinct()))


def newest_of(actor: Actor, source: str) -> TicketImport | None:
    """The newest file of a source that was not put away: its columns are those of the source."""
    seen = ticket_imports_seen_by(actor).filter(source=source).exclude(state=TicketImport.State.DROPPED)
    return seen.order_by("-id").first()


def known_columns(actor: Actor, source: str) -> dict[str, str]:
    """The fields of heads as they stood for the newest file of a source, by head as it is compared."""
    newest = newest_of(actor, source)
    if newest is None:
        return {}
    return {
        plain(one["label"]): one["field"] or IGNORED
        for one in newest.columns
        if one["label"] and (one["field"] or one["how"] == "given")
    }
