from mashang.register.models.census import ImportBatch, ImportEffect, ImportRow, Mapping
from mashang.register.models.contacts import Contact
from mashang.register.models.documents import Document
from mashang.register.models.facts import FactKey, FirmFact, Source, TowerFact, UnitFact
from mashang.register.models.filling import BlankForm
from mashang.register.models.finding import Findable
from mashang.register.models.firms import Firm, FirmName
from mashang.register.models.keepers import FirmMember, TowerKeeper
from mashang.register.models.maps import MapFeature
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
from mashang.register.models.tenancies import Occupancy, Tenancy, TenancyEvent

__all__ = [
    "BlankForm",
    "Contact",
    "Document",
    "FactKey",
    "Findable",
    "Firm",
    "FirmFact",
    "FirmMember",
    "FirmName",
    "Floor",
    "ImportBatch",
    "ImportEffect",
    "ImportRow",
    "MapFeature",
    "Mapping",
    "Occupancy",
    "Source",
    "Tenancy",
    "TenancyEvent",
    "Tower",
    "TowerFact",
    "TowerKeeper",
    "TowerName",
    "Unit",
    "UnitChange",
    "UnitDescription",
    "UnitFact",
    "UnitHold",
    "UnitLineage",
]
