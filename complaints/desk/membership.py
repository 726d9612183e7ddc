"""Was a listed respondent a member on the days that count? What the public record says, for ``outside-membership``."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations.timeline.members import Standing, standings
from complaints.filing import Account
from complaints.models import Complaint


class Memberships:
    """Of the listed ones of ``respondents`` (one query). ``account``: opened, for those who may read it."""

    def __init__(
        self, complaint: Complaint, respondents: Iterable[UUID | None], account: Account | None
    ) -> None:
        self.complaint, self.account = complaint, account
        self.listed = {pk for pk in respondents if pk}

    @property
    def days(self) -> list[tuple[date, str]]:
        """The days on which membership counts (DOMAIN section 4), each with its words. The day of the facts is part of
        the sealed account.
        """
        days = [(self.complaint.filed_at.date(), _("Member when the complaint was filed, on %(date)s"))]
        try:
            first = self.account.first_day if self.account else None
        except ValueError:  # a date that was written in words
            first = None
        return (
            [(first, _("Member on the first possible day of the facts, %(date)s")), *days] if first else days
        )

    @cached_property
    def _found(self) -> dict[tuple[UUID, date], list[Standing]]:
        return standings(self.listed, [day for day, _words in self.days])

    def rows(self, body: UUID | None) -> list[dict[str, Any]]:
        """One row for each day that counts; none for a body that is not listed."""
        if body is None:
            return []
        return [
            {"label": words % {"date": date_format(day)}, "value": _member_of(self._found[body, day])}
            for day, words in self.days
        ]


def _member_of(found: list[Standing]) -> str:
    """ "Concord of Prosecutors", with the doubt where there is one; that nothing is on record is an answer, too."""
    if not found:
        return _("no membership on record")
    return "; ".join(
        standing.period.umbrella.name
        if standing.is_certain
        else _("perhaps %(umbrella)s: %(doubt)s")
        % {"umbrella": standing.period.umbrella.name, "doubt": standing.doubt}
        for standing in found
    )
