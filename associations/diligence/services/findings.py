"""The draft - findings and intended decision - and its hearing. What is changed after it is heard again."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from associations.diligence import notifications
from associations.diligence.models import Review, ReviewEvent
from associations.diligence.papers import Findings, Proposal, groups_of
from associations.diligence.permissions import Action
from associations.diligence.questionnaire import group_name
from associations.diligence.services import asking, serving
from associations.diligence.services.change import (
    Refused,
    check_words,
    day,
    dossier_of,
    locked,
    move,
    note,
    rule_of,
)
from associations.diligence.states import CONDITIONAL, OUTCOMES, Outcome, ReviewPurpose, State
from associations.models.record import check_sources
from portal.outbox import models as outbox
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Kind = ReviewEvent.Kind
MOST_CONDITIONS = 20


def draft(review_id: UUID, written: Findings, *, by: "User", now: datetime, vault: Vault) -> Review:
    """Write the findings, as far as they are; what was written before is replaced.

    Raises :class:`Refused`, also for a source that is none, a finding that rests on one that is not listed or on
    answers that the body did not give, or while it can still correct what was entered in its name.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.DRAFT)
        asking.check_seen(review, day(now))
        try:
            check_sources(written.sources)
        except ValidationError as problem:
            raise Refused(" ".join(problem.messages)) from problem
        _check_findings(review, written)
        dossier = dossier_of(review)
        vault.write_json(dossier, "findings", written.to_json())
        dossier.save(update_fields=["findings"])
        _back_to_draft(review, Action.DRAFT, Kind.DRAFT, by, now)
    return review


def intend(review_id: UUID, proposal: Proposal, *, by: "User", now: datetime, vault: Vault) -> Review:
    """Write which decision the reviewer means to propose, why and on which conditions: the body is heard on that too.

    Raises :class:`Refused` for an outcome of another purpose, without reasons, with conditions where the outcome has
    none (or none where it has some), or for dates that pass before the body was heard.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.INTEND)
        asking.check_seen(review, day(now))
        _check_decision(review, proposal, day(now))
        dossier = dossier_of(review)
        vault.write_json(dossier, "decision", proposal.to_json() | {"reply": ""})
        dossier.save(update_fields=["decision"])
        _back_to_draft(review, Action.INTEND, Kind.INTEND, by, now)
    return review


def _back_to_draft(review: Review, action: Action, kind: ReviewEvent.Kind, by: "User", now: datetime) -> None:
    """A changed draft goes on as a draft. Its hearing is over; what the body said about it stays, and it is told."""
    before = move(review, action, now)
    review.comment_until = review.commented_at = review.heard_on = None
    review.heard_way, review.comment_final = "", False
    review.save(
        update_fields=[
            "state",
            "state_since",
            "comment_until",
            "commented_at",
            "comment_final",
            "heard_way",
            "heard_on",
        ]
    )
    note(review, kind, now, user=by, before=before)
    if before == State.HEARING:
        review.time_requests.filter(granted__isnull=True).update(granted=False, answered_at=now)
        outbox.Message.objects.bulk_create([notifications.to_body(review, "diligence.redrafted")])


def _check_findings(review: Review, written: Findings) -> None:
    asked = groups_of(review.questions)
    if {each.group for each in written.findings} - set(asked):
        raise Refused(_("A finding is about what was asked."))
    answered = set(asking.counted(review).values_list("question", flat=True))
    with_answer = {each["group"] for each in review.questions if each["code"] in answered}
    for each in written.findings:
        if any(not 1 <= number <= len(written.sources) for number in each.rests_on):
            raise Refused(_("There is no source with this number."), f"rests-{each.group}")
        if each.on_answers and each.group not in with_answer:
            raise Refused(
                _("The body answered no question of “%(group)s”, so this finding cannot rest on an answer.")
                % {"group": group_name(each.group)},
                f"answers-{each.group}",
            )


def _check_decision(review: Review, proposal: Proposal, today: date) -> None:
    if proposal.outcome not in OUTCOMES[ReviewPurpose(review.purpose)]:
        raise Refused(_("Choose a decision."), "outcome")
    check_words(proposal.reasons, _("Write the reasons: they are published."), "reasons")
    if Outcome(proposal.outcome) in CONDITIONAL and not proposal.conditions:
        raise Refused(_("Name at least one condition."), "condition-0")
    if Outcome(proposal.outcome) not in CONDITIONAL and proposal.conditions:
        raise Refused(
            _("This decision has no conditions. Choose the one that has, or take them out."), "outcome"
        )
    if len(proposal.conditions) > MOST_CONDITIONS:
        raise Refused(_("A decision has up to %(number)s conditions.") % {"number": MOST_CONDITIONS})
    heard = today + timedelta(days=rule_of(review.umbrella_id).comment_days)
    for number, each in enumerate(proposal.conditions):
        check_words(each.text, _("Write what is asked for."), f"condition-{number}", 1000)
        if each.due_on <= heard:
            raise Refused(_("Choose a day that comes after the body was heard."), f"due-{number}")


def hear(
    review_id: UUID,
    *,
    by: "User",
    now: datetime,
    vault: Vault,
    service: serving.Service = serving.Service(),  # noqa: B008 - a constant
) -> Review:
    """Put the draft to the body - findings, intended decision, reasons, conditions - which has the days of the rule to
    comment; its liaisons are told.

    Raises :class:`Refused` when a finding lacks its words, what it rests on or what is not known; without a summary or
    an intended decision; or for a body without a liaison where nobody says how else they reached it.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.HEAR)
        dossier = dossier_of(review)
        written = Findings.from_json(vault.read_json(dossier, "findings"))
        _check_whole(review, written)
        _check_findings(review, written)
        proposal = Proposal.from_json(vault.read_json(dossier, "decision"))
        if not proposal.outcome:
            raise Refused(
                _("Write the intended decision first: the body is heard on it, its reasons and conditions.")
            )
        _check_decision(review, proposal, day(now))
        served = serving.check(review, service, day(now))
        before = move(review, Action.HEAR, now)
        review.heard_way, review.heard_on = served.way, served.on
        review.comment_until = day(now) + timedelta(days=rule_of(review.umbrella_id).comment_days)
        review.hearing += 1
        review.save(
            update_fields=["state", "state_since", "comment_until", "heard_way", "heard_on", "hearing"]
        )
        detail = review.comment_until.isoformat()
        note(review, Kind.HEAR, now, user=by, detail=detail, before=before, vault=vault, reason=served.to)
        outbox.Message.objects.bulk_create([notifications.to_body(review, "diligence.heard")])
    return review


def _check_whole(review: Review, written: Findings) -> None:
    missing = [group for group in groups_of(review.questions) if not written.of(group).is_whole]
    if missing:
        raise Refused(
            _(
                "Each finding says what was found, what it rests on and what is not known; or why it does not apply. "
                "Missing: %(groups)s."
            )
            % {"groups": ", ".join(group_name(group) for group in missing)}
        )
    if not written.summary.strip():
        raise Refused(_("Write the summary of the findings first."))
