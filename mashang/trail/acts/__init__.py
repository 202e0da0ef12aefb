from mashang.trail.acts.inserting import draw_ids, insert_together
from mashang.trail.acts.numbers import next_number
from mashang.trail.acts.once import Once, once
from mashang.trail.acts.recording import (
    Deed,
    OutsideTransaction,
    entry_of,
    note_view,
    note_views,
    record,
    record_many,
    sealed,
)

__all__ = [
    "Deed",
    "Once",
    "OutsideTransaction",
    "draw_ids",
    "entry_of",
    "insert_together",
    "next_number",
    "note_view",
    "note_views",
    "once",
    "record",
    "record_many",
    "sealed",
]
