"""Cases for tests, opened by the acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from mashang.cases.acts.opening import Asking, open_case
from mashang.cases.models import Case
from tests.cast import Cast


def open_one(
    cast: Cast, *, role: str = "window_clerk", channel: str = "window", at: datetime | None = None, **asking: Any
) -> Case:
    """A case as a clerk of the story opens it: a lift that stands still, unless `asking` says otherwise."""
    asked = {"item": "property", "title": "电梯停了", "text": "三号电梯从早上起停着。", **asking}
    return open_case(actor=cast.actor(role), channel=channel, asking=Asking(**asked), key=uuid4(), at=at)


def ask_as_firm(cast: Cast, firm_id: int, **asking: Any) -> Case:
    """A case as the firm's own person opens it on the portal."""
    asked = {"item": "property", "title": "电梯停了", "firm_id": firm_id, **asking}
    return open_case(
        actor=cast.actor("firm_owner", face="portal"), channel="portal", asking=Asking(**asked), key=uuid4()
    )


def own_firm(cast: Cast) -> int:
    """A firm of which the story's firm owner and member are people."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from mashang.accounts.models import Membership
    from mashang.register.models import FirmMember
    from tests.cast import SINCE, make_firm

    firm = make_firm(cast)
    for role in ("firm_owner", "firm_member"):
        membership = Membership.objects.get(user=cast.users[role])
        FirmMember.objects.create(
            membership=membership, firm=firm, standing=FirmMember.Standing.APPROVED, span=DateRange(SINCE, None)
        )
    return int(firm.pk)
