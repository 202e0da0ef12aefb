"""A tenant sheet on its way into the register: upload, compare, decide, apply, take back."""

from mashang.register.acts.importing.applying import apply_batch, begin_applying
from mashang.register.acts.importing.comparing import compare_batch
from mashang.register.acts.importing.deciding import (
    accept_proposals,
    decide_group,
    decide_rows,
    drop_batch,
    name_tower,
    set_batch,
)
from mashang.register.acts.importing.undoing import undo_batch
from mashang.register.acts.importing.uploading import reopen_sheet, upload_sheet

__all__ = [
    "accept_proposals",
    "apply_batch",
    "begin_applying",
    "compare_batch",
    "decide_group",
    "decide_rows",
    "drop_batch",
    "name_tower",
    "reopen_sheet",
    "set_batch",
    "undo_batch",
    "upload_sheet",
]
