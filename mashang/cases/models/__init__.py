from mashang.cases.models.batches import Batch, BatchItem, BatchMove
from mashang.cases.models.cases import Case, CaseFile, CaseMove, CaseText, Hands
from mashang.cases.models.closing import Rating
from mashang.cases.models.meetings import Meeting, MeetingGuest, MeetingMeasure
from mashang.cases.models.rates import RateCount
from mashang.cases.models.routing import Absence, RoutingRule
from mashang.cases.models.summons import Ruling, Summons, SummonsMove, Whistle
from mashang.cases.models.tickets import TicketExport, TicketImport, TicketRow, TicketSent
from mashang.cases.models.tours import BatchPlace, TeamMember, Tour, TourStop
from mashang.cases.models.visits import Campaign, CampaignFirm, Visit, VisitKind, VisitMove, VisitProblem, VisitText

__all__ = [
    "Absence",
    "Batch",
    "BatchItem",
    "BatchMove",
    "BatchPlace",
    "Campaign",
    "CampaignFirm",
    "Case",
    "CaseFile",
    "CaseMove",
    "CaseText",
    "Hands",
    "Meeting",
    "MeetingGuest",
    "MeetingMeasure",
    "RateCount",
    "Rating",
    "RoutingRule",
    "Ruling",
    "Summons",
    "SummonsMove",
    "TeamMember",
    "TicketExport",
    "TicketImport",
    "TicketRow",
    "TicketSent",
    "Tour",
    "TourStop",
    "Visit",
    "VisitKind",
    "VisitMove",
    "VisitProblem",
    "VisitText",
    "Whistle",
]
