"""The stages of an invitation, and its limits."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

#: How long an invitation can be accepted.
VALID = timedelta(days=14)
#: How long name and address are kept after an invitation came to nothing: to see whom it was sent to, and try again.
KEPT = timedelta(days=30)
#: Wrong codes of the second channel after which the invitation stands still until its inviter has made a new code.
WRONG_CODES = 5
#: Mails of one invitation: more is no forgetting but a wrong address.
MOST_MAILS = 10
#: How long the inviter can look at a code of the second channel.
SHOWN = timedelta(minutes=30)


class State(models.TextChoices):
    SENT = "sent", _("sent")
    OPENED = "opened", _("opened with the code of the mail")
    BLOCKED = "blocked", _("blocked: too many wrong codes")
    ACCEPTED = "accepted", _("accepted")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")


#: It can still be accepted, or be made so.
OPEN = frozenset({State.SENT, State.OPENED, State.BLOCKED})


class Channel(models.TextChoices):
    """The ways by which the second code may travel. Mail is not among them: that is the first channel."""

    TELEPHONE = "telephone", _("by telephone")
    LETTER = "letter", _("by letter")
    IN_PERSON = "in-person", _("in person")
