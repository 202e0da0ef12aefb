"""Which titles hold a word."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.lookups import DataContains
from django.db.models import F, Func, Q, TextField, Value

_PAIRS = ArrayField(TextField())


def title_has(words: str) -> Q:
    """Cases whose title holds these words as they stand, large letters as small ones.

    Pairs of characters lead to them by the index case_title_pairs; a single character is looked for without it.
    """
    said = words.strip().lower()
    pairs = [said[at : at + 2] for at in range(len(said) - 1)]
    found = Q(title__icontains=words.strip())
    if not pairs:
        return found
    made = Func(F("title"), function="mashang_pairs", output_field=_PAIRS)
    return Q(DataContains(made, Value(pairs, output_field=_PAIRS))) & found
