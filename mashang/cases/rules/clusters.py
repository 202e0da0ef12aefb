"""Which cases can be handled as one ask. Pure."""

from __future__ import annotations

# Who follows is in the office's hands, so that the answer of the lead can be its answer.
FOLLOWING = ("received", "accepted", "in_hand")
LEADING = ("received", "accepted", "in_hand", "called")
SMALLEST = 3  # so many firms with the same problem are worth a word on the board
