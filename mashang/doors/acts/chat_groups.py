"""The group of a department in a work chat: where its notices go as well."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from mashang.accounts.models import Department
from mashang.accounts.rules.roles import Permission
from mashang.accounts.sealing import seal_chat
from mashang.doors.rules.chat_addresses import check_chat_address
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.trail.acts import record, sealed


@transaction.atomic
def set_chat_group(*, actor: Actor, department_id: int, url: str, secret: str) -> None:
    """Let the notices of a department go to a group too, by the address of its robot and the secret it signs with.

    Both are sealed and never shown again. Refuses an address that is not https, or whose host is not among those that the
    operator of the platform named; a demo without any takes every host, because it only shows what it would send.
    """
    department = _locked(actor, department_id)
    any_host = settings.DEMO and not settings.WORKCHAT_HOSTS
    address = check_chat_address(url, None if any_host else settings.WORKCHAT_HOSTS)
    department.chat_sealed = seal_chat(address, secret.strip(), department.pk)
    _save(actor, department, "department.chat_set", {"chat_group": sealed(address)})


@transaction.atomic
def drop_chat_group(*, actor: Actor, department_id: int) -> None:
    """Let nothing go to the group any more; nothing is written when there is none."""
    department = _locked(actor, department_id)
    if department.chat_sealed is not None:
        department.chat_sealed = None
        _save(actor, department, "department.chat_drop", {})


def _save(actor: Actor, department: Department, act: str, diff: dict[str, object]) -> None:
    department.save(update_fields=["chat_sealed"])
    record(
        actor=actor, act=act, subject_kind="department", subject_id=department.pk, diff=diff,
        area_path=department.area.path, district_id=department.area.district_id,
    )  # fmt: skip


def _locked(actor: Actor, department_id: int) -> Department:
    rows = Department.objects.select_for_update(of=("self",)).select_related("area")
    row = rows.filter(pk=department_id, closed_on=None).first()
    if row is None:
        raise NotThere("no_such_department", _("There is no such department, or it is closed."))
    actor.require(Permission.AREAS_MANAGE, area_path=row.area.path)
    return row
