"""What every change of a contact has in common: refusal, permission on the locked row, a line of the history."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from associations.contact.models import Contact, ContactEvent
from associations.contact.permissions import Action, may
from associations.contact.states import ANSWER_UNIT, ANSWER_WITHIN, LONGEST_MESSAGE, State
from portal import clocks
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User


class Refused(Exception):
    """The step cannot be taken. ``field`` names what is missing or wrong, if it is something that was asked for; the
    text is for the person who tried.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field = message, field


def locked(contact_id: UUID, user: "User", action: Action) -> Contact:
    """The contact with its row locked, for ``user`` to take ``action``. Inside a transaction.

    Raises ``Contact.DoesNotExist``; :class:`Refused` when ``user`` may not, in the same words for every reason.
    """
    contact = Contact.objects.locked(contact_id)
    if not may(user, action, contact) or not Contact.objects.visible_to(user).filter(pk=contact.pk).exists():
        raise Refused(_("Your role does not allow this at the present stage."))
    return contact


def answer_due(now: datetime) -> datetime:
    """Until when what was written ``now`` is answered (``states.ANSWER_WITHIN``, the portal's own rule)."""
    return clocks.add(now, ANSWER_WITHIN, ANSWER_UNIT)


def check_words(text: str, missing: str, field: str = "message") -> None:
    """Raises :class:`Refused` without words, or with too many."""
    if not text.strip():
        raise Refused(missing, field)
    if len(text) > LONGEST_MESSAGE:
        raise Refused(
            _("A message can have up to %(limit)s characters; this one has %(number)s.")
            % {"limit": LONGEST_MESSAGE, "number": len(text)},
            field,
        )


def move(contact: Contact, state: State, now: datetime) -> str:
    """Put the locked contact into ``state`` and return the one it was in. Saving is the caller's.

    ``next_due_at`` becomes the date of the answer where one is owed; who books a call sets it to the call's.
    """
    before = contact.state
    if before != state:
        contact.state, contact.state_since = state, now
    contact.next_due_at = contact.answer_due_at if contact.is_owed else None
    return before


def note(
    contact: Contact,
    kind: ContactEvent.Kind,
    now: datetime,
    *,
    user: "User | None" = None,
    actor: ContactEvent.ActorKind | None = None,
    detail: str = "",
    before: str = "",
    vault: Vault | None = None,
    reason: str = "",
) -> ContactEvent:
    """Add a line to the history. ``before``: the stage it left, when the stage changed. ``vault`` seals ``reason``."""
    actor = actor or (ContactEvent.ActorKind.STAFF if user else ContactEvent.ActorKind.PROSECUTOR)
    moved = bool(before) and before != contact.state
    event = ContactEvent(
        contact=contact,
        kind=kind,
        actor_kind=actor,
        actor=user,
        at=now,
        detail=detail,
        from_state=before if moved else "",
        to_state=contact.state if moved else "",
    )
    if vault is not None and reason:
        vault.write(event, reason=reason)
    event.save(force_insert=True)
    return event
