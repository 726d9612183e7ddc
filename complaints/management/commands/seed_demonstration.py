"""``manage.py seed_demonstration``: invented bodies, log-ins, complaints, contacts, reviews, a petition."""

import random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from associations.commitments.demonstration import make_commitments
from associations.contact.demonstration import STORIES, make_contacts
from associations.diligence.demonstration import make_reviews
from associations.diligence.models import Review
from associations.replies.demonstration import make_replies
from complaints.demonstration.bodies import make_bodies, make_people
from complaints.demonstration.make import COUNT, Cast, make_complaints
from protocol.library.demonstration import make_library


class Command(BaseCommand):
    help = "Make the demonstration data, all of it invented. Repeating it adds what is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=2026, help="the same seed makes the same cases")
        parser.add_argument("--quiet", action="store_true", help="no progress bar")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PORTAL_DEMO:
            raise CommandError(
                "Demonstration data never enters a production database. Set PORTAL_DEMO=1 for a demonstration."
            )
        bodies = make_bodies()
        people = make_people(bodies)
        cast = Cast(bodies, people, random.Random(options["seed"]), timezone.now())  # noqa: S311 - no secret
        for _ in tqdm(
            make_complaints(cast), total=COUNT, desc="Invented complaints", unit="", disable=options["quiet"]
        ):
            pass
        make_commitments(bodies, people, cast.now)
        make_replies(bodies, people, cast.now)
        list(make_contacts(bodies, people, cast.now))
        list(make_reviews(bodies, people, cast.now))
        make_library({slug: body.names for slug, body in bodies.items()}, people, cast.now)
        self.stdout.write(
            f"{len(bodies)} invented bodies, {len(people)} log-ins, {COUNT} invented complaints, "
            f"{len(STORIES)} invented contacts of prosecutors, {Review.objects.count()} reviews of invented bodies."
        )
