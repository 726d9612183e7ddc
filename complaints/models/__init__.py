from complaints.models.choices import (
    URGENT,
    Answer,
    FilerRole,
    Mode,
    RoutingReason,
    TransmitConsent,
    Urgency,
)
from complaints.models.clock import Clock, ClockRule, Reminder
from complaints.models.complaint import Complaint
from complaints.models.draft import Draft, DraftFile
from complaints.models.parties import Allegation, Respondent, Victim
from complaints.models.record import Event, Evidence, Message, Note
from complaints.models.recusal import Interest, Recusal
from complaints.models.rule_change import RuleChange

__all__ = [
    "URGENT",
    "Allegation",
    "Answer",
    "Clock",
    "ClockRule",
    "Complaint",
    "Draft",
    "DraftFile",
    "Event",
    "Evidence",
    "FilerRole",
    "Interest",
    "Message",
    "Mode",
    "Note",
    "Recusal",
    "Reminder",
    "Respondent",
    "RoutingReason",
    "RuleChange",
    "TransmitConsent",
    "Urgency",
    "Victim",
]
