from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from protocol.working_text import load


class Command(BaseCommand):
    help = (
        "Puts the portal's working text of the Model Protocol into the database, as far as it is not there."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load(timezone.now())} texts were added.")
