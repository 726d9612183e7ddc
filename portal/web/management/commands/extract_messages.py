"""``manage.py extract_messages``: bring the catalogues in step with the sources."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.web import catalogues


class Command(BaseCommand):
    help = "Collect translatable texts into locale/<language>/LC_MESSAGES/django.po; translations are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("languages", nargs="*", help="default: every language of the interface")

    def handle(self, *args: Any, **options: Any) -> None:
        for language in options["languages"] or catalogues.translated_languages():
            total, missing = catalogues.update(language)
            self.stdout.write(f"{language}: {total} texts, {missing} without a translation.")
        catalogues.compile_all()
