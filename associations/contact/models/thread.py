"""What both sides write after the letter."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.contact.models.contact import Contact
from associations.contact.states import Channel
from portal.sealing import Purpose, SealedField


class ContactMessage(models.Model):
    """One message of the two-way thread after the first."""

    class Direction(models.TextChoices):
        IN = "in", _("from the prosecutor")
        OUT = "out", _("to the prosecutor")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=4, choices=Direction)
    channel = models.CharField(_("how"), max_length=8, choices=Channel)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    body = SealedField(purpose=Purpose.CONTENT, null=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    #: Set by the page that shows the form: the same form sent twice makes one message.
    submission = models.UUIDField(unique=True, null=True, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="contact_message_author_when_out",
                condition=Q(direction="in", author__isnull=True) | Q(direction="out", author__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_message_channel_known", condition=Q(channel__in=Channel.values)
            ),
        ]
        indexes = [models.Index(fields=["contact", "at"], name="contact_message_at")]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.at:%Y-%m-%d %H:%M}"
