"""Firms by hand: added, described, renamed, given their code, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.kernel import uscc as codes
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.names import fold
from mashang.kernel.text import _
from mashang.register.acts.facts import state_fact
from mashang.register.acts.leasing import constraint_of, require_past
from mashang.register.acts.ledger.entities import NewFirm, write_firms
from mashang.register.acts.ledger.findable import find_firms_anew
from mashang.register.acts.ledger.names import rename
from mashang.register.acts.sources import source_of
from mashang.register.models import Firm, FirmName
from mashang.register.reads.scope import firms_seen_by
from mashang.trail.acts import record

LONGEST_NAME = 160


def add_firm(*, actor: Actor, name: str, uscc: str = "", namesake: bool = False, source: str = "") -> Firm:
    """A firm whose home is the actor's area; its code may follow later.

    Refuses a code that is mistyped (and says where), a code that another firm bears, and a name that
    another firm bears or bore unless `namesake` says that it is another one with the same name.
    """
    name, code = _sound_name(name), _sound_code(uscc)
    with transaction.atomic():
        actor.require(Permission.REGISTER_EDIT)
        home = Area.objects.filter(pk=actor.area_id or 0).first()
        if home is None:
            raise Refused("no_area", _("Your role has no area, so the firm would have no home."))
        _require_own_code(actor, code)
        _require_own_name(name, namesake=namesake)
        origin, at = source_of(actor, label=source)
        fresh = NewFirm(name, code)
        try:
            with transaction.atomic():
                write_firms([fresh], area=home, source=origin, at=at)
        except IntegrityError as error:
            raise _code_in_words(error) from error
        find_firms_anew([fresh.id])
        firm = Firm.objects.get(pk=fresh.id)
        _tell(actor, firm, "firm.add", {"uscc": code})
    return firm


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmSays:
    """What a licence says of a firm. `namesake`: another firm bears the name as well. `since`: when what differs began."""

    name: str
    uscc: str = ""
    namesake: bool = False
    standing: str = ""
    industry: str = ""
    parent_id: int | None = None
    since: date | None = None


def edit_firm(*, actor: Actor, firm_id: int, says: FirmSays, reason: str = "", source: str = "") -> Firm:
    """Bring a firm in line with what its licence says: name, code, standing, industry, whose branch it is.

    Only what differs is written, each with its own history: a name becomes a former name, standing and
    industry become facts of that day (None: today). Refuses as those acts do, all or nothing.
    """
    with transaction.atomic():
        firm = _take(actor, firm_id)
        if " ".join(says.name.split()) != firm.name:
            rename_firm(
                actor=actor, firm_id=firm_id, name=says.name, namesake=says.namesake, since=says.since, source=source
            )
        if codes.clean(says.uscc) != (firm.uscc or ""):
            set_code(actor=actor, firm_id=firm_id, uscc=says.uscc, reason=reason)
        for key, held, said in (("standing", firm.standing, says.standing), ("industry", firm.industry, says.industry)):
            if said and said != held:
                _state(actor, firm_id, key, said, says.since, source)
        if says.parent_id != firm.parent_id:
            _set_parent(actor, firm, says.parent_id)
        firm.refresh_from_db()
    return firm


def _state(actor: Actor, firm_id: int, key: str, value: str, since: date | None, source: str) -> None:
    try:
        state_fact(
            actor=actor, subject="firm", subject_id=firm_id, key=key, valid_from=since or timezone.localdate(), value=value,
            source=source,
        )  # fmt: skip
    except Refused as refused:
        refused.field = key
        raise


def _set_parent(actor: Actor, firm: Firm, parent_id: int | None) -> None:
    above, seen = parent_id, {firm.pk}
    while above is not None:
        if above in seen:
            raise Refused(
                "own_parent", _("A firm is not its own parent."), field="parent",
                mend=_("Choose another firm, or none."),
            )  # fmt: skip
        seen.add(above)
        parent = Firm.objects.filter(pk=above, retracted_at=None).first()
        if parent is None:
            raise NotThere("no_such_firm", _("There is no such firm."), field="parent")
        above = parent.parent_id
    Firm.objects.filter(pk=firm.pk).update(parent=parent_id)
    _tell(actor, firm, "firm.set_parent", {"parent": [firm.parent_id, parent_id]})


def rename_firm(
    *, actor: Actor, firm_id: int, name: str, namesake: bool = False, since: date | None = None, source: str = ""
) -> Firm:
    """The firm bears another name since a day (None: today); the old one stays the name of the days before, by which
    it is still found. Another spelling of the same name was always so.

    Refuses the name it bears already, and one that another firm bears, as for a new firm; a day to come, and one
    before the name it bears began.
    """
    require_past(since, "since")
    name = _sound_name(name)
    with transaction.atomic():
        firm = _take(actor, firm_id)
        if name == firm.name:
            raise Refused("same_name", _("The firm bears this name already."), field="name")
        _require_own_name(name, namesake=namesake, but=firm.pk)
        origin, at = source_of(actor, label=source)
        rename(firm, name, since or timezone.localdate(at), source=origin, at=at)
        find_firms_anew([firm.pk])
        _tell(actor, firm, "firm.rename", {"name": [firm.name, name], **({"since": since} if since else {})})
        firm.refresh_from_db()
    return firm


def set_code(*, actor: Actor, firm_id: int, uscc: str, reason: str = "") -> Firm:
    """The firm's credit code is now known, or was wrong (then a reason is needed); empty takes it away.

    Refuses a mistyped code and one that another firm bears.
    """
    code = _sound_code(uscc)
    with transaction.atomic():
        firm = _take(actor, firm_id)
        if firm.uscc == code:
            return firm
        if firm.uscc is not None and not reason.strip():
            raise Refused(
                "reason_needed", _("The firm has the code %(code)s. Say why it is another one.", code=firm.uscc),
                field="reason",
            )  # fmt: skip
        _require_own_code(actor, code, but=firm.pk)
        try:
            with transaction.atomic():
                Firm.objects.filter(pk=firm.pk).update(uscc=code)
        except IntegrityError as error:
            raise _code_in_words(error) from error
        find_firms_anew([firm.pk])
        _tell(actor, firm, "firm.set_code", {"uscc": [firm.uscc, code]}, reason)
        firm.refresh_from_db()
    return firm


def _take(actor: Actor, firm_id: int) -> Firm:
    """The firm, locked; NotThere for one that has neither its home nor a place in the actor's area."""
    actor.require(Permission.REGISTER_EDIT)
    seen = firms_seen_by(actor).filter(pk=firm_id).values("pk")
    firm = Firm.objects.select_for_update(no_key=True).filter(pk__in=seen).first()
    if firm is None:
        raise NotThere(
            "no_such_firm", _("There is no such firm in your area."), mend=_("Look for it in the list of firms.")
        )
    return firm


def _tell(actor: Actor, firm: Firm, act: str, diff: dict[str, object], reason: str = "") -> None:
    record(
        actor=actor, act=act, subject_kind="firm", subject_id=firm.pk, diff=diff, reason=reason,
        area_path=firm.area_path, district_id=firm.district_id,
    )  # fmt: skip


def _sound_name(name: str) -> str:
    name = " ".join(name.split())
    if not fold(name):
        raise Refused("name_needed", _("Enter the firm's name."), field="name", mend=_("As it stands on the licence."))
    if len(name) > LONGEST_NAME:
        raise Refused(
            "name_too_long", _("A name has at most %(count)s characters.", count=LONGEST_NAME), field="name",
            mend=_("Enter the name alone."),
        )  # fmt: skip
    return name


def _sound_code(uscc: str) -> str | None:
    code = codes.clean(uscc)
    if not code:
        return None
    problem = codes.problem(code)
    if problem:
        raise Refused(f"code_{problem}", codes.message(problem), field="uscc", mend=_("Compare it with the licence."))
    return code


def _require_own_code(actor: Actor, code: str | None, but: int | None = None) -> None:
    bearers = Firm.objects.filter(uscc=code, merged_into=None, retracted_at=None).exclude(pk=but or 0)
    other = bearers.first() if code else None
    if other is not None and not firms_seen_by(actor).filter(pk=other.pk).exists():
        raise Refused(
            "code_taken", _("A firm of another area bears this code."), field="uscc",
            mend=_("Start its tenancy here by this code; its file stays with that area."),
        )  # fmt: skip
    if other is not None:
        raise Refused(
            "code_taken", _("%(firm)s bears this code.", firm=other.name), field="uscc",
            mend=_("Open its file instead: if it has a new name, rename it there."),
        )  # fmt: skip


def _require_own_name(name: str, *, namesake: bool, but: int | None = None) -> None:
    folded = fold(name)
    bore = FirmName.objects.filter(folded=folded, superseded_at=None).values("firm")
    others = Firm.objects.filter(Q(name_folded=folded) | Q(pk__in=bore), merged_into=None, retracted_at=None)
    other = others.exclude(pk=but or 0).first()
    if other is not None and not namesake:
        raise Refused(
            "name_taken", _("%(firm)s bears or bore this name.", firm=name), field="name",
            mend=_("Open its file instead, or say that this is another firm with the same name."),
        )  # fmt: skip


def _code_in_words(error: IntegrityError) -> Exception:
    if constraint_of(error) != "firm_uscc_once":
        return error
    return Refused(
        "code_taken", _("Somebody else has entered a firm with this code at the same moment."), field="uscc",
        mend=_("Look for it in the list of firms."),
    )  # fmt: skip
