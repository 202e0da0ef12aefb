"""What is said of one record is said of another too, by the same sources: for merging two records of one thing."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from mashang.kernel.names import fold
from mashang.register.acts.ledger.facts import FACT_VALUES, TABLES, NewFact, write_facts
from mashang.register.acts.ledger.names import write_firm_names, write_tower_names
from mashang.register.models import Firm, FirmName, Source, Tower, TowerName


def carry_facts(subject: str, kept_id: int, gone_id: int, *, at: datetime) -> list[int]:
    """What is believed of `gone` is said of `kept` by the same source; where that believes otherwise, beside it.

    Returns the ids of the rows written.
    """
    table = TABLES[subject]
    held = {
        (row.key_id, row.valid_from): row
        for row in table.objects.filter(subject=kept_id, believed=True, superseded_at=None)
    }
    fresh: dict[int, list[NewFact]] = defaultdict(list)
    sources: dict[int, Source] = {}
    for row in table.objects.filter(subject=gone_id, superseded_at=None).select_related("source").order_by("pk"):
        there = held.get((row.key_id, row.valid_from))
        values = {name: getattr(row, name) for name in FACT_VALUES}
        if there is not None and all((getattr(there, n) or None) == (values[n] or None) for n in FACT_VALUES):
            continue
        fact = NewFact(subject, kept_id, row.key_id, row.valid_from, believed=row.believed and there is None, **values)
        fresh[row.source_id].append(fact)
        sources[row.source_id] = row.source
    for source_id, facts in fresh.items():
        write_facts(facts, source=sources[source_id], at=at)
    return [fact.id for facts in fresh.values() for fact in facts]


def carry_names(kept: Firm | Tower, gone: Firm | Tower, *, source: Source, at: datetime) -> list[int]:
    """Names that only `gone` bore go on as other names of `kept`, so that it is found by them. The ids of the rows written."""
    write, table, owner = (
        (write_firm_names, FirmName, "firm") if isinstance(kept, Firm) else (write_tower_names, TowerName, "tower")
    )
    rows = table._default_manager.filter(superseded_at=None)
    borne = {kept.name_folded, *rows.filter(**{owner: kept.pk}).values_list("folded", flat=True)}
    names = dict.fromkeys(_calls_itself(kept, gone)) | dict(
        rows.filter(**{owner: gone.pk}).values_list("name", "since")
    )
    fresh = {fold(name): (name, since) for name, since in names.items() if fold(name) not in borne}
    wanted = [(kept.pk, name, "alias", since) for name, since in fresh.values()]
    if not wanted:
        return []
    write(wanted, source=source, at=at)
    return list(rows.filter(**{owner: kept.pk}, source=source, kind="alias").values_list("pk", flat=True))


def _calls_itself(kept: Firm | Tower, gone: Firm | Tower) -> list[str]:
    """What `gone` calls itself in each script; not one that `kept` lacks, for that goes over as its own."""
    names = [str(gone)]
    if isinstance(kept, Tower) and isinstance(gone, Tower):
        names += [theirs for mine, theirs in ((kept.name_hant, gone.name_hant), (kept.name_en, gone.name_en)) if mine]
    return [name for name in names if name]
