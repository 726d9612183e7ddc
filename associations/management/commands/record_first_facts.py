"""``manage.py record_first_facts``: the first sourced facts about real bodies. Repeating it changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from associations.first_facts import record_facts


class Command(BaseCommand):
    help = (
        "Put the first facts about real bodies on record: dated, sourced, attributed. Repeating it adds what is "
        "missing, and what an editor corrected or retracted stays so."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = sum(1 for _entry in record_facts(timezone.now()))
        self.stdout.write(f"{count} facts about real bodies put on record.")
