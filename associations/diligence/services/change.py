"""What every change of a review has in common: refusal, permission on the locked row, the stage, a line of the
history.
"""

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from associations.diligence.models import Dossier, Review, ReviewEvent, ReviewRule
from associations.diligence.permissions import Action, may
from associations.diligence.states import LONGEST, SUBSTANCE
from associations.diligence.workflow import STEPS
from associations.roles import Role, officers_of
from portal import clocks
from portal.sealing import Purpose, Vault
from portal.web.fields import says_something

if TYPE_CHECKING:
    from portal.accounts.models import User


class Refused(Exception):
    """The step cannot be taken. ``field`` names what is missing or wrong, if it is something that was asked for;
    the text is for the person who tried.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field = message, field


def locked(review_id: UUID, user: "User", action: Action) -> Review:
    """The review with its row locked, for ``user`` to take ``action``. Inside a transaction.

    Raises ``Review.DoesNotExist``; :class:`Refused` when ``user`` may not, or the stage is past it.
    """
    review = Review.objects.locked(review_id)
    step = STEPS.get(action)
    fits = step is None or review.state in step.sources
    if (
        not fits
        or not may(user, action, review)
        or not Review.objects.visible_to(user).filter(pk=review.pk).exists()
    ):
        raise Refused(_("Your role does not allow this at the present stage."))
    return review


def move(review: Review, action: Action, now: datetime) -> str:
    """Put the locked review where ``action`` leads, and return the stage it was in. Saving is the caller's."""
    before = review.state
    target = STEPS[action].target
    if target is not None and before != target:
        review.state, review.state_since = target, now
    return before


def note(
    review: Review,
    kind: ReviewEvent.Kind,
    now: datetime,
    *,
    user: "User | None" = None,
    of_body: bool = False,
    detail: str = "",
    before: str = "",
    vault: Vault | None = None,
    reason: str = "",
) -> ReviewEvent:
    """Add a line to the history. ``before``: the stage it left, when the stage changed. ``vault`` seals ``reason``.

    ``of_body``: the person acts for the body that is reviewed. Without a person the portal itself did it.
    """
    kinds = ReviewEvent.ActorKind
    actor = kinds.SYSTEM if user is None else kinds.BODY if of_body else kinds.STAFF
    moved = bool(before) and before != review.state
    event = ReviewEvent(
        review=review,
        kind=kind,
        actor_kind=actor,
        actor=user,
        at=now,
        detail=detail,
        from_state=before if moved else "",
        to_state=review.state if moved else "",
    )
    if vault is not None and reason:
        vault.write(event, reason=reason)
    event.save(force_insert=True)
    return event


def vault_of(review_id: UUID) -> Vault:
    return Vault.for_desk(review_id, [Purpose.CONTENT])


def dossier_of(review: Review) -> Dossier:
    """The working paper of a locked review."""
    return Dossier.objects.get(pk=review.pk)


def rule_of(umbrella_id: UUID) -> ReviewRule:
    """The rule of an umbrella body; of one that reviews no members but opened a review by hand, the usual numbers."""
    found = ReviewRule.objects.filter(pk=umbrella_id).first()
    return found or ReviewRule(umbrella_id=umbrella_id, since=date.max)


def day(now: datetime) -> date:
    """The portal's day of a moment: dates of reviews are whole days."""
    return timezone.localdate(now, timezone.get_default_timezone())


def months_after(start: date, number: int) -> date:
    """``number`` months after a day, by the portal's one rule for months (``portal.clocks.add``)."""
    return clocks.add(datetime.combine(start, time.min), number, clocks.Unit.MONTHS).date()


def check_words(text: str, missing: str, field: str, limit: int = LONGEST) -> None:
    """Raises :class:`Refused` without words, or with too many."""
    if not says_something(text):
        raise Refused(missing, field)
    if len(text) > limit:
        raise Refused(
            _("This can have up to %(limit)s characters; it has %(number)s.")
            % {"limit": limit, "number": len(text)},
            field,
        )


def check_substance(text: str, field: str = "reason") -> None:
    """Raises :class:`Refused` for a reason that says too little to be one."""
    check_reason(text, field)
    said = sum(1 for letter in text if says_something(letter))
    if said < SUBSTANCE:
        raise Refused(
            _(
                "Say in a sentence or two what convinced you: at least %(limit)s letters. Who asks later must find a "
                "reason here."
            )
            % {"limit": SUBSTANCE},
            field,
        )


def check_past(given: date | None, today: date, field: str) -> date:
    """The day, if there is one and it is not still to come; else raises :class:`Refused`."""
    if given is None or given > today:
        raise Refused(_("Say on which day. It cannot be one still to come."), field)
    return given


def has_liaison(review: Review) -> bool:
    """Whether the body has somebody who can read and answer in the portal. One query."""
    return officers_of(review.body_id, [Role.LIAISON]).exists()


def check_reason(text: str, field: str = "reason") -> None:
    check_words(text, _("Write the reason: it stands in the history of the review."), field)
