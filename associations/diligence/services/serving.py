"""How the questions and the draft are put to the body: to its liaison in the portal, or another way that is on record.

Nothing is said of a body's silence that was never asked: without a liaison there is a letter, an e-mail, a meeting -
or the record that it could not be reached, which is then what the public reads.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from associations.diligence import notifications
from associations.diligence.models import Review, ReviewEvent
from associations.diligence.permissions import Action
from associations.diligence.services.change import (
    Refused,
    check_past,
    check_words,
    day,
    has_liaison,
    locked,
    note,
    rule_of,
)
from associations.diligence.states import Served, State
from portal.outbox import models as outbox
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Kind = ReviewEvent.Kind


@dataclass(frozen=True, slots=True)
class Service:
    """``way``: ``states.Served``; empty: to the liaison. ``to``: to whom, or what was tried: sealed."""

    way: str = ""
    on: date | None = None
    to: str = ""


def check(review: Review, given: Service, today: date) -> Service:
    """What goes on record. Raises :class:`Refused` where there is no liaison and no other way is said, or a way
    without its day and person.
    """
    if not given.way or given.way == Served.PORTAL:
        if not has_liaison(review):
            raise Refused(
                _("This body has no liaison here. Say how this reached it, or that it could not be reached."),
                "way",
            )
        return Service(Served.PORTAL, today)
    if given.way not in Served.values:
        raise Refused(_("Say how it reached the body."), "way")
    if given.way == Served.UNREACHED and has_liaison(review):
        raise Refused(_("This body has a liaison here, who is reached by e-mail."), "way")
    on = check_past(given.on, today, "served_on")
    check_words(given.to, _("Say to whom; or what was tried."), "served_to", 1000)
    return Service(given.way, on, given.to)


def serve(review_id: UUID, given: Service, *, by: "User", now: datetime, vault: Vault) -> Review:
    """Put what the body was asked, or the draft, to it again and another way; its time begins anew.

    Raises :class:`Refused`.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.SERVE)
        today = day(now)
        served = check(review, given, today)
        rule = rule_of(review.umbrella_id)
        if review.state == State.ASKED:
            review.asked_way, review.asked_on = served.way, served.on
            review.answers_due_on = _later(review.answers_due_on, today, rule.answer_days)
            kind, fields = "diligence.asked", ["asked_way", "asked_on", "answers_due_on"]
        else:
            review.heard_way, review.heard_on = served.way, served.on
            review.comment_until = _later(review.comment_until, today, rule.comment_days)
            kind, fields = "diligence.heard", ["heard_way", "heard_on", "comment_until"]
        review.save(update_fields=fields)
        note(review, Kind.SERVE, now, user=by, detail=served.way, vault=vault, reason=served.to)
        outbox.Message.objects.bulk_create([notifications.to_body(review, kind)])
    return review


def _later(known: date | None, today: date, days: int) -> date:
    """The full time from today; never less than there was."""
    found = today + timedelta(days=days)
    return max(known, found) if known else found
