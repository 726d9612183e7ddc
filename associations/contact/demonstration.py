"""Invented contacts of prosecutors in every stage, made by the same services that real ones pass through.

No real person, body, place or case.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from associations.contact.letter import Identity, Letter, Reach
from associations.contact.models import Contact
from associations.contact.services import calls, closing, thread, work, writing
from associations.contact.states import AnswerBy, ContactPurpose
from portal.outbox.models import Message as Notice
from portal.outbox.models import State as NoticeState
from portal.receipts import code as codes
from portal.sealing import Vault

if TYPE_CHECKING:
    from associations.models import Association
    from portal.accounts.models import User

NAMESPACE = uuid.UUID("5b7f0a52-94d4-5f0e-8f3e-6d1f4a9c2e71")


@dataclass(frozen=True, slots=True)
class Story:
    """``steps``: what the officer did, in order; ``hours``: how long ago it arrived."""

    hours: int
    purpose: ContactPurpose
    answer_by: AnswerBy
    body: str
    language: str
    message: str
    name: str = ""
    office: str = ""
    phone: str = ""
    zone: str = ""
    safe_hours: str = ""
    code_word: str = ""
    email: str = ""
    steps: tuple[str, ...] = ()


_P, _A = ContactPurpose, AnswerBy
STORIES: tuple[Story, ...] = (
    Story(
        3,
        _P.DIFFICULTY,
        _A.CALL,
        "association-of-prosecutors-of-meridia",
        "en",
        "Since I asked for an instruction in writing I have been given no cases. Today I was told that my flat was “looked "
        "at”. I would rather not write more.",
        name="Grey Heron",
        phone="+442079460018",
        zone="Europe/Lisbon",
        safe_hours="Weekdays after 19:00, never at weekends",
        code_word="lighthouse",
    ),
    Story(
        30,
        _P.ADVICE,
        _A.MAILBOX,
        "prosecution-service-of-meridia",
        "ru",
        "Мне велели поддержать обвинение по протоколу, который составлен задним числом. Письменного указания не дают. Обязан ли я "
        "отказаться, и как это сделать, чтобы меня не обвинили в срыве процесса?",
        name="Северный",
    ),
    Story(
        80,
        _P.INFORMATION,
        _A.EMAIL,
        "prosecutors-league-of-tarsia",
        "en",
        "Our regional board would like to know how other associations deal with instructions given by telephone. Is there a "
        "collection of internal rules?",
        name="R. Amsel, secretary of a regional board",
        email="board@demonstration.invalid",
        steps=("take",),
    ),
    Story(
        52,
        _P.ADVICE,
        _A.CALL,
        "prosecutor-general-of-quillonia",
        "uk",
        "Прошу зателефонувати. Йдеться про вказівку, якої я не хочу виконувати.",
        phone="+442079460021",
        zone="Asia/Almaty",
        safe_hours="Щодня з 8 до 9 ранку",
        code_word="вітрило",
        steps=("take", "book"),
    ),
    Story(
        26,
        _P.EXCHANGE,
        _A.MAILBOX,
        "union-of-prosecutors-of-zephyria",
        "es",
        "Preparamos una jornada sobre el derecho a pedir las instrucciones por escrito. ¿Podrían proponer a alguien que hable?",
        name="Comité de formación",
        steps=("take", "answer"),
    ),
    Story(
        200,
        _P.SUPPORT,
        _A.EMAIL,
        "public-prosecution-office-of-vesperia",
        "en",
        "Retired, thirty years at the bar of the court. I would read files for colleagues who cannot ask anybody at home.",
        name="T. Morvane",
        email="morvane@demonstration.invalid",
        steps=("take", "answer", "close"),
    ),
    Story(
        400,
        _P.DIFFICULTY,
        _A.CALL,
        "prosecutors-league-of-tarsia",
        "en",
        "Please call. They have opened an inspection against me.",
        phone="+442079460033",
        zone="Europe/Paris",
        steps=("take", "called", "close"),
    ),
)
ANSWERS = {
    "en": "Thank you for writing. We have passed it on to the colleague who keeps these questions, and answer in detail next week.",
    "es": "Gracias por escribir. Con mucho gusto: le proponemos dos nombres en los próximos días.",
}


def make_contacts(
    bodies: "dict[str, Association]", people: "dict[str, User]", now: datetime
) -> Iterable[str]:
    """Make those that are missing; yields references. Repeating it adds nothing."""
    stories = {uuid.uuid5(NAMESPACE, str(number)): story for number, story in enumerate(STORIES)}
    for submission, story in stories.items():
        if not Contact.objects.filter(submission=submission).exists():
            yield _make(story, submission, bodies[story.body], people["engagement"], now)
    # Notices of the past are not sent now.
    made = Contact.objects.filter(submission__in=stories).values("pk")
    Notice.objects.filter(state=NoticeState.PENDING, subject_id__in=made).update(state=NoticeState.CANCELLED)


def _make(story: Story, submission: uuid.UUID, body: "Association", officer: "User", now: datetime) -> str:
    at = now - timedelta(hours=story.hours)
    letter = Letter(
        submission=submission,
        language=story.language,
        purpose=story.purpose,
        answer_by=story.answer_by,
        message=story.message,
        identity=Identity(name=story.name, office=story.office),
        reach=Reach(
            email=story.email,
            phone=story.phone,
            zone=story.zone,
            safe_hours=story.safe_hours,
            code_word=story.code_word,
            do_not_leave_message=bool(story.phone),
        ),
        association=body.pk,
    )
    secret = codes.new_code() if letter.wants_mailbox else ""
    contact = writing.write(letter, now=at, secret=secret).contact
    for step in story.steps:
        at += timedelta(hours=min(4, story.hours / 8))
        _step(step, contact, story, officer, at, now)
    return contact.reference


def _step(step: str, contact: Contact, story: Story, by: "User", at: datetime, now: datetime) -> None:
    vault = Vault.for_desk(contact.pk)
    if step == "take":
        work.take(contact.pk, by=by, now=at)
    elif step == "book":
        soon = (now + timedelta(days=1)).replace(hour=3, minute=15, second=0, microsecond=0)
        calls.book(contact.pk, at=soon, minutes=30, zone=story.zone, by=by, now=at)
    elif step == "answer":
        thread.answer(contact.pk, ANSWERS[story.language], by=by, now=at, vault=vault)
    elif step == "called":
        log = "Invented: spoke for twenty minutes; wants nothing done now."
        calls.log(contact.pk, log, took_place=True, by=by, now=at, vault=vault)
    elif step == "close":
        closing.close(contact.pk, "answered", by=by, now=at, vault=vault)


__all__ = ["STORIES", "make_contacts"]
