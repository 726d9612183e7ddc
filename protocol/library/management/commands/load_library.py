"""``manage.py load_library``: the first documents of the library. Repeating it changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from protocol.library.first_documents import put


class Command(BaseCommand):
    help = (
        "Puts the first documents into the library: their facts, no texts. Repeating it adds what is missing, and what "
        "somebody changed or withdrew stays so."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = sum(1 for _document in put(timezone.now()))
        self.stdout.write(f"{count} documents put into the library.")
