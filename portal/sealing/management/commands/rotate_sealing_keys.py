"""Rotate the wrapping keys, with progress; may be interrupted and run again."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from portal.sealing.keyring import keyring
from portal.sealing.rotation import in_use, rotate, waiting


class Command(BaseCommand):
    help = "Wrap all data keys to the newest wrapping key. Safe beside a running portal; may be interrupted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--batch-size", type=int, default=500, help="data keys per transaction (default 500)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ring = keyring()
        if ring.newest not in ring.opens:
            raise CommandError(
                f"The secret key of version {ring.newest} is not here: what is wrapped to it could never be opened "
                "again. Run this on the desk, with the secret entry in PORTAL_SEALING_KEYS."
            )
        failed = []
        total = waiting(ring).count()
        # Hidden where nobody watches (disable=None), as in a scheduled job.
        with tqdm(total=total, unit="key", desc="rotating", file=sys.stderr, disable=None) as bar:
            for batch in rotate(max(1, options["batch_size"])):
                failed += batch.failed
                bar.update(batch.rotated + len(batch.failed))
        used = in_use()
        for version in ring.versions:
            if version != ring.newest and not used.get(version):
                self.stdout.write(
                    f"Version {version} protects nothing any more: remove it from PORTAL_SEALING_KEYS."
                )
        self.stdout.write(f"{used.get(ring.newest, 0)} data keys are wrapped to version {ring.newest}.")
        if failed:
            raise CommandError(
                f"{len(failed)} data keys could not be opened (first: {failed[0]}): their old secret key is missing "
                "from PORTAL_SEALING_KEYS, or they were changed. They stay as they are."
            )
