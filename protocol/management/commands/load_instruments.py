from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from protocol.instruments.loading import load


class Command(BaseCommand):
    help = (
        "Puts the instruments, and which of them binds which State from when to when, into the database, as far as "
        "they are not there. What a person changed stays."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load(timezone.now())} rows were added or changed.")
