"""Finding what a command names by a word: an area, a tower, an import by its number."""

from __future__ import annotations

from mashang.accounts.models import Area, User
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import ImportBatch, Tower
from mashang.register.reads.imports import imports_seen_by
from mashang.register.reads.scope import in_area


def get_actor(login: str) -> Actor:
    """The actor of a person by login for the command line, or the platform itself where none is named."""
    if not login:
        return Actor.system("cli")
    user = User.objects.filter(login__iexact=login, is_active=True).first()
    if user is None:
        raise NotThere("no_such_user", _("There is no account with the login %(login)s.", login=login), field="user")
    return actor_for(user, face="cli")


def find_area_id(actor: Actor, word: str) -> int:
    """The area with this code, path or name inside the actor's subtree; NotThere names the word."""
    areas = Area.objects.filter(path__startswith=actor.area_path, closed_on=None)
    for wanted in ({"code": word}, {"path": word}, {"name_zh": word}):
        found = list(areas.filter(**wanted).values_list("pk", flat=True)[:2])
        if len(found) == 1:
            return found[0]
    raise NotThere(
        "no_such_area",
        _("There is no area %(word)s, or several of that name.", word=word),
        field="area",
        mend=_("Give its code."),
    )


def find_tower_id(actor: Actor, word: str) -> int:
    """The tower with this code or name in the actor's area; NotThere names the word."""
    towers = Tower.objects.filter(in_area(actor.area_path), retracted_at=None, merged_into=None)
    for wanted in ({"code": word}, {"name_zh": word}):
        found = list(towers.filter(**wanted).values_list("pk", flat=True)[:2])
        if len(found) == 1:
            return found[0]
    raise NotThere("no_such_tower", _("There is no tower %(word)s, or several of that name.", word=word), field="tower")


def find_import_id(actor: Actor, number: int, *, area_id: int | None = None) -> int:
    """The applied import with this number; areas number their imports each for itself."""
    batches = imports_seen_by(actor).filter(no=number)
    if area_id is not None:
        batches = batches.filter(area_id=area_id)
    found = list(batches.values_list("pk", flat=True)[:2])
    if len(found) == 1:
        return found[0]
    raise NotThere(
        "no_such_batch",
        _("There is no import number %(number)s, or several areas have one.", number=number),
        mend=_("Name the area."),
    )


def list_open_twins(actor: Actor, batch: ImportBatch) -> list[int]:
    """Earlier imports of the same file for the same place that still wait for review."""
    twins = imports_seen_by(actor).filter(
        file_sha256=batch.file_sha256, area_id=batch.area_id, tower=batch.tower, state="compared", pk__lt=batch.pk
    )
    return list(twins.values_list("pk", flat=True))
