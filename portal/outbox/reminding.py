"""A reminder goes out once, whoever plans it: its row and its notices are stored together, or neither is."""

from collections.abc import Iterable

from django.db import IntegrityError, models, transaction

from portal.outbox.models import Message


def remind(reminder: models.Model, notices: Iterable[Message]) -> int:
    """Store an unsaved reminder with its unsaved notices: 1, or 0 when another scheduler was faster. The uniqueness of
    the reminder's row decides between the two.
    """
    try:
        with transaction.atomic():
            reminder.save(force_insert=True)
            Message.objects.bulk_create(notices)
    except IntegrityError:
        return 0
    return 1
