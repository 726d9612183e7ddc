"""``manage.py rebuild_index``: after a restore, or with another PORTAL_INDEX_KEY."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.sealing.index import mark_all_stale


class Command(BaseCommand):
    help = "Ask for every complaint's words to be read again; the worker does it, 200 every ten seconds."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{mark_all_stale()} are waiting for the worker.")
