"""Which duties one person may combine, and which never: data, read by the code, the tests and the page in the admin.

Reasons and the worked example of a secretariat of three: ``docs/decisions/duties-of-three.md``.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    INTAKE_OFFICER = "intake_officer", _("intake officer")
    CASE_HANDLER = "case_handler", _("case handler")
    DECISION_MAKER = "decision_maker", _("decision maker")
    EXTERNAL_REVIEWER = "external_reviewer", _("external reviewer")
    SUPERVISOR = "supervisor", _("supervisor")
    LIAISON = "liaison", _("respondent's liaison")
    CUSTODIAN = "custodian", _("identity custodian")
    PUBLISHER = "publisher", _("publisher")
    TRANSLATOR = "translator", _("translator")
    ENGAGEMENT = "engagement", _("engagement officer")
    DUE_DILIGENCE = "due_diligence", _("due-diligence reviewer")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class Verdict(models.TextChoices):
    TOGETHER = "together", _("may be combined")
    PER_CASE = "per_case", _("may be combined, never in the same case")
    NEVER = "never", _("never combined")


@dataclass(frozen=True)
class Rule:
    verdict: Verdict
    reason: Any = ""  # a lazily translated sentence that begins in lower case


# Roles that open sealed content of complaints (each to its own extent: complaints/permissions.py).
READING_ROLES = frozenset(
    {
        Role.INTAKE_OFFICER,
        Role.CASE_HANDLER,
        Role.DECISION_MAKER,
        Role.EXTERNAL_REVIEWER,
        Role.SUPERVISOR,
        Role.LIAISON,
        Role.CUSTODIAN,
    }
)
_TOGETHER = Rule(Verdict.TOGETHER)
_AUDITOR = Rule(Verdict.NEVER, _("who examines the record has taken no part in making it."))
_EXTERNAL = Rule(Verdict.NEVER, _("a reviewer who works in the secretariat is not external."))
_LIAISON = Rule(Verdict.NEVER, _("who answers for a respondent has no part in handling complaints."))
_ADMINISTRATOR = Rule(Verdict.NEVER, _("who gives access has none to complaints."))
_PUBLISHER = Rule(Verdict.NEVER, _("who publishes sees only what was cleared for publication."))
_TRANSLATOR = Rule(Verdict.NEVER, _("who translates sees only what is meant for the public."))
_ENGAGEMENT = Rule(
    Verdict.NEVER, _("a prosecutor who asks for help must not meet a person who reads complaints.")
)
_DUE_DILIGENCE = Rule(
    Verdict.NEVER, _("a review rests on what can be cited, never on what complaints told in confidence.")
)
_CUSTODIAN = Rule(Verdict.NEVER, _("who asks for an identity cannot be who opens it."))
_DECIDES = Rule(Verdict.PER_CASE, _("a decision is confirmed by somebody who did not prepare it."))
_SUPERVISES = Rule(Verdict.PER_CASE, _("nobody supervises their own work in a case."))

# For a pair the first line that names one of the two alone, or both, decides.
_ALONE: tuple[tuple[Role, Rule], ...] = (
    (Role.AUDITOR, _AUDITOR),
    (Role.LIAISON, _LIAISON),
    (Role.EXTERNAL_REVIEWER, _EXTERNAL),
)
_NOT_READING: tuple[tuple[Role, Rule], ...] = (
    (Role.ADMINISTRATOR, _ADMINISTRATOR),
    (Role.PUBLISHER, _PUBLISHER),
    (Role.TRANSLATOR, _TRANSLATOR),
    (Role.ENGAGEMENT, _ENGAGEMENT),
    (Role.DUE_DILIGENCE, _DUE_DILIGENCE),
)
_PAIRS: dict[frozenset[Role], Rule] = {
    frozenset({Role.CUSTODIAN, Role.INTAKE_OFFICER}): _CUSTODIAN,
    frozenset({Role.CUSTODIAN, Role.CASE_HANDLER}): _CUSTODIAN,
    frozenset({Role.DECISION_MAKER, Role.INTAKE_OFFICER}): _DECIDES,
    frozenset({Role.DECISION_MAKER, Role.CASE_HANDLER}): _DECIDES,
    frozenset({Role.SUPERVISOR, Role.INTAKE_OFFICER}): _SUPERVISES,
    frozenset({Role.SUPERVISOR, Role.CASE_HANDLER}): _SUPERVISES,
}


def _decide(one: Role, other: Role) -> Rule:
    pair = {one, other}
    for role, rule_ in _ALONE:
        if role in pair:
            return rule_
    for role, rule_ in _NOT_READING:
        if role in pair and pair & READING_ROLES:
            return rule_
    return _PAIRS.get(frozenset(pair), _TOGETHER)


MATRIX: dict[frozenset[Role], Rule] = {frozenset(pair): _decide(*pair) for pair in combinations(Role, 2)}


def rule(one: Role, other: Role) -> Rule:
    """What holds for one person with these two roles; the same role in two bodies may be combined."""
    return _TOGETHER if one == other else MATRIX[frozenset({one, other})]


def never_in_one_case(roles: set[Role]) -> bool:
    """Whether these roles, all exercised by one person in one case, break the matrix."""
    return any(rule(*pair).verdict != Verdict.TOGETHER for pair in combinations(sorted(roles), 2))
