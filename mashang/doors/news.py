"""What the doors tell people about, and how its subjects are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from mashang.notices.topics import SUBJECT_NAMES, TOPICS, Topic


def tell() -> None:
    """Register topics and names with the notices; called once at start."""
    TOPICS["person.invited"] = Topic(_("Invitation"), fixed=True)
    TOPICS["invitation.link_asked"] = Topic(_("Someone asks for a new link"))
    TOPICS["phone.code"] = Topic(_("Code for a mobile number"), fixed=True, mail=False, sms=True)
    TOPICS["role.granted"] = Topic(_("A role was given to you"), fixed=True)
    TOPICS["role.ended"] = Topic(_("A role of yours ended"), fixed=True)
    SUBJECT_NAMES.setdefault("user", _people)
    SUBJECT_NAMES.setdefault("area", area_names)
    SUBJECT_NAMES.setdefault("department", department_names)
    SUBJECT_NAMES["membership"] = _memberships
    SUBJECT_NAMES["invitation"] = _invitations


def _people(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    from mashang.accounts.models import User

    return {one.pk: one.name for one in User.objects.filter(pk__in=ids)} if reader else {}


def area_names(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    from mashang.accounts.models import Area
    from mashang.doors.standing import local_name

    return {one.pk: local_name(one) for one in Area.objects.filter(pk__in=ids)}


def department_names(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    from mashang.accounts.models import Department
    from mashang.doors.standing import local_name

    return {one.pk: local_name(one) for one in Department.objects.filter(pk__in=ids)}


def _memberships(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    """A person's own roles, as role and area; those of others have no name here."""
    from mashang.accounts.models import Membership
    from mashang.doors.standing import local_name
    from mashang.doors.wording import role_label

    rows = Membership.objects.filter(pk__in=ids, user_id=reader).select_related("area") if reader else []
    return {row.pk: f"{role_label(row.role)} · {local_name(row.area)}" for row in rows}


def _invitations(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    """Invitations are named to the one who sent them."""
    from mashang.accounts.models import Invitation

    rows = Invitation.objects.filter(pk__in=ids, invited_by_id=reader) if reader else []
    return {row.pk: row.name for row in rows}
