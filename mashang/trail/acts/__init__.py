from mashang.trail.acts.numbers import next_number
from mashang.trail.acts.once import Once, once
from mashang.trail.acts.recording import Deed, OutsideTransaction, note_view, note_views, record, record_many, sealed

__all__ = [
    "Deed",
    "Once",
    "OutsideTransaction",
    "next_number",
    "note_view",
    "note_views",
    "once",
    "record",
    "record_many",
    "sealed",
]
