"""Seeing who asks, in the clear."""

from __future__ import annotations

from django.db import transaction

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.moving import CASE
from mashang.cases.reads.case_file import Asker, get_case
from mashang.cases.sealing import open_asker
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.trail.acts import note_view


@transaction.atomic
def show_case_contact(*, actor: Actor, case_id: int) -> Asker:
    """Name and number of somebody who asks without an account, in the clear; that they were seen goes on record.

    Refuses who handles no cases, and (NotThere) a case outside their reach or one that names nobody.
    """
    actor.require(Permission.CASE_HANDLE)
    case = get_case(actor, case_id)
    if case.asker_sealed is None:
        raise NotThere("no_asker", _("This case names nobody."))
    note_view(
        actor=actor, page="case", subject_kind=CASE, subject_id=case.pk, fields=["contact"], area_path=case.area_path,
        district_id=case.district_id,
    )  # fmt: skip
    return Asker(*open_asker(case.asker_sealed, case.ref))
