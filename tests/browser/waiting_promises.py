"""What the desk has promised on the street: a ruling that is asked for, a whistle at the gate, a batch with its tour, somebody
away and a rule of the area."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from mashang.cases.acts.absences import say_absence
from mashang.cases.acts.attaching import attach_files
from mashang.cases.acts.routing import save_routing_rule
from mashang.cases.acts.rulings import ask_case_extension
from mashang.cases.models import BatchItem
from mashang.cases.tests.files import paper, upload
from mashang.cases.tests.make_batches import planned
from mashang.cases.tests.whistling import blow, called, case_in_hand
from tests.browser.street import Street


def make_promises(street: Street) -> dict[str, dict[str, object]]:
    """Makes it, and gives the numbers of its addresses by the beginning of the route."""
    cast = street.cast
    batch = planned(cast, 20, 2)
    (lead,) = called(cast, of_firm=True)
    gate = blow(cast, case_in_hand(cast))
    officer, head = cast.actor("service_officer"), cast.actor("section_head")
    ruling = ask_case_extension(actor=officer, case_id=lead.case_id, days=3, reason="等图审")
    (file,) = attach_files(actor=officer, case_id=lead.case_id, files=[upload("答复.pdf", paper())], seen_by="all")
    rule = save_routing_rule(actor=head, name="电梯归物业", when={"words": ["电梯"]}, then={"role": "agent"})
    today = timezone.localdate()
    absence = say_absence(
        actor=head, user_id=cast.user("service_officer").pk, stand_in_id=cast.user("section_head").pk,
        first=today + timedelta(days=5), last=today + timedelta(days=9), reason="请假",
    )  # fmt: skip
    return {
        "desk/batches": {"pk": batch.pk}, "desk/batches/items": {"pk": BatchItem.objects.filter(batch=batch).latest("id").pk},
        "desk/cases/<int:pk>/gate": {"pk": gate.case_id}, "desk/whistles": {"pk": gate.pk},
        "desk/rulings": {"pk": ruling.pk}, "desk/routing": {"code": rule.code, "step": "up"},
        "desk/absences": {"pk": absence.pk}, "desk/case-files": {"pk": file.pk, "size": "whole"},
    }  # fmt: skip
