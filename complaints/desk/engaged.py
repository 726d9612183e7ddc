"""What a category suggests, for the respondent's State and the days of the facts: what bound it then, what did not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from complaints.filing import Account
from complaints.models import Answer
from portal.web.forms import PartialDate
from protocol.instruments.applying import Applicable, Days, Record
from protocol.instruments.cites import of_category
from protocol.taxonomy import Category


@dataclass(frozen=True, slots=True)
class Engaged:
    """An alleged category. ``applicable`` is None where the account is not read, or says no day."""

    category: Category
    applicable: Applicable | None = None


def days_of(account: Account, filed_on: date) -> Days | None:
    """The days of the facts: from the first possible to the last possible one, at most until the filing; None when the
    account gives no day. Facts that still go on last until the filing.
    """
    try:
        began = PartialDate.parse(account.began) if account.began else None
        ended = PartialDate.parse(account.ended) if account.ended else None
    except ValueError:  # a date that was written in words
        return None
    first = began or ended
    if first is None:
        return None
    if ended:
        last = ended.latest
    else:
        last = filed_on if account.is_ongoing == Answer.YES else first.latest
    return Days(first.earliest, max(first.earliest, min(last, filed_on)))


def engaged(alleged: Sequence[tuple[str, Sequence[Category]]], days: Days | None) -> list[list[Engaged]]:
    """For each (State, categories) of a respondent what applies. Two queries for all of them, none without days."""
    if days is None:
        return [[Engaged(category) for category in categories] for _state, categories in alleged]
    record = Record(_codes(categories for _state, categories in alleged), [state for state, _ in alleged])
    return [
        [Engaged(each, record.applicable(of_category(each), state, days)) for each in categories]
        for state, categories in alleged
    ]


def _codes(alleged: Iterable[Sequence[Category]]) -> set[str]:
    return {cite.code for categories in alleged for each in categories for cite in of_category(each)}
