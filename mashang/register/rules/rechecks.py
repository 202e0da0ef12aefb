"""Why something in the register should be looked at again. Source: freshness of the tower register (domain 3.1)."""

from __future__ import annotations

from mashang.register.rules.freshness import FRESH_DAYS

# In the order in which a worklist counts them. What each means is said in `reads.rechecks`, by one SQL text each.
KINDS = ("lease_over", "address_moved", "unreachable", "tower_old", "fact_old")
TOWER_DAYS = FRESH_DAYS
