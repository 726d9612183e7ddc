"""Which notices exist about reviews, to whom they go and what may stand in them.

None carries a word of what was asked, answered or found. Each names the reference, a day and where to read on.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from associations.diligence.models import Reminder, Review
from associations.diligence.permissions import Action, had_part, is_out, roles_for
from associations.diligence.states import DONE, OPEN, State
from associations.roles import Role, officers_of
from portal.outbox import models as outbox
from portal.outbox.registry import Kind, Pointless, Recipient, plan, register

if TYPE_CHECKING:
    from portal.accounts.models import User

#: Notices to the liaisons of the body. The part after the dot names the mail's template.
BODY = (
    "diligence.opened",
    "diligence.asked",
    "diligence.answers-close",
    "diligence.answers-missed",
    "diligence.entered",
    "diligence.heard",
    "diligence.redrafted",
    "diligence.comment-close",
    "diligence.time-given",
    "diligence.time-refused",
    "diligence.extended",
    "diligence.decided",
    "diligence.settled",
    "diligence.second-look",
    "diligence.ended",
)
STAFF = (
    "diligence.staff-opened",
    "diligence.staff-unassigned",
    "diligence.staff-assigned",
    "diligence.staff-answered",
    "diligence.staff-objected",
    "diligence.staff-time-asked",
    "diligence.staff-commented",
    "diligence.staff-proposed",
    "diligence.staff-sent-back",
    "diligence.staff-decided",
    "diligence.staff-statement",
    "diligence.staff-reported",
    "diligence.staff-not-met",
    "diligence.staff-second-asked",
    "diligence.staff-second-look",
    "diligence.staff-due-close",
    "diligence.staff-overdue",
    "diligence.staff-left",
)
About = Reminder.About


# --- planning: called inside the transaction of the change ----------------------------------------------------


def to_body(review: Review, kind: str, about: str = "") -> outbox.Message:
    """Unsaved notice for the body's liaisons; to nobody where there is none."""
    return plan(kind, review.pk, params=_params(review, "body", about))


def to_reviewer(review: Review, kind: str, about: str = "") -> outbox.Message:
    """Unsaved notice for whoever has the review in hand when it is sent, else for the supervisors."""
    return plan(kind, review.pk, params=_params(review, "reviewer", about))


def to_supervisors(review: Review, kind: str, about: str = "") -> outbox.Message:
    """Unsaved notice for the supervisors of the umbrella body."""
    return plan(kind, review.pk, params=_params(review, "supervisors", about))


def to_deciders(review: Review, kind: str) -> outbox.Message:
    """Unsaved notice for those who may confirm the proposal."""
    return plan(kind, review.pk, params=_params(review, "deciders", ""))


def to_free(review: Review, kind: str) -> outbox.Message:
    """Unsaved notice for those who had no part in the review, and may look a second time."""
    return plan(kind, review.pk, params=_params(review, "free", ""))


def to_person(review: Review, kind: str, user: "User") -> outbox.Message:
    """Unsaved notice for one person."""
    return plan(kind, review.pk, params=_params(review, "person", ""), user=user, language=user.language)


def _params(review: Review, to: str, about: str) -> dict[str, Any]:
    """Codes and dates. ``due``: what the notice is about, so that one about a date that was moved goes nowhere."""
    dates = {About.ANSWERS: review.answers_due_on, About.COMMENT: review.comment_until}
    due = dates.get(about, review.due_on)  # type: ignore[call-overload]
    if not about and to == "body":
        due = _body_date(review)
    return {"to": to, "about": about, "due": due.isoformat() if due else ""}


def _body_date(review: Review) -> date | None:
    """Until when the body can do something at this stage."""
    if review.state == State.ASKED:
        return review.answers_due_on
    if review.state in DONE:
        return review.contest_until
    return review.comment_until if review.state == State.HEARING else review.due_on


# --- resolving: called by the worker at the moment of sending; nothing of it is kept ------------------------


def _recipients(message: outbox.Message) -> list[Recipient]:
    review = (
        Review.objects.select_related("body", "umbrella", "reviewer").filter(pk=message.subject_id).first()
    )
    if review is None or _is_pointless(message, review):
        raise Pointless
    return [
        Recipient(person.email, person.language, person.full_name, person.time_zone)
        for person in _people(message, review)
        if person.is_active and person.email
    ]


def _people(message: outbox.Message, review: Review) -> Iterable["User"]:
    match message.params["to"]:
        case "body":
            return officers_of(review.body_id, [Role.LIAISON])
        case "person":
            return _free(review, [message.user] if message.user else [])
        case "reviewer":
            if review.reviewer is not None and review.reviewer.is_active:
                return _free(review, [review.reviewer])
        case "deciders":
            roles = roles_for(Action.CONFIRM)
            deciders = _free(review, officers_of(review.umbrella_id, roles))
            return [each for each in deciders if each.pk not in {review.proposed_by_id, review.reviewer_id}]
        case "free":
            looking = _free(review, officers_of(review.umbrella_id, roles_for(Action.SECOND_LOOK)))
            return [each for each in looking if not had_part(each, review)] or _supervisors(review)
    return _supervisors(review)


def _supervisors(review: Review) -> list["User"]:
    return _free(review, officers_of(review.umbrella_id, [Role.SUPERVISOR]))


def _free(review: Review, people: Iterable["User"]) -> list["User"]:
    """Those who are not out of the review for reasons of their own."""
    return [each for each in people if not is_out(each, review.body_id, review.body.country)]


def _is_pointless(message: outbox.Message, review: Review) -> bool:
    """A reminder of what was done, given to somebody or moved before the mail could go out."""
    about, due = message.params["about"], message.params["due"]
    if message.kind == "diligence.staff-unassigned" and review.reviewer_id is not None:
        return True
    match about:
        case About.REVIEWER | About.SUPERVISOR:
            return review.state not in OPEN or due != review.due_on.isoformat()
        case About.ANSWERS:
            return review.state != State.ASKED or due != str(review.answers_due_on)
        case About.COMMENT:
            return (
                review.state != State.HEARING
                or review.commented_at is not None
                or due != str(review.comment_until)
            )
    return False


# --- what stands in them ------------------------------------------------------------------------------------


def _context(message: outbox.Message) -> dict[str, Any]:
    references = Review.objects.filter(pk=message.subject_id).values_list("reference", flat=True)
    due = message.params.get("due")
    return {
        "reference": references.first() or "",
        "url": f"{settings.PORTAL_DESK_URL}/admin/diligence/review/{message.subject_id}/",
        "public_url": _public_url(message.subject_id, message.language),
        "due": date.fromisoformat(due) if due else None,
    }


def _public_url(review: UUID, language: str) -> str:
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        return settings.PORTAL_BASE_URL + reverse("reviews:one", args=[review], urlconf="portal.urls.public")


def _sample() -> dict[str, Any]:
    return {
        "reference": "DDR-2026-4XQ7K2M-F",
        "url": f"https://portal.example/admin/diligence/review/{UUID(int=0)}/",
        "public_url": f"https://portal.example/en/associations/reviews/{UUID(int=0)}/",
        "due": date(2026, 3, 4),
    }


def register_all() -> None:
    """Called once, from the application's ``ready``."""
    for name in (*BODY, *STAFF):
        register(
            Kind(
                name=name,
                audience="staff" if name in STAFF else "respondent",
                template=f"diligence/mail/{name.partition('.')[2]}",
                recipients=_recipients,
                context=_context,
                sample=_sample,
            )
        )
