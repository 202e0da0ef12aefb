"""Documents one by one: what a document may be about, and opening it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import Document, Tenancy, Unit
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import firms_seen_by, towers_seen_by

KINDS = (
    ("lease", gettext_lazy("Lease contract")),
    ("deed", gettext_lazy("Title deed")),
    ("licence", gettext_lazy("Business licence")),
    ("fire", gettext_lazy("Fire acceptance")),
    ("plan", gettext_lazy("Floor plan")),
    ("photo", gettext_lazy("Photograph")),
    ("letter", gettext_lazy("Letter")),
    ("other", gettext_lazy("Other paper")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a document is about, with the place that decides who may see it."""

    kind: str
    id: int
    name: str
    area_path: str
    district_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document that is about to be sent."""

    id: int
    name: str
    media: str
    about: About
    file: IO[bytes]


def find_subject(actor: Actor, kind: str, subject_id: int) -> About:
    """The tower, unit, firm or tenancy, when the actor may see it; NotThere otherwise. One or two queries."""
    towers = towers_seen_by(actor)
    if kind == "tower" and (tower := towers.filter(pk=subject_id).first()):
        return _about(kind, subject_id, name_in(actor.locale, tower), tower)
    if kind == "unit":
        unit = Unit.objects.filter(pk=subject_id, retracted_at=None, tower__in=towers.values("pk")).first()
        if unit:
            return _about(kind, subject_id, str(unit), unit)
    if kind == "firm" and (firm := firms_seen_by(actor).filter(pk=subject_id).first()):
        return _about(kind, subject_id, firm.name, firm)
    if kind == "tenancy":
        version = Tenancy.objects.filter(line=subject_id, occupancies__tower__in=towers.values("pk"))
        tenancy = version.select_related("firm").order_by("-pk").first()
        if tenancy:
            return _about(kind, subject_id, tenancy.firm.name, tenancy)
    raise NotThere("no_such_subject", _("There is no such file, or it lies outside your area."))


def _about(kind: str, subject_id: int, name: str, place: object) -> About:
    return About(
        kind=kind, id=subject_id, name=name, area_path=place.area_path, district_id=place.district_id,  # type: ignore[attr-defined]
    )  # fmt: skip


def open_document(actor: Actor, document_id: int) -> Paper:
    """A document about something that the actor may see, opened; NotThere for others and for swept ones."""
    row = Document.objects.filter(pk=document_id, state="stored").exclude(about_kind="batch").first()
    if row is None:
        raise NotThere("no_such_document", _("There is no such document, or it is no longer kept."))
    about = find_subject(actor, row.about_kind, row.about_id)
    if not default_storage.exists(row.storage_key):
        raise NotThere("no_file", _("The file is no longer kept."))
    file = default_storage.open(row.storage_key)
    return Paper(id=row.pk, name=row.name, media=row.media, about=about, file=file)
