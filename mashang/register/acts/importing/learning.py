"""Remembering how a sender names columns, for their next sheet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from django.db.models import F

from mashang.register.models import ImportBatch, Mapping


def header_hash(heads: Iterable[str]) -> str:
    """The same for sheets with the same heads, in any order."""
    return hashlib.sha256(json.dumps(sorted(set(heads)), ensure_ascii=False).encode()).hexdigest()


def learn_mapping(batch: ImportBatch) -> None:
    """Keep the columns that a reviewer corrected, for the sender's next sheet with the same heads."""
    corrected = batch.mapping.get("columns") or {}
    for sheet in batch.mapping.get("read", []):
        heads = {column["head"] for column in sheet["columns"]}
        columns = {head: field for head, field in corrected.items() if head in heads}
        if columns:
            mapping, made = Mapping.objects.get_or_create(
                owner=_owner(batch), header_hash=header_hash(heads), kind="in", defaults={"columns": columns, "uses": 1}
            )
            if not made:
                Mapping.objects.filter(pk=mapping.pk).update(columns=columns, uses=F("uses") + 1)


def recall_mapping(batch: ImportBatch, heads_of_sheets: Iterable[Iterable[str]]) -> dict[str, str]:
    """What was learned of this sender's heads; nothing where no sheet has exactly heads known from before."""
    hashes = {header_hash(heads) for heads in heads_of_sheets}
    known: dict[str, str] = {}
    for columns in Mapping.objects.filter(owner=_owner(batch), kind="in", header_hash__in=hashes).values_list(
        "columns", flat=True
    ):
        known.update(columns)
    return known


def _owner(batch: ImportBatch) -> str:
    """Who names columns so: the stated sender, else whoever sends sheets of this area."""
    return batch.sender or batch.area_path
