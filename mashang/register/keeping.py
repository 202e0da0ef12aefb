"""Tells the doors below which towers and firms a membership is narrowed to, and what an invited person is bound to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from mashang.accounts.rules.roles import Role
from mashang.doors.binding import bind_by
from mashang.doors.closing import keep_open_by
from mashang.doors.standing import narrow_by
from mashang.notices.topics import SUBJECT_NAMES, TOPICS, Topic
from mashang.trail.words import ACT_WORDS, FIELD_WORDS, SUBJECT_WORDS, add_value_words


def hook() -> None:
    """Register with the doors, the notices and the trail; called once at start."""
    from mashang.register.acts import binding
    from mashang.register.models import TowerKeeper
    from mashang.register.reads.area_contents import refuse_full_area
    from mashang.register.reads.keeping import firms_of, towers_of

    narrow_by(Role.PROPERTY_MANAGER, towers_of)
    narrow_by(Role.FIRM_OWNER, firms_of)
    narrow_by(Role.FIRM_MEMBER, firms_of)
    bind_by("firm", binding.bind_to_firm, checker=binding.check_firm, releaser=binding.release_firms)
    bind_by("tower", binding.bind_to_tower, checker=binding.check_tower, releaser=binding.release_towers)
    keep_open_by(refuse_full_area)
    TOPICS["firm.join_asked"] = Topic(_("Someone asks to join your firm"))
    TOPICS["firm.joined"] = Topic(_("You belong to a firm"), fixed=True)
    TOPICS["steward.assigned"] = Topic(_("A tower was given to you"), fixed=True)
    TOPICS["import.handed_in"] = Topic(_("A tenant sheet waits for review"))
    TOPICS["grade.to_approve"] = Topic(_("A grade of a tower waits for approval"))
    TOPICS["grade.decided"] = Topic(_("A grade that you proposed is decided"))
    ACT_WORDS.update(
        {
            "steward.assign": _("Tower steward assigned"),
            "steward.end": _("Tower steward's duty ended"),
            "firm_member.ask": _("Asked to join the firm"),
            "firm_member.approve": _("Joining the firm approved"),
            "firm_member.end": _("Belongs to the firm no longer"),
        }
    )
    SUBJECT_WORDS.update({"tower": _("Tower"), "firm": _("Firm")})
    SUBJECT_NAMES.setdefault("tower", _towers)
    SUBJECT_NAMES.setdefault("firm", _firms)
    add_value_words("duty", dict(TowerKeeper.Duty.choices))
    FIELD_WORDS.update({"duty": _("Duty"), "user": _("Person"), "membership": _("Role of a person")})


def _towers(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    """Towers and their names are open data."""
    from mashang.doors.standing import local_name
    from mashang.register.models import Tower

    return {one.pk: local_name(one) for one in Tower.objects.filter(pk__in=ids)}


def _firms(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    """Firms have names for readers who are signed in."""
    from mashang.register.models import Firm

    return dict(Firm.objects.filter(pk__in=ids).values_list("pk", "name")) if reader else {}
