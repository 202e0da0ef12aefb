"""What of the register lies in an area."""

from __future__ import annotations

from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.models import Firm, Tower


def refuse_full_area(area_id: int) -> None:
    """Refuse to close an area in which towers stand or firms have their home, naming how many; two queries."""
    towers = Tower.objects.filter(area_id=area_id, merged_into=None, retracted_at=None).count()
    firms = Firm.objects.filter(home_area_id=area_id, merged_into=None, retracted_at=None).count()
    if towers or firms:
        raise Refused(
            "area_in_use",
            _("%(towers)s towers and %(firms)s firms are registered in this area.", towers=towers, firms=firms),
            mend=_("It stays open as long as they lie in it. If the office only changed its name, rename the area."),
        )
