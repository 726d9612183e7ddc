"""``manage.py backup_database --to FOLDER``: everything but the data keys and what can be made anew."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.sealing import backup


class Command(BaseCommand):
    help = "Dump the database without its data keys and its index. Back up the keys afterwards: backup_keys."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where dumps are kept")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = backup.back_up(backup.DATABASE, options["to"], timezone.now())
        except (backup.CannotBackUp, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(str(made))
