"""What people do at the desk: save, propose, withdraw, send back, approve, publish.

Each is one transaction in which the row of the edition is locked, so that nothing is saved, imported or published
beside it in the same moment.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from protocol.models import Edition, Provision, Wording
from protocol.translating import notifications, permission
from protocol.translating.places import OPEN, Place, look, places
from protocol.translating.wordings import check_size, check_whole, kept, kept_line

State = Wording.State
LONGEST_REMARK = 2_000


class Changed(Exception):
    """What somebody saw is not there any more: another person was quicker, or the source has changed.

    ``place``: as it is now; None when the provision is gone.
    """

    def __init__(self, place: Place | None) -> None:
        super().__init__()
        self.place = place


@transaction.atomic
def save(
    edition: Edition,
    code: str,
    language: str,
    *,
    heading: str,
    text: str,
    seen: str,
    by: User,
    now: datetime,
    propose: bool = False,
) -> Wording:
    """Keep what somebody wrote: as their draft, or - ``propose`` - to be looked at by another person.

    ``seen``: ``Place.seen`` of what they had before their eyes; the source is what it was then. One's own draft is
    rewritten; anything else gets a revision after it. Raises PermissionDenied; Changed; ValidationError by field, or
    when nothing would change.
    """
    if not permission.may_write(by):
        raise PermissionDenied
    place = locked(edition, code, language)
    if place is None or place.seen != seen:
        raise Changed(place)
    heading, text = kept_line(heading), kept(text)
    (check_whole if propose else check_size)(place, heading, text)
    return write(place, heading, text, by=by, now=now, propose=propose, made_from=place.source_revision)


def write(
    place: Place, heading: str, text: str, *, by: User, now: datetime, propose: bool, made_from: int | None
) -> Wording:
    """The row, once the edition is locked and all is checked. Raises ValidationError when nothing would change."""
    mine = place.open if place.open and place.open.written_by_id == by.pk else None
    begun = place.begun
    same = begun is not None and (begun.heading, begun.text, begun.made_from) == (heading, text, made_from)
    # A draft may be proposed as it is, and what was sent back may be put forward again: the writer may be right.
    again = propose and begun is not None and begun.state in {State.DRAFT, State.RETURNED}
    if same and not again:
        raise ValidationError(_("Nothing was changed, so nothing was saved."))
    state = State.PROPOSED if propose else State.DRAFT
    if mine and mine.state == State.DRAFT:
        mine.heading, mine.text, mine.made_from = heading, text, made_from
        mine.state, mine.written_at = state, now
        mine.save(update_fields=["heading", "text", "made_from", "state", "written_at"])
        return mine
    _set_aside(place, now)
    made = Wording(
        provision=place.provision,
        language=place.language,
        revision=place.latest + 1,
        heading=heading,
        text=text,
        made_from=made_from,
        state=state,
        written_by=by,
        written_at=now,
    )
    made.save(force_insert=True)
    return made


@transaction.atomic
def withdraw(edition: Edition, code: str, language: str, *, by: User, now: datetime) -> None:
    """Take back one's own: a draft is gone, what was proposed is kept in the history.

    Raises PermissionDenied unless it is one's own; Changed when there is nothing (any more).
    """
    place = locked(edition, code, language)
    wording = place.open if place else None
    if place is None or wording is None:
        raise Changed(place)
    if wording.written_by_id != by.pk or not permission.may_write(by):
        raise PermissionDenied
    if wording.state == State.DRAFT:
        wording.delete()
    else:
        _end(wording, now)


@transaction.atomic
def send_back(pk: UUID, *, seen: str, remark: str, by: User, now: datetime) -> Wording:
    """Its writer is told by mail. Raises PermissionDenied for one's own; Changed; ValidationError without a reason."""
    place, wording = _waiting(pk, seen)
    if not permission.may_review(by, wording):
        raise PermissionDenied
    remark = kept(remark)
    if not remark:
        raise ValidationError(_("Say why, so that the writer can mend it."))
    if len(remark) > LONGEST_REMARK:
        raise ValidationError(_("A reason has up to %(limit)d letters.") % {"limit": LONGEST_REMARK})
    wording.remark = remark
    _end(wording, now, by)
    notifications.sent_back(place.edition, wording, now)
    return wording


@transaction.atomic
def approve(pk: UUID, *, seen: str, by: User, now: datetime) -> Wording:
    """A second person has looked: a publisher may publish it then, also who wrote it.

    Raises PermissionDenied for one's own; Changed.
    """
    _place, wording = _waiting(pk, seen)
    if not permission.may_review(by, wording):
        raise PermissionDenied
    wording.reviewed_by, wording.reviewed_at = by, now
    wording.save(update_fields=["reviewed_by", "reviewed_at"])
    return wording


@transaction.atomic
def publish(edition: Edition, chosen: Mapping[UUID, str], *, by: User, now: datetime) -> int:
    """Publish these wordings of an edition, all of them or none; gives how many.

    ``chosen``: ``Place.seen`` by the key of each. What was published before is superseded, what else was open before it
    is set aside, and the edition's version rises once: pages and files are made again. Raises PermissionDenied when one
    of them is somebody's own that nobody else approved; Changed; ValidationError for one that is not whole.
    """
    if not permission.may_publish(by):
        raise PermissionDenied
    if not chosen:
        raise ValidationError(_("Choose at least one text."))
    edition = _lock(edition)
    for place, wording in _chosen(edition, chosen):
        if not permission.may_publish_this(by, wording):
            raise PermissionDenied
        try:
            check_whole(place, wording.heading, wording.text)
        except ValidationError as problem:
            # Of many that are published together: which one.
            code = place.provision.code
            raise ValidationError([f"{code}: {each}" for each in problem.messages]) from problem
        if place.published:
            place.published.state = State.SUPERSEDED
            place.published.save(update_fields=["state"])
        for earlier in place.history:
            if earlier.state in OPEN and earlier.revision < wording.revision:
                _end(earlier, now)
        if wording.written_by_id != by.pk:
            wording.reviewed_by, wording.reviewed_at = by, now
        wording.state = State.PUBLISHED
        wording.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    edition.version += 1
    edition.save(update_fields=["version"])
    return len(chosen)


def locked(edition: Edition, code: str, language: str) -> Place | None:
    """The place as it is now, nobody else writing in this edition until the transaction ends."""
    return look(_lock(edition), code, language)


def _lock(edition: Edition) -> Edition:
    """Raises Changed when the edition is gone."""
    now = Edition.objects.select_for_update(no_key=True).filter(pk=edition.pk).first()
    if now is None:
        raise Changed(None)
    return now


def _waiting(pk: UUID, seen: str) -> tuple[Place, Wording]:
    """What waits for a second pair of eyes, its edition locked. Raises Changed."""
    found = Wording.objects.filter(pk=pk).select_related("provision__edition").first()
    if found is None:
        raise Changed(None)
    place = locked(found.provision.edition, found.provision.code, found.language)
    if place is None or place.open is None or place.open.pk != pk or place.open.state != State.PROPOSED:
        raise Changed(place)
    if place.seen != seen:
        raise Changed(place)
    return place, place.open


def _chosen(edition: Edition, chosen: Mapping[UUID, str]) -> list[tuple[Place, Wording]]:
    """The places of what is to be published. Raises Changed when one is not as it was seen."""
    keys = Wording.objects.filter(pk__in=chosen, provision__edition=edition).values_list(
        "provision_id", "language"
    )
    found: dict[UUID, tuple[Place, Wording]] = {}
    for language in {language for _pk, language in keys}:
        provisions = list(Provision.objects.filter(pk__in=[pk for pk, of in keys if of == language]))
        for place in places(edition, provisions, language):
            if place.open and place.open.pk in chosen:
                found[place.open.pk] = place, place.open
    for pk, seen in chosen.items():
        if pk not in found or found[pk][0].seen != seen or found[pk][1].state != State.PROPOSED:
            raise Changed(found[pk][0] if pk in found else None)
    return list(found.values())


def _set_aside(place: Place, now: datetime) -> None:
    """A later revision takes the place of what was open."""
    if place.open:
        _end(place.open, now)


def _end(wording: Wording, now: datetime, by: User | None = None) -> None:
    wording.state, wording.reviewed_at, wording.reviewed_by = State.RETURNED, now, by
    wording.save(update_fields=["state", "reviewed_at", "reviewed_by", "remark"])
