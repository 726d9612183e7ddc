"""Print a new wrapping key. Nothing is stored."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.sealing.keyring import abilities, new_entry


class Command(BaseCommand):
    help = "Print a new wrapping key: the secret entry for desk and worker, the public entry for the public surface."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--key-version", type=int, help="version number (default: one more than the newest)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        version = options["key_version"] or (abilities().seals_with or 0) + 1
        secret, public = new_entry(version)
        self.stderr.write(
            "Desk and worker: add this entry to PORTAL_SEALING_KEYS. Keep it offline as well, apart."
        )
        self.stdout.write(secret)
        self.stderr.write("Public surface: replace PORTAL_SEALING_KEYS by this entry.")
        self.stdout.write(public)
        self.stderr.write(
            "Then run rotate_sealing_keys on the desk and remove the old entry when it says so."
        )
        sys.stdout.flush()
