"""Contacts: kept, shown on record, erased."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.sealing import blind_index, seal, unseal
from mashang.kernel.text import _
from mashang.register.acts.sources import take_firm, take_tower
from mashang.register.models import Contact
from mashang.register.reads.scope import firms_seen_by, in_area, towers_seen_by
from mashang.register.rules.phones import clean_phone
from mashang.trail.acts import note_view, record

PURPOSE: Final = "contact"
KEPT_DAYS: Final = 3 * 365


@dataclass(frozen=True, slots=True)
class Shown:
    """A contact in the clear, for the one who asked."""

    name: str
    phone: str


def add_contact(
    *,
    actor: Actor,
    name: str,
    phone: str,
    post: str,
    firm_id: int | None = None,
    tower_id: int | None = None,
    purposes: Sequence[str] = ("service",),
    consented_on: date | None = None,
    keep_until: date | None = None,
) -> Contact:
    """Keep a person to call at a firm or a tower, sealed; by default for three years.

    Refuses an empty name, a number that cannot be called, and the same number twice at one place.
    """
    if not name.strip():
        raise Refused("name_needed", _("Enter the person's name."), field="name")
    phone = clean_phone(phone)
    with transaction.atomic():
        actor.require(Permission.REGISTER_EDIT)
        place = take_firm(actor, firm_id) if firm_id is not None else take_tower(actor, tower_id or 0)
        # A firm that is here but has its home elsewhere: the person is called by the office that entered them.
        here = actor.covers(place.area_path)
        path, district = (place.area_path, place.district_id) if here else (actor.area_path, actor.district_id)
        index = blind_index(phone, secret=settings.SEAL_KEY, purpose=PURPOSE) if phone else None
        about = Q(firm=firm_id) if firm_id is not None else Q(tower=tower_id or 0)
        standing = Contact.objects.filter(about, in_area(actor.area_path), erased_at=None)
        if index is not None and standing.filter(phone_index=index).exists():
            raise Refused(
                "contact_twice",
                _("This number is kept here already."),
                field="phone",
                mend=_("Look at the list of contacts."),
            )
        ref = uuid.uuid4()
        contact = Contact.objects.create(
            firm_id=firm_id, tower_id=tower_id, post=post, ref=ref, phone_index=index, purposes=list(purposes),
            sealed=seal({"name": name.strip(), "phone": phone}, secret=settings.SEAL_KEY, purpose=PURPOSE, bound_to=str(ref)),
            consented_on=consented_on, keep_until=keep_until or timezone.localdate() + timedelta(days=KEPT_DAYS),
            given_by_id=actor.user_id, area_path=path, district_id=district,
        )  # fmt: skip
        _tell(actor, "contact.add", contact)
    return contact


def show_contact(*, actor: Actor, contact_id: int, page: str = "contact") -> Shown:
    """The name and number in the clear; that they were seen goes on record."""
    actor.require(Permission.CONTACT_READ)
    contact = _take(actor, contact_id)
    subject, subject_id = ("firm", contact.firm_id) if contact.firm_id else ("tower", contact.tower_id)
    note_view(
        actor=actor, page=page, subject_kind=subject, subject_id=subject_id or 0, fields=["contact"],
        area_path=contact.area_path, district_id=contact.district_id,
    )  # fmt: skip
    values = unseal(contact.sealed or b"", secret=settings.SEAL_KEY, purpose=PURPOSE, bound_to=str(contact.ref))
    return Shown(values["name"], values["phone"])


def erase_contact(*, actor: Actor, contact_id: int, reason: str = "") -> None:
    """Forget the person: name and number are gone from the row; that there was a contact stays on record."""
    with transaction.atomic():
        contact = _take(actor, contact_id)
        actor.require(Permission.REGISTER_EDIT)
        Contact.objects.filter(pk=contact.pk).update(sealed=None, phone_index=None, erased_at=timezone.now())
        _tell(actor, "contact.erase", contact, reason)


def erase_expired_contacts(*, actor: Actor) -> int:
    """Forget everyone whose time has come; run by the worker each night. Returns how many."""
    actor.require(Permission.REGISTER_EDIT)
    with transaction.atomic():
        over = Contact.objects.select_for_update().filter(keep_until__lt=timezone.localdate(), erased_at=None)
        contacts = list(over)
        for contact in contacts:
            _tell(actor, "contact.erase", contact, "keep_until")
        Contact.objects.filter(pk__in=[c.pk for c in contacts]).update(
            sealed=None, phone_index=None, erased_at=timezone.now()
        )
    return len(contacts)


def _take(actor: Actor, contact_id: int) -> Contact:
    contact = Contact.objects.filter(pk=contact_id, erased_at=None).first()
    if contact is None or not actor.covers(contact.area_path) or not _in_reach(actor, contact):
        raise NotThere("no_such_contact", _("There is no such contact."))
    return contact


def _in_reach(actor: Actor, contact: Contact) -> bool:
    """Is the firm or tower one that the actor may see?"""
    if contact.firm_id is not None:
        return firms_seen_by(actor).filter(pk=contact.firm_id).exists()
    return towers_seen_by(actor).filter(pk=contact.tower_id or 0).exists()


def _tell(actor: Actor, act: str, contact: Contact, reason: str = "") -> None:
    subject, subject_id = ("firm", contact.firm_id) if contact.firm_id else ("tower", contact.tower_id)
    record(
        actor=actor, act=act, subject_kind=subject, subject_id=subject_id or 0, reason=reason,
        diff={"contact": contact.pk, "post": contact.post}, area_path=contact.area_path, district_id=contact.district_id,
    )  # fmt: skip
