"""What is asked before a commitment counts as verified, and for how long it then does. Data, read by the code, the
pages and the tests.

The questions follow the petitions of 2016 and 2017 and the UN Guiding Principles on Business and Human Rights (15, 16,
17 and 31); the number of months is the portal's own, except where ``why`` names a source. A question that was answered
once keeps its code and its sense: a better one gets a code of its own and the old one ``asked=False``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from associations.models import Commitment
from portal import clocks


@dataclass(frozen=True, slots=True)
class Question:
    """``needed``: without "yes" the commitment is not verified. ``asked``: is still asked."""

    code: str
    text: Any
    needed: bool = True
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """``sense``: what the commitment means here; ``months``: how long a verification counts; ``why``: so long."""

    sense: Any
    months: int
    why: Any
    questions: tuple[Question, ...]


_LASTING = _("A text of this kind is usually looked at again every two years.")
_PERSONAL = _("People change posts: a name and an address are out of date sooner than a text.")
_YEARLY = _("It is something done every year: the petition of 2017 asks for yearly reviews.")

RULES: dict[Commitment, Rule] = {
    Commitment.POLICY: Rule(
        _("A public text in which the body undertakes to respect human rights in its own work."),
        24,
        _LASTING,
        (
            Question("policy-adopted", _("Was it adopted by the governing body?")),
            Question("policy-public", _("Can anybody read the whole text?")),
            Question("policy-standards", _("Does it name the international standards that it follows?")),
            Question("policy-responsible", _("Does it name who is responsible for it?"), needed=False),
            Question(
                "policy-reviewed", _("Does it say on which date it is looked at again?"), needed=False
            ),
        ),
    ),
    Commitment.COMPLAINTS: Rule(
        _("A way to complain about the body or its members that is open to those concerned."),
        24,
        _LASTING,
        (
            Question(
                "complaints-open", _("Can a person concerned complain without a lawyer and without a fee?")
            ),
            Question("complaints-published", _("Are the steps and their time limits published?")),
            Question(
                "complaints-reasons", _("Does whoever complained get a decision with reasons in writing?")
            ),
            Question(
                "complaints-apart", _("Do those who are concerned themselves stay out of deciding?"),
            ),
            Question("complaints-figures", _("Are figures of complaints published every year?"), needed=False),
        ),
    ),
    Commitment.PROTOCOL: Rule(
        _("The Model Protocol on Human Rights for Public Prosecutors, or rules that say the same, are in force."),
        24,
        _LASTING,
        (
            Question("protocol-adopted", _("Was it adopted by the body that can bind its members?")),
            Question("protocol-text", _("Is the adopted text published, with what differs from the model?")),
            Question("protocol-members", _("Were the members told, in their languages?")),
            Question("protocol-training", _("Is it part of training?"), needed=False),
        ),
    ),
    Commitment.FOCAL_POINT: Rule(
        _("Somebody answers for human rights, and can be reached by people from outside."),
        12,
        _PERSONAL,
        (
            Question("focal-named", _("Is a person or an office named?")),
            Question("focal-reachable", _("Is the address published?")),
            Question("focal-answers", _("Did a question that was sent there get an answer within 30 days?")),
            Question("focal-mandate", _("Is it published what the focal point may do?"), needed=False),
        ),
    ),
    Commitment.DILIGENCE: Rule(
        _("The body looks at the human-rights record of new and present members, and of hosts of its events."),
        12,
        _YEARLY,
        (
            Question("diligence-procedure", _("Is there a published procedure?")),
            Question("diligence-admission", _("Is it followed before a member is admitted?")),
            Question("diligence-members", _("Were present members looked at within the last year?")),
            Question("diligence-hosts", _("Is it followed before a venue is chosen?"), needed=False),
            Question("diligence-results", _("Are results published?"), needed=False),
        ),
    ),
    Commitment.DIALOGUE: Rule(
        _("The body meets civil society regularly and answers what it hears there."),
        12,
        _("It is something done every year: meetings of the past year count, earlier ones do not."),
        (
            Question("dialogue-met", _("Was there a meeting with civil society within the last year?")),
            Question("dialogue-open", _("Could organisations that criticise the body take part?")),
            Question("dialogue-published", _("Is it published who took part and what was discussed?")),
            Question("dialogue-answered", _("Did the body answer in writing what was asked of it?"), needed=False),
        ),
    ),
}  # fmt: skip
QUESTIONS: dict[str, Question] = {
    question.code: question for rule in RULES.values() for question in rule.questions
}

#: A preparation that waited longer is made anew: what was seen then may be otherwise now.
WAITS_AT_MOST = 90  # days


def asked(commitment: str) -> tuple[Question, ...]:
    """The questions of today's checklist. Raises ValueError for what is none of the six."""
    return tuple(question for question in RULES[Commitment(commitment)].questions if question.asked)


@lru_cache(maxsize=4096)  # whole tables ask for the same days again and again
def until(commitment: str, day: date) -> date:
    """The last day on which a verification of ``day`` counts: the same day of the month ``months`` later or, where that
    does not exist, the last of the month. Raises ValueError for what is none of the six.
    """
    months = RULES[Commitment(commitment)].months
    start = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day, of no zone
    return clocks.add(start, months, clocks.Unit.MONTHS).date()
