"""Reviews, what is written while one is under way, and what was published in the end."""

from associations.diligence.models.outcome import Condition, Publication
from associations.diligence.models.review import LEFT, Review, ReviewRule
from associations.diligence.models.work import Answer, Dossier, Note, Reminder, ReviewEvent

__all__ = [
    "LEFT",
    "Answer",
    "Condition",
    "Dossier",
    "Note",
    "Publication",
    "Reminder",
    "Review",
    "ReviewEvent",
    "ReviewRule",
]
