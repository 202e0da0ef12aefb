"""Writes new rows of the register in bulk. Private to the acts: it checks no permission."""

from mashang.register.acts.ledger.entities import (
    NewFirm,
    NewTower,
    NewUnit,
    write_firms,
    write_floors,
    write_towers,
    write_units,
)
from mashang.register.acts.ledger.facts import NewFact, write_facts
from mashang.register.acts.ledger.tenancies import Change, Event, refresh_statistics, write_changes

__all__ = [
    "Change",
    "Event",
    "NewFact",
    "NewFirm",
    "NewTower",
    "NewUnit",
    "refresh_statistics",
    "write_changes",
    "write_facts",
    "write_firms",
    "write_floors",
    "write_towers",
    "write_units",
]
