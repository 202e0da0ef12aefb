"""Invents firms: a name that no other firm of the sample bears, a code, a legal form."""

from __future__ import annotations

from random import Random

from mashang.register.rules.sample.codes import made_up_code
from mashang.register.rules.sample.demo import Demo, Trade
from mashang.register.rules.sample.rows import SampleFirm

SAMPLE = "（示例）"
LEGAL_FORMS = {"firm": "partnership", "partnership": "limited_partnership", "branch": "branch"}
CODELESS = 0.02  # of small firms: a sheet that gave no code
FORMERLY = 0.04


class Namer:
    """Makes firms one after another; remembers which names are taken."""

    def __init__(self, demo: Demo, rng: Random) -> None:
        self._demo = demo
        self._rng = rng
        self._taken: set[str] = set()
        self._count = 0

    def firm(self, trade: Trade, *, brand: str = "", word: str = "") -> SampleFirm:
        """A firm of this trade, with a brand and word of its own unless they are given."""
        words = dict(trade.words)
        long = word or self._rng.choice([w for w, _short in trade.words])
        brand = brand or self._brand(words[long])
        form = self._weighted(self._demo.forms[trade.form])
        place = "" if trade.form == "branch" else self._weighted(self._demo.places)
        name = f"{place}{brand}{long}{SAMPLE}{form}"
        former = ""
        if self._rng.random() < FORMERLY:
            former = name.replace(brand, self._brand(words[long]))
        return self._made(trade, name, brand + words[long] + SAMPLE, self._code_for(trade, long), former)

    def bank(self, trade: Trade, brand: str, headquarters: str) -> SampleFirm:
        """A bank's head office, or its regional head office here."""
        tail = "股份有限公司" if headquarters == "head" else "股份有限公司福州分行"
        firm = self._made(trade, f"{brand}银行{SAMPLE}{tail}", f"{brand}银行{SAMPLE}", trade.codes[0], "")
        firm.headquarters = headquarters
        firm.kind = "joint_stock" if headquarters == "head" else "branch"
        return firm

    def bank_office(self, trade: Trade, parent: SampleFirm, number: int) -> SampleFirm:
        """A sub-branch of one of the banks."""
        brand = parent.short.removesuffix(SAMPLE)
        site = ("鳌峰", "江滨", "金融街", "光明", "鳌兴", "曙光")[number % 6]
        suffix = f"福州{site}支行" if number < 6 else f"福州{site}第{number // 6 + 1}支行"
        firm = self._made(
            trade, f"{brand}{SAMPLE}股份有限公司{suffix}", f"{brand}{site}支行{SAMPLE}", trade.codes[0], ""
        )
        firm.kind = "branch"
        return firm

    def _made(self, trade: Trade, name: str, short: str, industry: str, former: str) -> SampleFirm:
        self._count += 1
        small = not trade.institution_kind
        authority = "31" if trade.key == "law" else "91"
        coded = not small or self._rng.random() > CODELESS
        kind = LEGAL_FORMS.get(trade.form) or self._weighted(
            {
                "limited": 70,
                "sole_person_company": 14,
                "joint_stock": 4,
                "foreign_invested": 3,
                "hmt_invested": 5,
                "state_owned": 2,
            }
        )
        return SampleFirm(
            name=name,
            short=short,
            uscc=made_up_code(self._count, authority) if coded else None,
            kind="joint_stock" if name.endswith("股份有限公司") else kind,
            industry=industry,
            standing="active",
            trade=trade.key,
            institution=trade.institution,
            institution_kind=trade.institution_kind,
            former_name=former,
        )

    def _code_for(self, trade: Trade, word: str) -> str:
        if len(trade.codes) == len(trade.words):
            return trade.codes[[w for w, _short in trade.words].index(word)]
        return self._rng.choice(trade.codes)

    def _brand(self, short: str) -> str:
        while True:
            brand = self._rng.choice(self._demo.first) + self._rng.choice(self._demo.second)
            if brand[0] != brand[1] and brand not in self._demo.avoid and brand + short not in self._taken:
                self._taken.add(brand + short)
                return brand

    def _weighted(self, weights: object) -> str:
        table = dict(weights)  # type: ignore[call-overload]
        return str(self._rng.choices(list(table), weights=list(table.values()))[0])
