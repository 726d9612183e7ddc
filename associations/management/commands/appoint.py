"""Give the first roles of an installation, from the machine itself."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from associations.duties import Role
from associations.models import Association
from associations.services import appoint
from portal.accounts.models import User


class Command(BaseCommand):
    help = "Gives a person a role at once, without a second person. For setting up: afterwards use the staff pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("association", help="the last part of its web address")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--reason", default="Set up on the machine")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get(username=options["username"])
            association = Association.objects.get(slug=options["association"])
            grant = appoint(user, association, Role(options["role"]), reason=options["reason"])
        except User.DoesNotExist:
            raise CommandError(f"Nobody has the user name {options['username']!r}.") from None
        except Association.DoesNotExist:
            raise CommandError(f"No association has the address {options['association']!r}.") from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{user.username}: {grant}. The history shows that no second person confirmed it.")
