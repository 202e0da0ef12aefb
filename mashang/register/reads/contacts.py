"""Contacts of a firm or tower, masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.sealing import Unreadable, mask_name, mask_phone, unseal
from mashang.kernel.text import _
from mashang.register.models import Contact
from mashang.register.reads.scope import in_area

POSTS = Contact.Post.choices


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """A contact as lists show it: family name, ends of the number."""

    id: int
    post: str
    name: str
    phone: str
    consented_on: date | None
    keep_until: date


def list_contacts(actor: Actor, *, firm_id: int | None = None, tower_id: int | None = None) -> tuple[ContactLine, ...]:
    """Contacts of one firm or tower in the actor's area, masked for everyone; one query.

    The clear value is an act (`show_contact`) and goes on record.
    """
    place = Q(firm=firm_id) if firm_id is not None else Q(tower=tower_id or 0)
    rows = Contact.objects.filter(in_area(actor.area_path), place, erased_at=None)
    return tuple(_line(contact) for contact in rows.order_by("post", "id"))


@dataclass(frozen=True, slots=True)
class Called:
    """A person to call, in the clear."""

    name: str
    phone: str


def find_people(actor: Actor, firm_ids: Iterable[int]) -> dict[int, Called]:
    """The first person to call of each firm, as its list has them, in the clear; one query.

    Needs `contact.read`. Whoever shows them puts that on record (`note_views`). Those whose time is over are left out.
    """
    actor.require(Permission.CONTACT_READ)
    rows = Contact.objects.filter(
        in_area(actor.area_path), firm__in=list(firm_ids), erased_at=None, keep_until__gte=timezone.localdate()
    )
    found: dict[int, Called] = {}
    for contact in rows.order_by("post", "id"):
        if contact.firm_id in found:
            continue
        try:
            values = _values(contact)
        except Unreadable:
            continue
        found[contact.firm_id or 0] = Called(values["name"], values["phone"])
    return found


def _values(contact: Contact) -> dict[str, str]:
    return unseal(contact.sealed or b"", secret=settings.SEAL_KEY, purpose="contact", bound_to=str(contact.ref))


def _line(contact: Contact) -> ContactLine:
    try:
        values = _values(contact)
    except Unreadable:
        values = {"name": "?", "phone": ""}
    return ContactLine(
        id=contact.pk,
        post=contact.get_post_display(),
        name=mask_name(values["name"]),
        phone=mask_phone(values["phone"]),
        consented_on=contact.consented_on,
        keep_until=contact.keep_until,
    )


def find_place_of(actor: Actor, contact_id: int) -> tuple[str, int]:
    """("firm" or "tower", its id) of a contact in the actor's area; NotThere otherwise."""
    contact = Contact.objects.filter(in_area(actor.area_path), pk=contact_id, erased_at=None).first()
    if contact is None:
        raise NotThere("no_such_contact", _("There is no such contact."))
    return ("firm", contact.firm_id) if contact.firm_id else ("tower", contact.tower_id or 0)
