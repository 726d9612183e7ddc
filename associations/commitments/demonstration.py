"""Invented commitments of the invented bodies, in every state: claimed, verified, given up, run out, contested, waiting.

Made by the same services that real ones pass through, at moments before ``now``, so that earlier days can be looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from associations.commitments import rules, services
from associations.commitments.models import Verification
from associations.commitments.services import Checklist
from associations.models import Association, Commitment, Event
from associations.recording import record
from portal.outbox.models import Message as Notice
from portal.outbox.models import State as NoticeState

if TYPE_CHECKING:
    from portal.accounts.models import User

NAMESPACE = UUID("7e0c1f5b-64a6-5c65-9f0e-1f6a1f0d7c35")
CONCORD = "concord-of-prosecutors"
MERIDIA = "association-of-prosecutors-of-meridia"
MERIDIA_SERVICE = "prosecution-service-of-meridia"
VESPERIA = "association-of-prosecutors-of-vesperia"
TARSIA = "prosecutors-league-of-tarsia"
ZEPHYRIA = "union-of-prosecutors-of-zephyria"
NETWORK = "Harbour Legal Aid Network (invented)"
_C, _K = Commitment, Event.Kind


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody says that a commitment was made or dropped, so many days ago; ``by``: a body's slug or a name."""

    body: str
    commitment: Commitment
    kind: str
    days: int
    by: str
    en: str
    ru: str


@dataclass(frozen=True, slots=True)
class Looked:
    """Looked at so many days ago; ``step``: confirmed, waiting or sent-back. ``not_known``: questions without answer."""

    body: str
    commitment: Commitment
    days: int
    step: str = "confirmed"
    not_known: tuple[str, ...] = ()


SAID: tuple[Said, ...] = (
    Said(
        CONCORD, _C.POLICY, _K.COMMITMENT_MADE, 800, CONCORD,
        "The general meeting adopted a human-rights policy.",
        "Общее собрание приняло политику в области прав человека.",
    ),
    Said(
        CONCORD, _C.COMPLAINTS, _K.COMMITMENT_MADE, 400, CONCORD,
        "The council decided to take complaints through this portal.",
        "Совет решил принимать жалобы через этот портал.",
    ),
    Said(
        MERIDIA, _C.COMPLAINTS, _K.COMMITMENT_MADE, 500, MERIDIA,
        "The association says that anybody concerned can complain to its ethics board.",
        "Ассоциация заявляет, что любое затронутое лицо может обратиться в её комитет по этике.",
    ),
    Said(
        MERIDIA, _C.DIALOGUE, _K.COMMITMENT_MADE, 420, MERIDIA,
        "The association says that it meets civil society twice a year.",
        "Ассоциация заявляет, что дважды в год встречается с гражданским обществом.",
    ),
    Said(
        MERIDIA, _C.PROTOCOL, _K.COMMITMENT_MADE, 60, MERIDIA,
        "The association says that the Protocol is in force as before.",
        "Ассоциация заявляет, что Протокол действует по-прежнему.",
    ),
    Said(
        MERIDIA, _C.DIALOGUE, _K.COMMITMENT_DROPPED, 120, NETWORK,
        "The Network says that no such meeting took place in the last two years.",
        "Сеть заявляет, что за последние два года ни одной такой встречи не было.",
    ),
    Said(
        MERIDIA_SERVICE, _C.POLICY, _K.COMMITMENT_MADE, 600, MERIDIA_SERVICE,
        "The service says that an order of its head is its human-rights policy.",
        "Ведомство заявляет, что его политикой в области прав человека служит приказ руководителя.",
    ),
    Said(
        MERIDIA_SERVICE, _C.DILIGENCE, _K.COMMITMENT_MADE, 700, MERIDIA_SERVICE,
        "The service says that it will look at the record of those it co-operates with.",
        "Ведомство заявляет, что будет проверять тех, с кем сотрудничает.",
    ),
    Said(
        MERIDIA_SERVICE, _C.DILIGENCE, _K.COMMITMENT_DROPPED, 90, MERIDIA_SERVICE,
        "The service says that it no longer does so for want of staff.",
        "Ведомство заявляет, что больше этого не делает из-за нехватки сотрудников.",
    ),
    Said(
        TARSIA, _C.POLICY, _K.COMMITMENT_DROPPED, 40, NETWORK,
        "The Network says that the League’s board set the policy aside in a closed session.",
        "Сеть заявляет, что правление Лиги отменило политику на закрытом заседании.",
    ),
    Said(
        TARSIA, _C.FOCAL_POINT, _K.COMMITMENT_MADE, 200, TARSIA,
        "The League says that a member of its board answers questions about human rights.",
        "Лига заявляет, что на вопросы о правах человека отвечает член её правления.",
    ),
)  # fmt: skip
LOOKED: tuple[Looked, ...] = (
    Looked(MERIDIA, _C.POLICY, 600, not_known=("policy-reviewed",)),
    Looked(MERIDIA, _C.PROTOCOL, 900, not_known=("protocol-training",)),
    Looked(MERIDIA, _C.FOCAL_POINT, 100),
    *(Looked(VESPERIA, each, days) for each, days in zip(_C, (180, 180, 175, 160, 340, 60), strict=True)),
    Looked(TARSIA, _C.POLICY, 300, not_known=("policy-responsible", "policy-reviewed")),
    Looked(TARSIA, _C.FOCAL_POINT, 2, "waiting", ("focal-mandate",)),
    Looked(ZEPHYRIA, _C.POLICY, 20, "sent-back", ("policy-responsible",)),
)
WORDS = {
    "en": "Two people of the secretariat looked at what is published and asked the body where something was missing.",
    "ru": "Двое сотрудников секретариата изучили опубликованное и запросили у организации недостающее.",
}
BACK = "Invented: the second source is a draft. Name the text that was adopted."


def make_commitments(
    bodies: "Mapping[str, Association]", people: "Mapping[str, User]", now: datetime
) -> None:
    """Make those that are missing. Repeating it adds nothing."""
    for said in SAID:
        entry = uuid5(NAMESPACE, f"{said.body} {said.commitment} {said.kind}")
        if not Event.objects.filter(entry=entry).exists():
            record(_event(said, bodies, now), by=None, now=now - timedelta(days=said.days - 1), entry=entry)
    for looked in LOOKED:
        made = Verification.objects.filter(body=bodies[looked.body], commitment=looked.commitment)
        if not made.exists():
            _look(looked, bodies, people, now)
    # Notices of the past are not sent now.
    old = Verification.objects.filter(body__in=bodies.values()).exclude(state="waiting").values("pk")
    past = Notice.objects.filter(state=NoticeState.PENDING)
    past.filter(subject_id__in=old).update(state=NoticeState.CANCELLED)
    past.filter(kind="record.changed", subject_id__in=[body.pk for body in bodies.values()]).update(
        state=NoticeState.CANCELLED
    )


def _event(said: Said, bodies: "Mapping[str, Association]", now: datetime) -> Event:
    speaker = bodies.get(said.by)
    day = (now - timedelta(days=said.days)).date()
    publisher = speaker.names["en"] if speaker else said.by
    values: dict[str, Any] = {"said_by": speaker} if speaker else {"said_by_name": said.by}
    return Event(
        subject=bodies[said.body],
        other=None if said.body == CONCORD else bodies[CONCORD],
        kind=said.kind,
        commitment=said.commitment,
        day=day,
        standing=Event.Standing.STATEMENT,
        text={"en": said.en, "ru": said.ru},
        sources=[{"title": "Letter to the secretariat", "publisher": publisher, "date": day.isoformat()}],
        **values,
    )


def _look(
    looked: Looked, bodies: "Mapping[str, Association]", people: "Mapping[str, User]", now: datetime
) -> None:
    at = now - timedelta(days=looked.days)
    body = bodies[looked.body]
    row = services.prepare(
        body, bodies[CONCORD], _checklist(looked, body, at), by=people["publisher"], now=at
    )
    later = at + timedelta(hours=30)
    if looked.step == "confirmed":
        services.confirm(row.pk, rules.QUESTIONS, by=people["administrator"], now=later)
    elif looked.step == "sent-back":
        services.send_back(row.pk, BACK, by=people["administrator"], now=later)


def _checklist(looked: Looked, body: Association, at: datetime) -> Checklist:
    answers = [
        {
            "question": question.code,
            "answer": "unknown" if question.code in looked.not_known else "yes",
            "note": "Invented: no answer was found." if question.code in looked.not_known else "",
            "sources": [] if question.code in looked.not_known else [1 + number % 2],
        }
        for number, question in enumerate(rules.asked(looked.commitment))
    ]
    sources = [
        {"title": "Texts in force", "publisher": body.names["en"], "date": str(at.year)},
        {"title": "Answer to the secretariat", "publisher": body.names["en"], "date": at.date().isoformat()},
    ]
    return Checklist(looked.commitment, WORDS, answers, sources)
