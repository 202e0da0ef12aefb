"""One-time links to the telephone of whoever asked without an account."""

from __future__ import annotations

from mashang.cases.acts.writing import turn_key
from mashang.cases.models import Case
from mashang.cases.reads.askers import LINK_ACT
from mashang.cases.sealing import open_asker
from mashang.doors.acts.linking import link_address, make_link
from mashang.kernel.actor import Actor
from mashang.kernel.sealing import Unreadable
from mashang.notices.acts import queue_to_address

BY_LINK = frozenset({"case.answered", "case.papers", "case.reopened", "case.refused", "case.lapsed"})


def send_case_link(actor: Actor, case: Case, topic: str) -> str:
    """Text a fresh one-time link to whoever asked by telephone number; earlier ones stop working. Its path, empty without.

    Called inside the transaction of the deed that it tells of.
    """
    if case.asker_sealed is None or case.phone_index is None or case.asked_by_id is not None:
        return ""
    try:
        phone = open_asker(case.asker_sealed, case.ref)[1]
    except Unreadable:
        return ""
    path = f"/link/case/{make_link(act=LINK_ACT, subject_kind='case', subject_id=case.pk)}"
    queue_to_address(
        actor=actor, topic="case.link", key=f"case:{case.pk}:{turn_key()}", address=phone, template="case_link",
        args={"number": case.number, "news": topic.rpartition(".")[2]}, secrets={"link": link_address(path)},
        subject_kind="case", subject_id=case.pk, channel="sms",
    )  # fmt: skip
    return path
