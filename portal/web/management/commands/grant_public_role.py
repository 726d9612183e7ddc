"""``manage.py grant_public_role``: the public web's own database role, with the least it needs. After ``migrate``."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from portal import public_role


class Command(BaseCommand):
    help = (
        f"Make the database role {public_role.ROLE} for the public surface, with the password in "
        "PORTAL_PUBLIC_DB_PASSWORD, and give it what that surface needs, no more. May be repeated."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            public_role.grant(settings.PORTAL_PUBLIC_DB_PASSWORD, public_role.ROLE)
        except (public_role.CannotGrant, DatabaseError) as problem:
            raise CommandError(str(problem).strip()) from None
        self.stdout.write(f"{public_role.ROLE} has what the public surface needs, and nothing else.")
