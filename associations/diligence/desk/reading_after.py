"""What follows a decision, opened for reading: statement, reports, "not met" that waits, second look."""

from functools import cached_property
from typing import Any

from associations.diligence.models import (
    Condition,
    ConditionReport,
    Review,
    ReviewEvent,
    SecondLook,
    Settlement,
    Statement,
)

Row = dict[str, Any]


class After:
    """A part of ``reading.Reading``, which says what these are."""

    review: Review
    may_read: bool
    is_erased: bool
    opens: Any
    reader: Any
    today: Any

    @cached_property
    def statement(self) -> Statement | None:
        return Statement.objects.filter(pk=self.review.pk).first() if self.review.decided_at else None

    @cached_property
    def second(self) -> SecondLook | None:
        return SecondLook.objects.filter(pk=self.review.pk).first() if self.review.decided_at else None

    @property
    def second_waits(self) -> bool:
        return self.second is not None and not self.second.result

    @property
    def may_ask_second(self) -> bool:
        until = self.review.contest_until
        return self.second is None and until is not None and self.today <= until

    @cached_property
    def not_met_waiting(self) -> list[tuple[Condition, str]]:
        """Conditions that are said not to be met and wait for a second person, with the words; of the desk only."""
        if not self.may_read or self.is_erased:
            return []
        rows = Settlement.objects.filter(condition__review=self.review, done_at=None, dropped_at=None)
        return [(each.condition, self.reader.text(each, "said")) for each in rows.select_related("condition")]

    @cached_property
    def reports(self) -> list[Row]:
        """What the body reported on conditions: the desk and the body read it."""
        if not self.opens:
            return []
        rows = ConditionReport.objects.filter(condition__review=self.review).select_related("condition")
        return [
            {
                "position": each.condition.position,
                "at": each.at,
                "text": self.reader.text(each, "text"),
                "sources": self.reader.json(each, "sources") or [],
            }
            for each in rows
        ]

    @cached_property
    def second_reason(self) -> str:
        """Why the body asked for a second look."""
        if self.second is None or not self.opens:
            return ""
        event = self.review.events.filter(kind=ReviewEvent.Kind.SECOND_ASKED).first()
        return self.reader.text(event, "reason") if event is not None and event.reason else ""
