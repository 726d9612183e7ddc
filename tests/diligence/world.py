"""Reviews as they are really made: through the services, by the people whose roles allow it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from associations.diligence.models import Review, ReviewRule
from associations.diligence.papers import Asked, Finding, Findings, Proposal, groups_of
from associations.diligence.services import asking, commenting, deciding, findings, hands, opening
from associations.diligence.services.change import day, vault_of
from associations.diligence.services.serving import Service
from associations.diligence.states import CONDITIONAL, OUTCOMES, Outcome, ReviewPurpose
from associations.duties import Role
from associations.models import Association, Membership
from associations.recording import record
from portal.accounts.models import User
from portal.sealing import Vault
from tests.complaints.cases import body, person

#: A Monday.
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
LIST = "/admin/diligence/review/"
ANSWER = "The lantern policy was adopted in spring."
FOUND = "The harbour register shows two dates."
COMMENT = "The body says: the second date is a misprint."
REASONS = "Nothing weighs against it that is documented."
REPLY = "The harbour master was asked again: the date is as printed."
CONVINCED = "I read the sources named in the findings, and they say what is said."
WITHDRAWN = "A letter of the ministry came on Tuesday."
NOTE = "Ask the archivist of Qumar."
SOURCES = [
    {"title": "Yearbook", "publisher": "The Union", "date": "2025"},
    {"title": "A report", "publisher": "The Gazette", "link": "https://gazette.example/1"},
]


def of(review: Review, name: str = "change", *args: Any) -> str:
    return reverse(f"admin:diligence_review_{name}", args=[review.pk, *args])


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def written(review: Review, **changes: Any) -> Findings:
    fields: dict[str, Any] = {
        "sources": SOURCES,
        "findings": [
            Finding(group, FOUND, "Nothing.", [1], number == 0)
            for number, group in enumerate(groups_of(review.questions))
        ],
        "summary": FOUND,
    }
    return Findings(**(fields | changes))


@dataclass
class World:
    """An umbrella body, a member with a liaison, a member of another country, a body that is no member."""

    umbrella: Association
    member: Association
    other: Association
    candidate: Association
    reviewer: User
    colleague: User
    supervisor: User
    decider: User
    liaison: User
    auditor: User

    @classmethod
    def make(cls, **rule: Any) -> "World":
        umbrella = body("umbrella", "umbrella")
        member = body("member", country="QM")
        other = body("other", country="QN")
        for each in (member, other):
            row = Membership(member=each, umbrella=umbrella, began=date(2020, 5, 1))
            record(row, by=None, now=NOW - timedelta(days=900))
        ReviewRule.objects.create(umbrella=umbrella, **{"since": date(2024, 1, 1)} | rule)

        def at(role: Role, name: str, where: Association = umbrella) -> User:
            return person(role, at=where, name=name, is_staff=True)

        return cls(
            umbrella,
            member,
            other,
            body("candidate", country="QP"),
            at(Role.DUE_DILIGENCE, "rana"),
            at(Role.DUE_DILIGENCE, "cole"),
            at(Role.SUPERVISOR, "sula"),
            at(Role.DECISION_MAKER, "dana"),
            at(Role.LIAISON, "lia", member),
            at(Role.AUDITOR, "audra"),
        )

    def open(
        self, purpose: ReviewPurpose = ReviewPurpose.CURRENT, now: datetime = NOW, **changes: Any
    ) -> Review:
        is_host = purpose == ReviewPurpose.HOST
        fields: dict[str, Any] = {
            "umbrella": self.umbrella,
            "body": self.candidate if purpose == ReviewPurpose.NEW else self.member,
            "purpose": purpose,
            "due_on": day(now) + timedelta(days=90),
            "event_name": "Spring meeting" if is_host else "",
        }
        return opening.open_review(opening.Occasion(**(fields | changes)), by=self.supervisor, now=now)

    def lead(self, review: Review, state: str, now: datetime = NOW, outcome: str = "") -> Review:
        """Lead an opened review to ``state``, the shortest way, without moving the clock: the body says that these are
        all its answers, and that its comment is final.
        """
        pk, vault = review.pk, vault_of(review.pk)
        by: dict[str, Any] = {"by": self.reviewer, "now": now}
        if state == "withdrawn":
            words = {"by": self.supervisor, "now": now, "vault": vault, "reason": WITHDRAWN}
            hands.withdraw(pk, "offer", **words)  # type: ignore[arg-type]
            return self.again(review)
        hands.take(pk, **by)
        if state == "no-answer":
            before = now - timedelta(days=40)
            service = self.served(review, before)
            asking.ask(pk, by=self.reviewer, now=before, vault=vault, service=service)
            asking.end_answers(pk, **by)
            return self.again(review)
        steps = ["asked", "answered", "drafted", "hearing", "proposed", "decided", "closed"]
        for number, step in enumerate(steps[: steps.index(state) + 1] if state != "opened" else [], start=1):
            at = now + timedelta(seconds=number)
            self._step(step, self.again(review), at, vault, outcome or self._outcome(review, state))
        return self.again(review)

    @staticmethod
    def _outcome(review: Review, state: str) -> str:
        fit = OUTCOMES[ReviewPurpose(review.purpose)]
        return next(each for each in fit if (each in CONDITIONAL) == (state != "closed"))

    def has_liaison(self, review: Review) -> bool:
        return review.body_id == self.member.pk

    def served(self, review: Review, now: datetime) -> Service:
        """To a body that has no liaison a letter is written."""
        return Service() if self.has_liaison(review) else Service("letter", day(now), "The secretary.")

    def _step(self, step: str, review: Review, now: datetime, vault: Vault, outcome: str = "") -> None:
        pk = review.pk
        sealed: dict[str, Any] = {"by": self.reviewer, "now": now, "vault": vault}
        match step:
            case "asked":
                asking.ask(pk, service=self.served(review, now), **sealed)
            case "answered":
                given = [asking.Given(each["code"], ANSWER) for each in review.questions[:2]]
                if self.has_liaison(review):
                    asking.send_answers(pk, given, final=True, **sealed | {"by": self.liaison})
                else:
                    asking.enter_answers(pk, given, asking.Came("letter", day(now)), final=True, **sealed)
            case "drafted":
                findings.draft(pk, written(review), **sealed)
                after = {"now": now + timedelta(milliseconds=1)}
                findings.intend(pk, proposal(outcome, now), **sealed | after)
            case "hearing":
                findings.hear(pk, service=self.served(review, now), **sealed)
            case "proposed":
                self.comment(review, now)
                deciding.propose(pk, REPLY, next_on(review, now), **sealed)
            case "decided":
                deciding.confirm(pk, reason=CONVINCED, **sealed | {"by": self.decider})

    def comment(self, review: Review, now: datetime = NOW, *, final: bool = True) -> None:
        """By the body's liaison; of a body that has none, by letter."""
        sealed: dict[str, Any] = {"by": self.reviewer, "now": now, "vault": vault_of(review.pk)}
        if self.has_liaison(review):
            commenting.comment(review.pk, COMMENT, final=final, **sealed | {"by": self.liaison})
        else:
            came = asking.Came("letter", day(now))
            commenting.enter_comment(review.pk, COMMENT, came, final=final, **sealed)

    @staticmethod
    def again(review: Review) -> Review:
        return Review.objects.select_related("body", "umbrella", "reviewer").get(pk=review.pk)


def proposal(outcome: str, now: datetime = NOW) -> Proposal:
    asked = (
        [Asked("Publish the policy.", day(now) + timedelta(days=60))]
        if Outcome(outcome) in CONDITIONAL
        else []
    )
    return Proposal(outcome, REASONS, asked)


def next_on(review: Review, now: datetime = NOW) -> date | None:
    return None if review.purpose == ReviewPurpose.HOST else day(now) + timedelta(days=365)
