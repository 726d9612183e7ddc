"""Clocks: the published limits, each with its source (``Rule.basis``). The arithmetic of dates is the floor's
(``portal/clocks.py``).

Pure: no database, no "now".
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.clocks import Unit, add

__all__ = ["BY_CODE", "RULES", "Owes", "Rule", "Unit", "add"]


class Owes(models.TextChoices):
    """Who has to act before the clock runs out."""

    STAFF = "staff", _("the handling body")
    COMPLAINANT = "complainant", _("the complainant")
    RESPONDENT = "respondent", _("the respondent")
    NOBODY = "nobody", _("nobody; it happens by itself")


#: A limit is at most so long, whoever proposes it, unless its rule says otherwise: about a year.
BOUNDS = {Unit.DAYS: 365, Unit.WORKING_DAYS: 260, Unit.MONTHS: 12}


@dataclass(frozen=True, slots=True)
class Rule:
    """One published limit. ``number`` counts ``unit`` from ``starts_on``; ``urgent`` replaces it in urgent
    complaints.
    """

    code: str
    label: str | Promise
    number: int
    unit: Unit
    starts_on: str | Promise
    basis: str | Promise
    owes: Owes = Owes.STAFF
    extendable_to: int | None = None
    urgent: int | None = None
    only_urgent: bool = False
    #: Days before the date on which staff who owe the step are reminded, and days after it. Nobody else is reminded.
    remind_before: tuple[int, ...] = ()
    remind_after: tuple[int, ...] = ()
    at_filing: bool = False
    #: The longest that the limit can be made, in its unit; None: by ``BOUNDS``.
    most: int | None = None

    @property
    def bound(self) -> int:
        return self.most or BOUNDS[self.unit]


RULES: tuple[Rule, ...] = (
    Rule(
        "acknowledge",
        _("Acknowledge the complaint or ask for particulars"),
        3,
        Unit.DAYS,
        _("receipt"),
        _(
            "modelled on the timetable of the International Association of Prosecutors (IAP) for prosecutors "
            "in difficulty"
        ),
        remind_before=(1,),
        remind_after=(0, 2, 7),
        at_filing=True,
    ),
    Rule(
        "particulars",
        _("The complainant answers a question for particulars"),
        30,
        Unit.DAYS,
        _("the day of the question"),
        _("the portal's own rule"),
        owes=Owes.COMPLAINANT,
        remind_before=(14, 3),
    ),
    Rule(
        "inform-supervisor",
        _("Inform the supervisor"),
        3,
        Unit.DAYS,
        _("receipt; no longer owed once admissibility is decided"),
        _("modelled on the same IAP timetable; one day in urgent complaints is the portal's own rule"),
        urgent=1,
        remind_before=(),
        remind_after=(0,),
        at_filing=True,
    ),
    Rule(
        "assess",
        _("Assess whether the complaint is admissible"),
        10,
        Unit.DAYS,
        _("receipt, or receipt of the particulars asked for, whichever is later"),
        _("modelled on the IAP timetable for prosecutors in difficulty"),
        remind_before=(3, 1),
        remind_after=(0, 3, 10),
        at_filing=True,
    ),
    Rule(
        "tell-unsuitable",
        _("Tell the complainant, with reasons, if the complaint is unsuitable"),
        14,
        Unit.DAYS,
        _("receipt, or receipt of the particulars asked for, whichever is later"),
        _("modelled on the IAP timetable for prosecutors in difficulty"),
        remind_before=(2,),
        remind_after=(0, 7),
        at_filing=True,
    ),
    Rule(
        "interim-measure",
        _("Decide on an urgent interim measure or statement"),
        14,
        Unit.DAYS,
        _("receipt of an urgent complaint"),
        _("modelled on the IAP timetable for prosecutors in difficulty"),
        only_urgent=True,
        remind_before=(7, 2),
        remind_after=(0,),
        at_filing=True,
    ),
    Rule(
        "reply",
        _("Respondent's reply"),
        60,
        Unit.DAYS,
        _("transmission; extendable with a reason"),
        _("the portal's own rule"),
        owes=Owes.RESPONDENT,
        extendable_to=90,
    ),
    Rule(
        "committee-report",
        _("Report on the examination"),
        28,
        Unit.DAYS,
        _("referral; extendable with a reason"),
        _("modelled on the four weeks of the IAP's standing committee on prosecutors in difficulty"),
        remind_before=(7, 2),
        remind_after=(0, 7),
        extendable_to=56,
    ),
    Rule(
        "comment",
        _("Both sides comment on the draft findings"),
        14,
        Unit.DAYS,
        _("the day the draft findings are sent"),
        _("the portal's own rule"),
        owes=Owes.RESPONDENT,
    ),
    Rule(
        "feedback",
        _("Feedback to the complainant"),
        3,
        Unit.MONTHS,
        _("acknowledgement; extendable to six months with a reason"),
        _("benchmark: Directive (EU) 2019/1937, articles 9(1)(f) and 11(2)(d)"),
        extendable_to=6,
        remind_before=(14, 3),
        remind_after=(0, 14),
    ),
    Rule(
        "request-review",
        _("Ask for a review of an inadmissibility or a decision"),
        30,
        Unit.DAYS,
        _("notice of the result"),
        _("the portal's own rule"),
        owes=Owes.COMPLAINANT,
    ),
    Rule(
        "review",
        _("Decide on a request for a review"),
        30,
        Unit.DAYS,
        _("receipt of the request"),
        _("the portal's own rule"),
        remind_before=(7, 2),
        remind_after=(0, 7),
    ),
    Rule(
        "follow-up",
        _("Follow up a recommendation, then yearly"),
        180,
        Unit.DAYS,
        _("decision"),
        _("the portal's own rule"),
        remind_before=(14,),
        remind_after=(0, 14),
    ),
    Rule(
        "retention",
        _("Content kept after the end of a case, then erased"),
        1095,
        Unit.DAYS,
        _("closure, withdrawal or discontinuance"),
        _("the portal's own rule"),
        owes=Owes.NOBODY,
        most=3_650,
    ),
    Rule(
        "draft",
        _("Draft of a complaint kept"),
        14,
        Unit.DAYS,
        _("the last change"),
        _("the portal's own rule"),
        owes=Owes.NOBODY,
    ),
)
BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}


class Running(Protocol):
    """What is asked of a clock of a case (``models.Clock``)."""

    met_at: datetime | None
    stopped_at: datetime | None
    paused_at: datetime | None

    def is_missed(self, now: datetime) -> bool: ...


def state_of(clock: Running, now: datetime) -> str:
    """What ``portal/components/clock.html`` shows of a clock; empty while the days left decide."""
    missed = clock.is_missed(now)
    if clock.met_at:
        return "missed" if missed else "met"
    if clock.stopped_at or clock.paused_at:
        return "unmet" if missed else "off" if clock.stopped_at else "paused"
    return ""
