"""Every deed of the office and the firm on a case, made ready so that it can be done and its cost be counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from mashang.cases.acts import accepting, closing, gate, handling, rulings, summons
from mashang.cases.acts.own import remind_office
from mashang.cases.models import Case, Ruling
from mashang.cases.tests import whistling
from mashang.cases.tests.make import ask_as_firm
from tests.cast import Cast

Deed = Callable[[], object]
WORDS = "电梯已修好"


class Story:
    """The people of one story and their cases."""

    def __init__(self, cast: Cast, firm_id: int) -> None:
        self.cast, self.firm = cast, firm_id
        self.officer, self.head = cast.actor("service_officer"), cast.actor("section_head")
        self.owner, self.liaison = cast.actor("firm_owner", face="portal"), whistling.liaison(cast)

    def received(self) -> int:
        """A case of the firm that nobody has touched."""
        return ask_as_firm(self.cast, self.firm).pk

    def in_hand(self) -> int:
        """One that the officer has in hand."""
        return handling.take_in_hand(actor=self.officer, case_id=self.received()).pk

    def answered(self) -> int:
        """One that waits for the firm's word."""
        return handling.answer_case(actor=self.officer, case_id=self.in_hand(), outcome="solved", words=WORDS).pk

    def called(self) -> int:
        """The summons of a department that was called just now."""
        whistle = whistling.blow(self.cast, Case.objects.get(pk=self.in_hand()))
        gate.let_whistle_through(actor=self.head, whistle_id=whistle.pk)
        return whistle.summonses.get().pk

    def ruling(self, asked: Callable[[int], Ruling], case_id: int) -> int:
        """What was asked of the head."""
        return asked(case_id).pk

    def deeds(self) -> dict[str, Callable[[], Deed]]:
        """By its name what makes a deed ready and gives it back."""
        day = timezone.localdate() + timedelta(days=3)
        act, closed = handling, closing

        def on(make: Callable[[], int], deed: Callable[[int], object]) -> Callable[[], Deed]:
            def ready() -> Deed:
                made = make()
                return lambda: deed(made)

            return ready

        def asked_for_papers() -> int:
            return act.ask_for_papers(actor=self.officer, case_id=self.in_hand(), gaps="合同").pk

        def special() -> int:
            return act.begin_special(actor=self.officer, case_id=self.in_hand(), reason="听证", until=day).pk

        def low() -> int:
            rated = closed.rate_case(actor=self.owner, case_id=self.answered(), level=1).case_id
            return closed.confirm_closure(actor=self.owner, case_id=rated).pk

        def reported() -> int:
            return summons.report_in(actor=self.liaison, summons_id=self.called()).pk

        def replied() -> int:
            made = reported()
            summons.answer_summons(actor=self.liaison, summons_id=made, outcome="done", words=WORDS)
            return made

        def objection() -> int:
            return summons.object_to_summons(actor=self.liaison, summons_id=self.called(), basis="不属本部门").pk

        def longer() -> int:
            return rulings.ask_case_extension(actor=self.officer, case_id=self.in_hand(), days=1, reason="等材料").pk

        def carried() -> int:
            return rulings.ask_carry_over(actor=self.officer, case_id=self.in_hand(), plan="下月", recheck_on=day).pk

        def whistle() -> int:
            return whistling.blow(self.cast, Case.objects.get(pk=self.in_hand())).pk

        return {
            "accept": on(self.received, lambda n: act.accept_case(actor=self.officer, case_id=n)),
            "take in hand": on(self.received, lambda n: act.take_in_hand(actor=self.officer, case_id=n, words="在办")),
            "refuse": on(self.received, lambda n: act.refuse_case(actor=self.officer, case_id=n, door="lawsuit", words="转")),
            "ask for papers": on(self.received, lambda n: act.ask_for_papers(actor=self.officer, case_id=n, gaps="合同")),
            "papers in": on(asked_for_papers, lambda n: act.hand_papers_in(actor=self.owner, case_id=n, words="已交")),
            "answer at once": on(self.received, lambda n: act.answer_case(
                actor=self.officer, case_id=n, outcome="solved", words=WORDS)),
            "answer": on(self.in_hand, lambda n: act.answer_case(
                actor=self.officer, case_id=n, outcome="solved", words=WORDS)),
            "hand over": on(self.in_hand, lambda n: act.hand_over_case(
                actor=self.officer, case_id=n, user_id=self.head.user_id or 0, reason="休假")),
            "begin special": on(self.in_hand, lambda n: act.begin_special(
                actor=self.officer, case_id=n, reason="听证", until=day)),
            "end special": on(special, lambda n: act.end_special(actor=self.officer, case_id=n)),
            "withdraw": on(self.in_hand, lambda n: act.withdraw_case(actor=self.owner, case_id=n)),
            "transfer": on(self.in_hand, lambda n: act.transfer_case(actor=self.head, case_id=n, to="市里", reason="权限")),
            "note": on(self.in_hand, lambda n: act.write_note(actor=self.officer, case_id=n, words="问过")),
            "urge": on(self.in_hand, lambda n: act.urge_case(actor=self.head, case_id=n)),
            "remind": on(self.in_hand, lambda n: remind_office(actor=self.owner, case_id=n)),
            "confirm": on(self.answered, lambda n: closed.confirm_closure(actor=self.owner, case_id=n)),
            "reopen": on(self.answered, lambda n: closed.reopen_case(actor=self.owner, case_id=n, words="又停")),
            "rate": on(self.answered, lambda n: closed.rate_case(actor=self.owner, case_id=n, level=5)),
            "rate low": on(self.answered, lambda n: closed.rate_case(actor=self.owner, case_id=n, level=1)),
            "call back": on(low, lambda n: closed.call_back(actor=self.head, case_id=n, words="已致歉")),
            "report in": on(self.called, lambda n: summons.report_in(actor=self.liaison, summons_id=n)),
            "object": on(self.called, lambda n: summons.object_to_summons(
                actor=self.liaison, summons_id=n, basis="不属本部门")),
            "answer summons": on(reported, lambda n: summons.answer_summons(
                actor=self.liaison, summons_id=n, outcome="done", words=WORDS)),
            "accept summons": on(replied, lambda n: accepting.accept_summons(actor=self.officer, summons_id=n)),
            "overrule objection": on(objection, lambda n: rulings.rule_objection(
                actor=self.head, ruling_id=n, upheld=False, reason="属本部门")),
            "ask extension": on(self.in_hand, lambda n: rulings.ask_case_extension(
                actor=self.officer, case_id=n, days=1, reason="等材料")),
            "grant extension": on(longer, lambda n: rulings.rule_extension(
                actor=self.head, ruling_id=n, granted=True, reason="属实")),
            "carry over": on(carried, lambda n: rulings.rule_carry_over(
                actor=self.head, ruling_id=n, granted=True, reason="属实")),
            "blow whistle": on(self.in_hand, lambda n: whistling.blow(self.cast, Case.objects.get(pk=n))),
            "let through": on(whistle, lambda n: gate.let_whistle_through(actor=self.head, whistle_id=n)),
        }  # fmt: skip
