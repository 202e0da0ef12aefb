from mashang.register.models.census import ImportBatch, ImportEffect, ImportRow, Mapping
from mashang.register.models.conflicts import ConflictLeft
from mashang.register.models.contacts import Contact
from mashang.register.models.documents import Document
from mashang.register.models.facts import FactKey, FirmFact, Source, TowerFact, UnitFact
from mashang.register.models.filling import BlankForm
from mashang.register.models.finding import Findable
from mashang.register.models.firms import Firm, FirmName
from mashang.register.models.grades import GradeResult
from mashang.register.models.keepers import FirmMember, TowerKeeper
from mashang.register.models.land import LandParcel
from mashang.register.models.maps import MapFeature
from mashang.register.models.merges import FirmMerge, TowerMerge
from mashang.register.models.places import (
    Floor,
    Tower,
    TowerName,
    Unit,
    UnitChange,
    UnitDescription,
    UnitHold,
    UnitLineage,
)
from mashang.register.models.rounds import CensusRound, FloorCheck, RoundMove, RoundTower, Snapshot
from mashang.register.models.tenancies import Occupancy, Tenancy, TenancyEvent

__all__ = [
    "BlankForm",
    "CensusRound",
    "ConflictLeft",
    "Contact",
    "Document",
    "FactKey",
    "Findable",
    "Firm",
    "FirmFact",
    "FirmMember",
    "FirmMerge",
    "FirmName",
    "Floor",
    "FloorCheck",
    "GradeResult",
    "ImportBatch",
    "ImportEffect",
    "ImportRow",
    "LandParcel",
    "MapFeature",
    "Mapping",
    "Occupancy",
    "RoundMove",
    "RoundTower",
    "Snapshot",
    "Source",
    "Tenancy",
    "TenancyEvent",
    "Tower",
    "TowerFact",
    "TowerKeeper",
    "TowerMerge",
    "TowerName",
    "Unit",
    "UnitChange",
    "UnitDescription",
    "UnitFact",
    "UnitHold",
    "UnitLineage",
]
