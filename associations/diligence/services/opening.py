"""A review begins: opened by a person, or by the portal when a member's next one comes due."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from associations.diligence import notifications, questionnaire
from associations.diligence.models import Dossier, Review, ReviewEvent, ReviewRule
from associations.diligence.permissions import OPENERS, is_out, umbrellas_where
from associations.diligence.services.change import Refused, day, months_after, note
from associations.diligence.states import DONE, OPEN, PREFIX, ReviewPurpose
from associations.models import Association, Membership
from portal.outbox import models as outbox
from portal.receipts import code as codes
from portal.sealing import Purpose, Vault
from portal.sealing.models import DataKey

if TYPE_CHECKING:
    from portal.accounts.models import User

#: A host is reviewed before a venue is chosen; a member at most so long ahead.
FURTHEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a review is opened. ``event_*``: of a host only."""

    umbrella: Association
    body: Association
    purpose: ReviewPurpose
    due_on: date
    event_name: str = ""
    event_place: str = ""
    event_from: date | None = None
    event_to: date | None = None


def open_review(occasion: Occasion, *, by: "User", now: datetime) -> Review:
    """Open a review by hand; nobody has it in hand yet, and the supervisors are told.

    Raises :class:`Refused` without permission, for a body one is out of, for the review of a current member that is
    none, where one of this body is under way, or for dates that make no sense.
    """
    if occasion.umbrella.pk not in umbrellas_where(by, OPENERS):
        raise Refused(_("Your role does not allow this."), "umbrella")
    _check(occasion, day(now))
    if is_out(by, occasion.body.pk, occasion.body.country):
        raise Refused(_("You have a role or an interest there: somebody else opens this review."), "body")
    try:
        with transaction.atomic():
            return _store(occasion, by, now)
    except IntegrityError as problem:
        raise Refused(_("A review of this body is under way."), "body") from problem


def _check(occasion: Occasion, today: date) -> None:
    body, umbrella = occasion.body, occasion.umbrella
    if umbrella.kind != Association.Kind.UMBRELLA:
        raise Refused(_("A review is made on behalf of an umbrella body."), "umbrella")
    if body.kind == Association.Kind.UMBRELLA:
        raise Refused(_("Associations and services are reviewed, umbrella bodies are not."), "body")
    is_member = Membership.objects.current().of(body).filter(umbrella=umbrella).on(today).exists()
    if occasion.purpose == ReviewPurpose.CURRENT and not is_member:
        raise Refused(_("This body is not on record as a member today."), "body")
    if occasion.purpose == ReviewPurpose.NEW and is_member:
        raise Refused(_("This body is on record as a member already."), "body")
    if not today <= occasion.due_on <= today + FURTHEST:
        raise Refused(_("Choose a day from today on."), "due_on")
    if occasion.purpose != ReviewPurpose.HOST:
        return
    if not occasion.event_name.strip():
        raise Refused(_("Name the event."), "event_name")
    first, last = occasion.event_from, occasion.event_to
    if first and first < occasion.due_on:
        raise Refused(_("The review is due before the event begins."), "due_on")
    if last and (not first or last < first):
        raise Refused(_("The last day lies before the first one, or there is no first one."), "event_to")


def _store(occasion: Occasion, by: "User | None", now: datetime) -> Review:
    """Inside a transaction. Raises IntegrityError where one of this body is under way."""
    is_host = occasion.purpose == ReviewPurpose.HOST
    review = Review(
        reference=codes.new_reference(now.year, PREFIX),
        umbrella=occasion.umbrella,
        body=occasion.body,
        purpose=occasion.purpose,
        event_name=occasion.event_name.strip() if is_host else "",
        event_place=occasion.event_place.strip() if is_host else "",
        event_from=occasion.event_from if is_host else None,
        event_to=occasion.event_to if is_host else None,
        questions=questionnaire.asked_in(
            occasion.purpose, had_conditions=_had_conditions(occasion.umbrella, occasion.body)
        ),
        questionnaire=questionnaire.VERSION,
        state_since=now,
        opened_at=now,
        opened_by=by,
        first_due_on=occasion.due_on,
        due_on=occasion.due_on,
    )
    vault = Vault.create(review.pk, purposes=[Purpose.CONTENT])
    review.save(force_insert=True)
    Dossier.objects.create(review=review)
    DataKey.objects.bulk_create(vault.key_rows())
    note(review, ReviewEvent.Kind.OPENED, now, user=by)
    told = [notifications.to_body(review, "diligence.opened")]
    if by is not None:  # of what the portal opens, the reminder about reviews that nobody has in hand tells
        told.append(notifications.to_supervisors(review, "diligence.staff-opened"))
    outbox.Message.objects.bulk_create(told)
    return review


def _had_conditions(umbrella: Association, body: Association) -> bool:
    """Whether the last decided review of the member, by the same umbrella body, had conditions."""
    before = Review.objects.decided().filter(umbrella=umbrella, body=body)
    last = before.exclude(purpose=ReviewPurpose.HOST).order_by("-decided_at").first()
    return last is not None and last.conditions.exists()


def open_due(now: datetime, limit: int = 500) -> int:
    """Open the review of each member whose next one comes due. Returns how many.

    Due: at the date that the last decision set; else one interval after the admission, or after the day since when
    the umbrella body reviews its members, whichever is later. Two schedulers open one: the database decides.
    """
    today, opened = day(now), 0
    for rule in ReviewRule.objects.select_related("umbrella").filter(umbrella__active=True, since__lte=today):
        for period in members_due(rule, today)[:limit]:
            occasion = Occasion(rule.umbrella, period.member, ReviewPurpose.CURRENT, _due(period, rule))
            try:
                with transaction.atomic():
                    _store(occasion, None, now)
            except IntegrityError:
                continue
            opened += 1
    return opened


def members_due(rule: ReviewRule, today: date) -> Any:
    """Present memberships whose next review comes due within ``rule.opens_days`` and is not open; ``base`` is the
    day from which the interval counts, ``set_on`` the date that the last decision set.
    """
    horizon = today + timedelta(days=rule.opens_days)
    before = months_after(horizon, -rule.months)
    past = Review.objects.filter(umbrella=rule.umbrella, body=OuterRef("member")).exclude(
        purpose=ReviewPurpose.HOST
    )
    decided = past.filter(state__in=sorted(DONE), next_on__isnull=False).order_by("-decided_at")
    since = Value(rule.since, DateField())
    return (
        Membership.objects.current()
        .on(today)
        .filter(umbrella=rule.umbrella)
        .annotate(set_on=Subquery(decided.values("next_on")[:1]), base=_base(since))
        .filter(
            Q(set_on__lte=horizon) | Q(set_on__isnull=True, base__lte=before),
            ~Exists(past.filter(state__in=sorted(OPEN))),
        )
        .select_related("member")
        .order_by("base", "pk")
    )


def _base(since: Value) -> Any:
    return Greatest(Coalesce(F("began"), since), since)


def _due(period: Any, rule: ReviewRule) -> date:
    return period.set_on or months_after(period.base, rule.months)


def next_review(rule: ReviewRule, after: date) -> date:
    """When the next review of a member is due by the rule."""
    return months_after(after, rule.months)
