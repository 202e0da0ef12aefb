"""Making anew what the search looks at, whole: after an upgrade, or when a check found it out of step."""

from __future__ import annotations

from django.db import connection, transaction

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.register.acts.ledger.findable import find_firms_anew, find_towers_anew
from mashang.register.models import Findable
from mashang.register.reads.findable import list_portions
from mashang.trail.acts import record

ONE_AT_A_TIME = 350103012


@transaction.atomic
def rebuild_findables(*, actor: Actor) -> int:
    """Write everything that firms and towers are found by anew from the register; returns how many rows there are.

    Acts that run meanwhile wait where they touch the same rows. Refuses who does not manage areas.
    """
    actor.require(Permission.AREAS_MANAGE)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        for kind, find_anew in ((Findable.Kind.FIRM, find_firms_anew), (Findable.Kind.TOWER, find_towers_anew)):
            for ids in list_portions(kind):
                find_anew(ids)
        cursor.execute("analyze register_findable")
    rows = Findable.objects.count()
    record(actor=actor, act="search.rebuild", subject_kind="register", subject_id=0, diff={"rows": rows})
    return rows
