from mashang.cases.models.cases import Case, CaseFile, CaseMove, CaseText, Hands
from mashang.cases.models.closing import Rating
from mashang.cases.models.routing import Absence, RoutingRule
from mashang.cases.models.summons import Ruling, Summons, SummonsMove, Whistle

__all__ = [
    "Absence",
    "Case",
    "CaseFile",
    "CaseMove",
    "CaseText",
    "Hands",
    "Rating",
    "RoutingRule",
    "Ruling",
    "Summons",
    "SummonsMove",
    "Whistle",
]
