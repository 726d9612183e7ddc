"""The one function that changes a complaint's stage."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from complaints import admissibility, notifications
from complaints.models import Complaint, Event
from complaints.permissions import may
from complaints.services import clocks
from complaints.services.actors import Actor
from complaints.services.stored_message import store_message, was_sent
from complaints.states import InadmissibilityReason, State
from complaints.workflow import BY_NAME, By, Need, Transition
from portal import ledger
from portal.outbox import models as outbox
from portal.sealing import Vault


class Refused(Exception):
    """The step cannot be taken. ``field`` names what is missing or wrong, if it is something that was asked
    for; the text is for the person who tried.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field = message, field


def apply(
    complaint_id: UUID,
    name: str,
    *,
    actor: Actor,
    now: datetime,
    vault: Vault,
    reason: str = "",
    message: str = "",
    reason_code: str = "",
    duplicate_of: str = "",
    submission: UUID | None = None,
) -> Complaint:
    """Take the step ``name`` (``workflow.TRANSITIONS``) and return the complaint as saved.

    One transaction: the complaint's row locked, permission and needs checked on the locked row, state, clocks,
    event, message, notices and commitment written. ``vault`` seals the words: the desk's, or the one the
    receipt opened. ``submission`` makes a message that is sent twice count once. ``duplicate_of`` is the reference
    of the complaint of which this one is found to be the duplicate.

    Raises :class:`Refused` when the stage has changed meanwhile, the actor may not, or something needed is missing;
    ``Complaint.DoesNotExist`` when there is no such complaint.
    """
    step = BY_NAME[name]
    with transaction.atomic():
        complaint = Complaint.objects.locked(complaint_id)
        if was_sent(submission, complaint):
            _check_taken(complaint, step, actor)
            return complaint
        given = {
            "reason": reason,
            "message": message,
            "reason_code": reason_code,
            "duplicate_of": duplicate_of,
        }
        detail = _check(complaint, step, actor, given, now)
        before = complaint.state
        _move(complaint, step, reason_code, now)
        event = Event(
            complaint=complaint,
            kind=Event.Kind.TRANSITION,
            transition=name,
            from_state=before,
            to_state=step.target,
            actor_kind=actor.kind,
            actor=actor.user,
            at=now,
            detail=detail,
        )
        vault.write(event, reason=reason or None)
        event.save(force_insert=True)
        if message and actor.by == By.STAFF:
            store_message(complaint, message, actor=actor, now=now, vault=vault, submission=submission)
        complaint.has_unread = complaint.has_unread or actor.by == By.COMPLAINANT
        save_with_history(complaint, event)
        outbox.Message.objects.bulk_create(_notices(complaint, step, actor))
        ledger.commit(
            "transition",
            complaint.pk,
            {"event": str(event.pk), "step": name, "from": before, "to": str(step.target)},
            now,
        )
    return complaint


def _check(
    complaint: Complaint, step: Transition, actor: Actor, given: Mapping[str, str], now: datetime
) -> str:
    """What the event keeps as code beside the step. Raises :class:`Refused`."""
    if actor.by not in step.by:
        raise Refused(_("This step is not yours to take."))
    if complaint.state not in step.sources:
        raise Refused(
            _(
                "The complaint is now at the stage “%(stage)s”, so this step can no longer be taken. "
                "Somebody else may have acted meanwhile."
            )
            % {"stage": complaint.get_state_display()}
        )
    if actor.user is not None and not may(actor.user, step.name, complaint):
        raise Refused(_("Your role does not allow this step."))
    if step.within and not clocks.lies_ahead(complaint, step.within, now):
        raise Refused(_("The time in which this step could be taken has passed."))
    if step.after and (waits := clocks.lies_ahead(complaint, step.after, now)):
        date = date_format(localtime(waits.due_at), "DATETIME_FORMAT")
        raise Refused(_WAITS[step.after]() % {"date": date})
    for need in sorted(step.needs):
        if not given[need].strip():
            raise Refused(_NEEDED[need](), field=need)
    if Need.REASON_CODE in step.needs:
        return _reason_code(complaint, given, actor)
    return ""


def _check_taken(complaint: Complaint, step: Transition, actor: Actor) -> None:
    """The form came before: that is a success only if this very step, by this person, was the last one taken."""
    taken = complaint.events.filter(kind=Event.Kind.TRANSITION)
    last = taken.aggregate(at=Max("at"))[
        "at"
    ]  # two steps can have one moment: the stage tells which came last
    if not taken.filter(at=last, transition=step.name, actor=actor.user, to_state=complaint.state).exists():
        raise Refused(_("This form was sent before, and nothing was done now. Open the complaint again."))


def _move(complaint: Complaint, step: Transition, reason_code: str, now: datetime) -> None:
    """The new stage and what it does to the clocks; saving the complaint is the caller's."""
    complaint.state, complaint.state_since = step.target, now
    if Need.REASON_CODE in step.needs:
        complaint.inadmissible_because = reason_code
    elif step.target not in {State.CLOSED, State.REVIEW_REQUESTED}:
        complaint.inadmissible_because = ""
    clocks.move(
        complaint,
        now,
        meets=step.meets,
        starts=step.starts,
        pauses=step.pauses,
        restarts=step.restarts,
        resumes=step.resumes,
        stops=step.stops,
        stops_all=step.stops_all,
        runs_out=step.after,
    )


def _notices(complaint: Complaint, step: Transition, actor: Actor) -> list[outbox.Message]:
    """Unsaved: for the complainant where the step has a notice, for the staff where a party took it."""
    notices = notifications.to_complainant(complaint, step.notice) if step.notice else []
    if actor.by in {By.COMPLAINANT, By.RESPONDENT}:
        notices += notifications.to_staff(complaint, f"staff.{step.name}")
    return notices


def _reason_code(complaint: Complaint, given: Mapping[str, str], actor: Actor) -> str:
    """The reason code, with the key of the other complaint where this one is its duplicate: never its reference, which
    a reader of this history may have to know nothing of.
    """
    code = given[Need.REASON_CODE]
    if code not in InadmissibilityReason.values:
        raise Refused(_("Choose a reason from the list."), field=Need.REASON_CODE)
    if code not in admissibility.can_be_given(complaint):
        raise Refused(_CANNOT_BE_GIVEN[InadmissibilityReason(code)](), field=Need.REASON_CODE)
    if code != InadmissibilityReason.DUPLICATE or actor.user is None:
        return code
    other = admissibility.already_handled(given["duplicate_of"], complaint, actor.user)
    if other is None:
        raise Refused(
            _("Give the reference of another complaint that is being handled and that you can open."),
            field="duplicate_of",
        )
    return f"{code}:{other.pk}"


_CANNOT_BE_GIVEN = {
    InadmissibilityReason.INSUFFICIENT_INFORMATION: lambda: _(
        "“Too little information” can be the reason only after particulars were asked for."
    ),
    InadmissibilityReason.ANONYMOUS_UNVERIFIABLE: lambda: _(
        "This complaint is not anonymous, so that cannot be the reason."
    ),
    InadmissibilityReason.TOO_OLD: lambda: _(
        "No limit for the age of the facts has been published, so that cannot be the reason."
    ),
}
#: Whose time a step must not take away (``Transition.after``).
_WAITS = {
    "request-review": lambda: _(
        "Until %(date)s a review can still be asked for, so this step cannot be taken yet."
    ),
    "particulars": lambda: _(
        "The complainant has until %(date)s to answer the question, so this step cannot be taken yet."
    ),
    "reply": lambda: _("The respondent has until %(date)s to reply, so this step cannot be taken yet."),
    "comment": lambda: _(
        "Both sides have until %(date)s to comment on the draft findings, so this step cannot be taken yet."
    ),
}
_NEEDED = {
    Need.REASON: lambda: _("Write the reason: it stands in the history of the case."),
    Need.MESSAGE: lambda: _("Write what the complainant should read."),
    Need.REASON_CODE: lambda: _("Choose a reason from the list."),
}


def save_with_history(complaint: Complaint, event: Event) -> None:
    """Save a locked complaint; its history row names who acted and points at the event that keeps - sealed - why."""
    complaint._history_user = event.actor  # type: ignore[attr-defined]
    complaint._change_reason = f"event:{event.pk}"  # type: ignore[attr-defined]
    complaint.save()


__all__ = ["Refused", "apply", "save_with_history"]
