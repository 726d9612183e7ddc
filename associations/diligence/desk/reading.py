"""One review, opened for reading: what is sealed is opened here, and only what this person may read."""

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.formats import date_format

from associations.diligence.desk.reading_after import After
from associations.diligence.models import (
    Answer,
    Condition,
    Dossier,
    Review,
    ReviewEvent,
    TimeRequest,
)
from associations.diligence.papers import Findings, Proposal, groups_of
from associations.diligence.permissions import Action, may
from associations.diligence.questionnaire import by_group, group_name, in_words
from associations.diligence.services.change import day, has_liaison
from associations.diligence.services.deciding import may_propose
from associations.diligence.states import WAY, Outcome, State
from portal.sealing import Purpose
from portal.sealing.reader import Reader

if TYPE_CHECKING:
    from portal.accounts.models import User

Row = dict[str, Any]
#: From here on the body sees what was found.
SHOWN_TO_BODY = frozenset({State.HEARING, State.PROPOSED, State.DECIDED, State.CLOSED})


class Reading(After):
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
        return has_liaison(self.review)

    @cached_property
    def time_waiting(self) -> TimeRequest | None:
        """The body's request for more time that nobody has answered."""
        return next((each for each in self.time_requests if each.granted is None), None)

    @cached_property
    def time_requests(self) -> list[TimeRequest]:
        return list(self.review.time_requests.all()) if self.opens else []

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
        """What the reader's side may read: the desk what was sent or entered; the body that and what it only keeps."""
        if not self.opens:
            return []
        rows = self.review.answers.select_related("author")
        return list(rows.filter(sent_at__isnull=False) if self.may_read else rows)

    @cached_property
    def kept(self) -> int:
        """How many answers the body has written and not sent; the desk reads none of them."""
        return self.review.answers.filter(sent_at__isnull=True).count()

    @cached_property
    def entered(self) -> list[tuple[str, str]]:
        """(key, words) of what was entered in the body's name and not objected to."""
        asked = {each["code"]: in_words(each["text"]) for each in self.review.questions}
        return [
            (str(each.pk), f"{each.get_way_display()}, {date_format(each.came_on)}: {asked[each.question]}")
            for each in self.answers
            if each.way and each.objected_at is None and each.came_on
        ]

    @cached_property
    def questionnaire(self) -> list[Row]:
        """The questions by group, each with its answers."""
        by_question: dict[str, list[Row]] = {}
        for each in self.answers:
            by_question.setdefault(each.question, []).append(
                {
                    "text": self.reader.text(each, "text"),
                    "way": each.get_way_display() if each.way else "",
                    "came_on": each.came_on,
                    "objection": self.reader.text(each, "objection") if each.objection else "",
                    "objected_at": each.objected_at,
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
        """The body's answers in the portal: {question: (text, in confidence)}; what is kept before what was sent."""
        own = sorted((each for each in self.answers if not each.way), key=lambda each: each.sent_at is None)
        return {each.question: (self.reader.text(each, "text"), each.confidential) for each in own}

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
    def comments(self) -> list[Row]:
        """Everything the body said about a draft, the earliest first."""
        if not self.opens:
            return []
        return [
            {
                "text": self.reader.text(each, "text"),
                "on": each.came_on,
                "way": each.get_way_display() if each.way else "",
                "own": not each.way,
                "earlier": each.hearing < self.review.hearing or self.review.state == State.DRAFTED,
            }
            for each in self.review.comments.all()
        ]

    @property
    def own_comment(self) -> str:
        """What the liaison wrote about the draft as it stands."""
        own = (each for each in self.comments if each["own"] and not each["earlier"])
        return next((each["text"] for each in own), "")

    @cached_property
    def proposal(self) -> Proposal:
        """The intended decision: the body reads it with the draft that it is heard on. The reviewer's answer to its
        comment it reads when it is public.
        """
        shown = self.sees_findings
        found = Proposal.from_json(self.reader.json(self.dossier, "decision") if shown else {})
        if not self.may_read and not self.review.decided_at:
            found.reply = ""
        return found

    @property
    def intended(self) -> str:
        """The intended decision in words."""
        return str(Outcome(self.proposal.outcome).label) if self.proposal.outcome else ""

    @cached_property
    def time_words(self) -> list[Row]:
        """Requests for more time with the reasons of both sides."""
        return [
            {
                "request": each,
                "reason": self.reader.text(each, "reason"),
                "answer": self.reader.text(each, "answer") if each.answer else "",
            }
            for each in self.time_requests
        ]

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
