"""Remembering how a sender names columns, for their next sheet."""

from __future__ import annotations

import hashlib
import json

from django.db.models import F

from mashang.register.models import ImportBatch, Mapping


def header_hash(labels: list[str]) -> str:
    """The same for sheets with the same heads, in any order."""
    return hashlib.sha256(json.dumps(sorted(labels), ensure_ascii=False).encode()).hexdigest()


def learn_mapping(batch: ImportBatch) -> None:
    """Keep the columns that a reviewer corrected, for the sender's next sheet with the same heads."""
    corrected = batch.mapping.get("columns")
    if not corrected:
        return
    owner = batch.sender or batch.area_path
    mapping, made = Mapping.objects.get_or_create(
        owner=owner, header_hash=header_hash(list(corrected)), kind="in", defaults={"columns": corrected, "uses": 1}
    )
    if not made:
        Mapping.objects.filter(pk=mapping.pk).update(columns=corrected, uses=F("uses") + 1)
