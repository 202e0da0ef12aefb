"""What was stated of a tenancy and was wrong: corrected, or taken back. The old statement stays on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.acts.leasing import require_day, require_free, take_tenancy, take_tenancy_line, write_tenancy
from mashang.register.acts.ledger import Change, Event
from mashang.register.acts.sources import source_of
from mashang.register.acts.tenancies import Terms, difference, rent_of, require_sound_terms
from mashang.register.models import Tenancy, Unit
from mashang.register.reads.versions import get_version_by_id
from mashang.register.rules import versions
from mashang.register.rules.versions import Version
from mashang.trail.acts import sealed

WISHES = ("", "renew", "expand", "unsure", "leave")


def correct_tenancy(
    *,
    actor: Actor,
    line: int,
    terms: Terms,
    start: date | None = None,
    renewal_wish: str | None = None,
    source: str = "",
) -> None:
    """What is held of the tenancy was wrong or is now known: start, rent, area, flags, kind, renewal wish.

    The earlier statement stays on record as what was known until now. Refuses a correction that changes
    nothing, a start after the end, and a start on days on which the room was somebody else's.
    """
    require_day(start, "start")
    require_sound_terms(terms)
    if (renewal_wish or "") not in WISHES:
        raise Refused("unknown_wish", _("This renewal wish is not known."), field="renewal_wish", mend=_("Choose one."))
    with transaction.atomic():
        before, _units = take_tenancy(actor, line)
        after = replace(
            before, kind=terms.kind, **rent_of(terms), registered_here=terms.registered_here,
            taxed_here=terms.taxed_here, operates_here=terms.operates_here,
            renewal_wish=before.renewal_wish if renewal_wish is None else renewal_wish,
        )  # fmt: skip
        after = _with_sharing(_with_area(after, terms), terms)
        if start and (start != after.span.start or not after.start_known):
            after = versions.started_earlier(after, start)
        if after == before:
            raise Refused(
                "nothing_changed", _("This is what is held already."), mend=_("Change what is wrong, then save.")
            )
        require_free(after.spaces, firm_id=after.firm_id, own_line=line)
        origin, at = source_of(actor, label=source)
        change = Change(before, after, [Event("correct", timezone.localdate())])
        write_tenancy(actor, change, origin=origin, at=at, act="tenancy.correct", diff=_changed(before, after))


def note_renewal_wish(*, actor: Actor, line: int, wish: str, source_kind: str, source: str) -> None:
    """What the tenant says of renewing, by a statement of this kind of source; all else of the tenancy stays.

    Refuses a wish that is not one of the list, and the one that is held already.
    """
    if not wish or wish not in WISHES:
        raise Refused("unknown_wish", _("This renewal wish is not known."), field="renewal_wish", mend=_("Choose one."))
    with transaction.atomic():
        before, _units = take_tenancy(actor, line)
        after = replace(before, renewal_wish=wish)
        if after == before:
            raise Refused("same_value", _("This is held already."), field="value", mend=_("Nothing needs to be done."))
        origin, at = source_of(actor, kind=source_kind, label=source)
        change = Change(before, after, [Event("correct", timezone.localdate())])
        write_tenancy(actor, change, origin=origin, at=at, act="tenancy.correct", diff=_changed(before, after))


def take_back_tenancy(*, actor: Actor, line: int, reason: str) -> None:
    """The tenancy never was: the firm did not come, or it was entered by mistake. Refuses to do so without a reason."""
    if not reason.strip():
        raise Refused("reason_needed", _("Say why."), field="reason")
    with transaction.atomic():
        before, _units = take_tenancy(actor, line)
        origin, at = source_of(actor, label=reason)
        change = Change(before, None, [Event("undo", timezone.localdate(), {"reason": reason[:200]})])
        diff = {"start": [before.span.start, None], **difference(before, None)}
        write_tenancy(actor, change, origin=origin, at=at, act="tenancy.take_back", diff=diff)


def undo_tenancy_change(*, actor: Actor, line: int, version_id: int) -> None:
    """Put the tenancy back to what it was before its latest change, by new rows.

    `version_id` is the version that this change wrote (0 when it took the tenancy back), so that the undo
    of one change never undoes a later one: that is refused, and so is an undo after which two firms would
    be in one room.
    """
    with transaction.atomic():
        live, _units = take_tenancy_line(actor, line)
        if (live.id if live else 0) != version_id:
            raise Refused(
                "changed_since", _("The tenancy has been changed again since."), mend=_("Look at its file first.")
            )
        before = _version_before(line, live)
        if before is None and live is None:
            raise Refused("nothing_to_undo", _("There is nothing to undo."))
        if before is not None:
            require_free(before.spaces, firm_id=before.firm_id, own_line=line)
        origin, at = source_of(actor)
        change = Change(live, before, [Event("undo", timezone.localdate())], line=line)
        diff = difference(live, before) if live else {"start": before.span.start if before else None}
        write_tenancy(actor, change, origin=origin, at=at, act="tenancy.undo", diff=diff, vouched=False)


def _version_before(line: int, live: Version | None) -> Version | None:
    """The version whose place the live one took; of a tenancy taken back, the last one that stood."""
    rows = Tenancy.objects.filter(line=line).exclude(retracted_at=None)
    if live is not None:
        written = Tenancy.objects.filter(pk=live.id).values("recorded_at")
        rows = rows.filter(retracted_at__in=written)
    found = rows.order_by("-retracted_at", "-pk").values_list("pk", flat=True).first()
    return get_version_by_id([found])[found] if found else None


def _with_area(version: Version, terms: Terms) -> Version:
    if terms.area_sqm is None:
        return version
    until = version.span.end
    standing = {s.unit_id for s in version.spaces if s.span.end == until}
    if len(standing) > 1:
        spaces = tuple(replace(s, area_sqm=None) if s.unit_id in standing else s for s in version.spaces)
        return replace(version, area_sqm=terms.area_sqm, spaces=spaces)
    spaces = tuple(
        replace(s, area_sqm=terms.area_sqm) if s.unit_id in standing and s.span.end == until else s
        for s in version.spaces
    )
    return replace(version, area_sqm=None, spaces=spaces)


def _with_sharing(version: Version, terms: Terms) -> Version:
    shared = terms.shared or terms.kind == Tenancy.Kind.SHARED_DESK
    rooms = set(
        Unit.objects.filter(pk__in={s.unit_id for s in version.spaces}).exclude(room="").values_list("pk", flat=True)
    )
    spaces = tuple(
        replace(s, exclusive=s.unit_id in rooms and not shared) if s.span.end == version.span.end else s
        for s in version.spaces
    )
    return replace(version, spaces=spaces)


def _changed(before: Version, after: Version) -> dict[str, object]:
    diff: dict[str, object] = {}
    for field in ("kind", "rent_fen", "area_sqm", "registered_here", "taxed_here", "operates_here", "renewal_wish"):
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            # Who may read a firm's history may not always read what it pays.
            diff[field] = [sealed(old), sealed(new)] if field == "rent_fen" else [old, new]
    if before.span.start != after.span.start:
        diff["start"] = [before.span.start, after.span.start]
    return diff
