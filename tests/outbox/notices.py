"""A kind of notice for the tests only, and messages made of it."""

import uuid
from typing import Any

from portal.outbox import registry
from portal.outbox.models import Message
from portal.outbox.registry import Kind, Recipient

SUBJECT = uuid.UUID("0b9e8d0c-6c1b-4f0e-9a57-2f8f0e9c2a11")


class Notices:
    """One registered kind whose recipients and context a test sets as it likes."""

    def __init__(self) -> None:
        self.recipients: list[Recipient] = [Recipient("a@example.org", "en")]
        self.context: dict[str, Any] = {"url": "https://portal.example/en/"}
        self.error: Exception | None = None
        registry.register(
            Kind("test.notice", "staff", "outbox-tests/notice", self.whom, lambda message: self.context, dict)
        )

    def whom(self, message: Message) -> list[Recipient]:
        if self.error:
            raise self.error
        return self.recipients

    def plan(self, **given: Any) -> Message:
        message = registry.plan("test.notice", SUBJECT, **given)
        message.save(force_insert=True)
        return message

    def many(self, count: int) -> list[Message]:
        return Message.objects.bulk_create(registry.plan("test.notice", SUBJECT) for _ in range(count))
