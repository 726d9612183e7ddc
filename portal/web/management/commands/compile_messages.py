"""``manage.py compile_messages``: make ``.mo`` files of the catalogues, without GNU gettext."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.web import catalogues


class Command(BaseCommand):
    help = "Compile the translation catalogues."
    requires_system_checks = ()  # runs before there is a database or a translation

    def handle(self, *args: Any, **options: Any) -> None:
        count = catalogues.compile_all()
        if options["verbosity"]:
            self.stdout.write(f"{count} catalogues compiled.")
