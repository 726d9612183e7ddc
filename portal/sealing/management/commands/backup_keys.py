"""``manage.py backup_keys --to FOLDER``: the wrapped data keys alone; dumps older than 30 days are removed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.sealing import backup


class Command(BaseCommand):
    help = (
        "Dump the data keys (wrapped, with the version of their wrapping key) to a folder apart from the database's "
        "dumps, and remove such dumps older than 30 days: until then they still open what was erased since."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", type=Path, required=True, metavar="FOLDER", help="apart from the database's dumps"
        )
        parser.add_argument(
            "--keep-days",
            type=int,
            default=backup.KEYS_KEPT.days,
            help="30 by default; fewer are allowed, more are not",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 <= options["keep_days"] <= backup.KEYS_KEPT.days:
            raise CommandError("Keys are kept 30 days at most: longer, and erased would not mean erased.")
        now = timezone.now()
        try:
            made = backup.back_up(backup.KEYS, options["to"], now)
            removed = backup.forget_old_keys(options["to"], now, timedelta(days=options["keep_days"]))
        except (backup.CannotBackUp, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(str(made))
        for path in removed:
            self.stderr.write(f"removed {path}")
