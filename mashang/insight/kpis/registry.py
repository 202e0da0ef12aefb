"""All KPIs, by key."""

from __future__ import annotations

import hashlib

from mashang.insight.kpis import firms, institutions, land, promises, space, supply, taxes
from mashang.insight.kpis.description import Kpi
from mashang.insight.kpis.sources import SOURCES
from mashang.insight.rules.disclosure import VERSION
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _

KPIS: dict[str, Kpi] = {
    kpi.key: kpi for part in (space, supply, land, firms, institutions, taxes, promises) for kpi in part.KPIS
}


def find_kpi(key: str) -> Kpi:
    """The KPI of this key; NotThere for others."""
    if key not in KPIS:
        raise NotThere("no_such_kpi", _("There is no figure of this name."))
    return KPIS[key]


def code_version() -> str:
    """The digest of everything that decides what the figures come to: a run says by which texts it was counted."""
    texts = [
        f"{kpi.key} {kpi.version} {kpi.factor} {kpi.scale} {kpi.percent} {kpi.rows} {kpi.told_by}"
        for kpi in KPIS.values()
    ]
    texts += [f"{name} {source.text}" for name, source in sorted(SOURCES.items())]
    texts.append(f"withholding {VERSION}")
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
