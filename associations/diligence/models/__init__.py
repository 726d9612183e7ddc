"""Reviews, what is written while one is under way, what was published in the end, and what follows."""

from associations.diligence.models.after import ConditionReport, SecondLook, Settlement, Statement
from associations.diligence.models.history import Reminder, ReviewEvent
from associations.diligence.models.outcome import Condition, Publication
from associations.diligence.models.review import Review
from associations.diligence.models.rule import ReviewRule, ReviewRuleChange
from associations.diligence.models.work import Answer, Comment, Dossier, Note, TimeRequest

__all__ = [
    "Answer",
    "Comment",
    "Condition",
    "ConditionReport",
    "Dossier",
    "Note",
    "Publication",
    "Reminder",
    "Review",
    "ReviewEvent",
    "ReviewRule",
    "ReviewRuleChange",
    "SecondLook",
    "Settlement",
    "Statement",
    "TimeRequest",
]
