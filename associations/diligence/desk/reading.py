"""One review, opened for reading: what is sealed is opened here, and only what this person may read."""

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from associations.diligence.models import Answer, Condition, Dossier, Review, ReviewEvent
from associations.diligence.papers import Findings, Proposal, groups_of
from associations.diligence.permissions import Action, may
from associations.diligence.questionnaire import by_group, group_name
from associations.diligence.services.change import day
from associations.diligence.services.deciding import may_propose
from associations.diligence.states import WAY, State
from associations.roles import Role, officers_of
from portal.sealing import Purpose
from portal.sealing.reader import Reader

if TYPE_CHECKING:
    from portal.accounts.models import User

Row = dict[str, Any]
#: From here on the body sees what was found.
SHOWN_TO_BODY = frozenset({State.HEARING, State.PROPOSED, State.DECIDED, State.CLOSED})


class Reading:
    """What ``user`` may see of ``review``, which must come from ``visible_to(user)``."""

    def __init__(self, review: Review, user: "User", now: datetime) -> None:
        self.review, self.user, self.now = review, user, now
        self.is_erased = review.content_erased_at is not None
        self.may_read = may(user, Action.READ, review)
        #: Whoever answers for the body sees its own side of the review.
        self.of_body = may(user, Action.READ_OWN, review)
        self.may_see_history = may(user, Action.HISTORY, review)

    @property
    def opens(self) -> bool:
        """Whether there are words, and some of them are this person's to read."""
        return (self.may_read or self.of_body) and not self.is_erased

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.review, [Purpose.CONTENT] if self.opens else ())

    @property
    def today(self) -> date:
        return day(self.now)

    # --- plain -------------------------------------------------------------------------------------------

    @cached_property
    def events(self) -> list[ReviewEvent]:
        """Every event, oldest first: one query."""
        return list(self.review.events.select_related("actor"))

    @cached_property
    def conditions(self) -> list[tuple[Condition, bool]]:
        """Each with whether it is late."""
        return [(each, each.is_late(self.today)) for each in self.review.conditions.all()]

    @cached_property
    def has_liaison(self) -> bool:
        """Whether the body has somebody who can answer in the portal."""
        return officers_of(self.review.body_id, [Role.LIAISON]).exists()

    @property
    def may_propose_now(self) -> bool:
        return may_propose(self.review, self.today)

    @property
    def way(self) -> list[Row]:
        """The line of stages; "no answer" stands in the place of "answers received"."""
        stages = [
            State.NO_ANSWER if each == State.ANSWERED and self.review.state == State.NO_ANSWER else each
            for each in WAY
        ]
        if self.review.state == State.WITHDRAWN:
            return []
        here = stages.index(State(self.review.state))
        return [
            {
                "label": stage.label,
                "kind": "done" if place < here else "now" if place == here else "next",
            }
            for place, stage in enumerate(stages)
        ]

    # --- sealed ------------------------------------------------------------------------------------------

    @cached_property
    def dossier(self) -> Dossier:
        return Dossier.objects.get(pk=self.review.pk)

    @cached_property
    def answers(self) -> list[Answer]:
        """What the reader's side may read: the body its own, saved or sent; the desk what was sent or entered."""
        if not self.opens:
            return []
        rows = self.review.answers.select_related("author")
        if self.may_read:
            return list(rows.filter(sent_at__isnull=False))
        return list(rows.filter(way=""))

    @cached_property
    def questionnaire(self) -> list[Row]:
        """The questions by group, each with its answers."""
        by_question: dict[str, list[Row]] = {}
        for each in self.answers:
            by_question.setdefault(each.question, []).append(
                {
                    "text": self.reader.text(each, "text"),
                    "way": each.get_way_display(),
                    "author": str(each.author),
                    "confidential": each.confidential,
                    "at": each.at,
                    "sent": each.sent_at,
                }
            )
        return [
            {
                "code": code,
                "title": name,
                "questions": [each | {"answers": by_question.get(each["code"], [])} for each in asked],
            }
            for code, name, asked in by_group(self.review.questions)
        ]

    @cached_property
    def own_answers(self) -> dict[str, tuple[str, bool]]:
        """The body's answers in the portal: {question: (text, in confidence)}."""
        return {
            each.question: (self.reader.text(each, "text"), each.confidential)
            for each in self.answers
            if not each.way
        }

    @property
    def sees_findings(self) -> bool:
        """The body reads what was found once it is heard."""
        return self.opens and (self.may_read or self.review.state in SHOWN_TO_BODY)

    @cached_property
    def written(self) -> Findings:
        stored = self.reader.json(self.dossier, "findings") if self.sees_findings else {}
        return Findings.from_json(stored)

    @property
    def findings(self) -> list[Row]:
        """Every group that was asked about, with what was found."""
        return [
            {"title": group_name(group), "code": group, "finding": self.written.of(group)}
            for group in groups_of(self.review.questions)
        ]

    @property
    def has_findings(self) -> bool:
        return bool(self.written.findings or self.written.sources or self.written.summary)

    @property
    def sources(self) -> list[tuple[int, dict[str, str]]]:
        return list(enumerate(self.written.sources, start=1))

    @cached_property
    def comment(self) -> str:
        return self.reader.text(self.dossier, "comment") if self.sees_findings else ""

    @cached_property
    def proposal(self) -> Proposal:
        """The body reads reasons and conditions once they are public."""
        decided = self.review.state in {State.DECIDED, State.CLOSED}
        shown = self.opens and (self.may_read or decided)
        return Proposal.from_json(self.reader.json(self.dossier, "decision") if shown else {})

    @cached_property
    def notes(self) -> list[Row]:
        if not (self.may_read and not self.is_erased):
            return []
        return [
            {"author": str(note.author), "at": note.at, "text": self.reader.text(note, "body")}
            for note in self.review.notes.select_related("author")
        ]


def find(user: "User", pk: UUID) -> Review | None:
    """The review, if ``user`` may know of it: one query besides those for roles and interests, and the same one
    whether it belongs to others, the user is out of it, or there is none.
    """
    found = Review.objects.visible_to(user).select_related("umbrella", "body", "reviewer")
    return found.filter(pk=pk).first()
