"""Sixty invented complaints in every state, made by the same services that real ones pass through."""

import random
import uuid
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from complaints import rules
from complaints.demonstration.stories import STORIES, Story
from complaints.filing import (
    Account,
    Contact,
    EvidenceInput,
    Filing,
    Identity,
    RespondentInput,
    VictimInput,
)
from complaints.models import Complaint
from complaints.services import casework, drafts
from complaints.services.actors import COMPLAINANT, Actor
from complaints.services.filing import file_complaint
from complaints.services.messages import write_from_complainant
from complaints.services.transitions import apply
from complaints.states import State
from portal.outbox.models import Message as Notice
from portal.outbox.models import State as NoticeState
from portal.sealing import Vault
from portal.sealing.uploads import SealingUploadHandler
from protocol import working_text
from protocol.taxonomy import Remedy, Stage

if TYPE_CHECKING:
    from associations.models import Association
    from portal.accounts.models import User

NAMESPACE = uuid.UUID("8c2f6c0e-6f0b-5d5e-9a51-3b0f5f6d2a10")
COUNT = 60
_START = ["acknowledge", "begin-assessment"]
_EXAMINED = [*_START, "find-admissible", "transmit", "record-reply", "examine"]
#: How many end in which state, and the steps that lead there.
WAYS: tuple[tuple[int, State, list[str]], ...] = (
    (13, State.RECEIVED, []),
    (9, State.ACKNOWLEDGED, ["acknowledge"]),
    (8, State.UNDER_ASSESSMENT, _START),
    (5, State.PARTICULARS_ASKED, ["acknowledge", "ask-particulars"]),
    (4, State.INADMISSIBLE, [*_START, "find-inadmissible"]),
    (4, State.ADMISSIBLE, [*_START, "find-admissible"]),
    (3, State.TRANSMITTED, _EXAMINED[:4]),
    (2, State.REPLY_RECEIVED, _EXAMINED[:5]),
    (1, State.NO_REPLY, [*_EXAMINED[:4], "record-no-reply"]),
    (2, State.EXAMINATION, _EXAMINED),
    (1, State.SETTLEMENT_SOUGHT, [*_EXAMINED, "seek-settlement"]),
    (1, State.DRAFT_FINDINGS, [*_EXAMINED, "draft-findings"]),
    (2, State.DECIDED, [*_EXAMINED, "draft-findings", "decide"]),
    (1, State.FOLLOW_UP, [*_EXAMINED, "draft-findings", "decide", "follow-up"]),
    (1, State.CLOSED, [*_START, "find-inadmissible", "close"]),
    (2, State.WITHDRAWN, ["acknowledge", "withdraw"]),
    (1, State.DISCONTINUED, [*_START, "ask-particulars", "discontinue"]),
)
#: Days that pass before each step; the first follows filing.
PACE = {
    "acknowledge": 1,
    "begin-assessment": 2,
    "ask-particulars": 2,
    "transmit": 3,
    "record-reply": 41,
    "record-no-reply": 61,  # not before the respondent's time to reply has run out
    "decide": 15,  # not before both sides' time to comment has run out
    "follow-up": 31,  # both wait until a review can no longer be asked for
    "close": 31,
    "discontinue": 31,  # waits until the question need not be answered any more
}
DECIDERS = {"decide"}
INTAKE_STEPS = {
    "acknowledge",
    "begin-assessment",
    "ask-particulars",
    "find-inadmissible",
    "find-admissible",
    "withdraw",
}
REASONS = {
    "find-inadmissible": "no-right-engaged",
}
WORDS = {
    "ask-particulars": {
        "en": "Thank you. When did this happen, and do you have the decision you mention? A photograph is enough.",
        "ru": "Спасибо. Когда это произошло и есть ли у вас решение, о котором вы пишете? Достаточно фотографии.",
    },
    "find-inadmissible": {
        "en": "We read your complaint with care. What you describe does not show that a human right is engaged. You may ask for a "
        "review within 30 days.",
        "ru": "Мы внимательно прочитали вашу жалобу. Из описанного не следует, что затронуто какое-либо право человека. Вы можете "
        "просить о пересмотре в течение 30 дней.",
    },
    "find-admissible": {
        "en": "Your complaint can be examined: it concerns the work of a prosecution service, and what you describe touches "
        "a human right. This does not say yet who is right.",
        "ru": "Вашу жалобу можно рассмотреть: она касается работы органа прокуратуры, и описанное затрагивает право человека. "
        "Это ещё не говорит о том, кто прав.",
    },
    "discontinue": {
        "en": "Our question has had no answer by the date we gave, and we could not reach you. We end the procedure here. You "
        "can file again at any time.",
        "ru": "На наш вопрос не было ответа до указанного срока, и мы не смогли связаться с вами. Мы завершаем производство. Вы "
        "можете подать жалобу снова.",
    },
}


@dataclass(slots=True)
class Cast:
    """Whom the demonstration works with."""

    bodies: "dict[str, Association]"
    people: "dict[str, User]"
    chance: random.Random
    now: datetime


def make_complaints(cast: Cast) -> Iterable[str]:
    """Make what is missing, one at a time; yields each reference (of new and of existing ones)."""
    index = 0
    for count, state, steps in WAYS:
        for _ in range(count):
            yield _make(cast, index, state, steps)
            index += 1
    _quiet()


def _make(cast: Cast, index: int, state: State, steps: list[str]) -> str:
    draft_id = uuid.uuid5(NAMESPACE, str(index))
    existing = Complaint.objects.filter(draft_id=draft_id).first()
    if existing is not None:
        return existing.reference
    cast.chance.seed(index)
    story = STORIES[index % len(STORIES)]
    pace = sum(PACE.get(step, 4) for step in steps)
    filed = cast.now - timedelta(
        days=pace, hours=cast.chance.randrange(1, 96), minutes=cast.chance.randrange(60)
    )
    filing = _filing(cast, index, story, draft_id, filed)
    if not set(steps) <= INTAKE_STEPS:
        filing.chosen_body = ""  # Vesperia's association has an intake officer only
    draft = drafts.start(filed)
    receipt = file_complaint(draft.code, lambda payload, pk: filing, filed)
    drafts.forget(draft)
    complaint = Complaint.objects.get(reference=receipt.reference)
    _lead(cast, complaint, story, steps, filed)
    if index % 4 == 0 and state not in {State.WITHDRAWN, State.CLOSED, State.DISCONTINUED}:
        _write(complaint, story, cast.now - timedelta(hours=cast.chance.randrange(2, 40)))
    return complaint.reference


def _filing(cast: Cast, index: int, story: Story, draft_id: uuid.UUID, filed: datetime) -> Filing:
    chance = cast.chance
    slugs = [slug for slug, body in cast.bodies.items() if body.kind != "umbrella"]
    about = cast.bodies[slugs[index % len(slugs)]]
    mode = ("anonymous", "confidential", "open")[index % 3]
    urgency = ("none", "detained", "none", "hearing", "none", "danger", "none")[index % 7]
    vesperia = cast.bodies["association-of-prosecutors-of-vesperia"]
    return Filing(
        draft_id=draft_id,
        language=story.language,
        is_short=urgency == "detained" and index % 2 == 1,
        urgency=urgency,
        urgent_on=(filed + timedelta(days=chance.randrange(2, 20))).date() if urgency != "none" else None,
        mode=mode,
        filer_role=("victim", "relative", "lawyer", "organisation")[index % 4],
        identity=Identity(name=f"{chance.choice('ABDEKLMN')}. {chance.choice('GHRSTV')}.")
        if mode != "anonymous"
        else Identity(),
        contact=Contact(email=f"complainant{index}@demonstration.invalid") if index % 5 else Contact(),
        victims=[VictimInput(name=story.victim)] if story.victim else [],
        respondents=[
            RespondentInput(
                association=str(about.pk),
                country=about.country,
                office={"ru": "районная прокуратура", "uk": "окружна прокуратура"}.get(
                    story.language, "district office"
                ),
                categories=list(story.categories),
            )
        ],
        account=Account(
            narrative=story.narrative,
            places=story.place,
            began=(filed - timedelta(days=chance.randrange(20, 500))).strftime("%Y-%m"),
            tried=story.tried,
            remedy=story.remedy,
            rules=_rules(index, story),
        ),
        stage_of_proceedings=list(Stage)[index % len(list(Stage))].value,
        evidence=_files(index),
        remedies=[list(Remedy)[index % len(list(Remedy))].value],
        reprisals_feared=("yes", "no", "unsure")[index % 3],
        chosen_body=str(vesperia.pk) if about.country != "QV" and index % 6 == 0 else "",
        may_transmit=("without-identity", "with-identity", "not-yet")[index % 3],
        may_publish=bool(index % 2),
        may_share=not index % 4,
    )


def _rules(index: int, story: Story) -> list[str]:
    """The first rules of the working text that the story's first category engages, for every second complaint."""
    if index % 2:
        return []
    provisions = working_text.read("edition")["provisions"]
    engaged = [
        each["code"].partition(".")[0] for each in provisions if story.categories[0] in each["categories"]
    ]
    return [rules.text((working_text.CODE, rule)) for rule in list(dict.fromkeys(engaged))[:2]]


def _files(index: int) -> list[EvidenceInput]:
    """A small text as evidence for every third complaint, sealed exactly as an upload is."""
    if index % 3:
        return []
    content = f"Demonstration file number {index}: invented content.\n".encode() * 40
    handler = SealingUploadHandler()
    handler.new_file(
        "file", ("decision.txt", "protocol-of-search.txt", "letter.txt")[index % 9 // 3], "text/plain", None
    )
    handler.receive_data_chunk(content, 0)
    upload = handler.file_complete(len(content))
    if upload is None:
        raise RuntimeError("the upload was not sealed")
    return [
        EvidenceInput(
            file_id=str(upload.file_id),
            storage_name=upload.keep(),
            key=b64encode(upload.key).decode(),
            content_hash=b64encode(upload.content_hash).decode(),
            size=len(content),
            name=upload.name or "",
            content_type="text/plain",
            looks_like=upload.looks_like or "",
            description=("Decision of the first instance", "Record of the search", "Answer to our letter")[
                index % 9 // 3
            ],
            may_show_respondent=("yes", "unsure")[index % 2],
        )
    ]


def _lead(cast: Cast, complaint: Complaint, story: Story, steps: list[str], at: datetime) -> None:
    """Take the steps, each by somebody whose role allows it, at its own time."""
    people = cast.people
    vault = Vault.for_desk(complaint.pk)
    officer = people["officer2" if complaint.handled_by.slug.endswith("vesperia") else "officer"]
    local = complaint.handled_by.slug.endswith("vesperia")
    for step in steps:
        at += timedelta(days=PACE.get(step, 4), minutes=cast.chance.randrange(300))
        at = min(at, cast.now - timedelta(minutes=5))
        if step == "acknowledge" and cast.chance.random() < 0.6:
            casework.assign(complaint.pk, officer, by=officer, now=at, vault=vault)
        if step == "acknowledge" and not local:  # the association of Vesperia has no supervisor
            casework.inform_supervisor(complaint.pk, by=officer, now=at)
        actor = COMPLAINANT if step == "withdraw" else Actor.staff(_who(step, people, officer, local))
        words = WORDS.get(step, {})
        apply(
            complaint.pk,
            step,
            actor=actor,
            now=at,
            vault=vault,
            reason="Demonstration: an invented reason.",
            message=words.get(story.language, words.get("en", "")),
            reason_code=REASONS.get(step, ""),
        )
        if step == "begin-assessment" and complaint.is_urgent:
            casework.decide_interim_measure(
                complaint.pk,
                taken=False,
                by=officer,
                now=at,
                vault=vault,
                reason="Demonstration: an invented reason.",
            )


def _who(step: str, people: "dict[str, User]", officer: "User", local: bool) -> "User":
    if local or step in {"acknowledge", "begin-assessment", "ask-particulars"}:
        return officer
    return people["decider" if step in DECIDERS else "handler"]


def _write(complaint: Complaint, story: Story, at: datetime) -> None:
    """A word from the complainant that nobody has read yet."""
    text = {
        "en": "Is there any news? The next hearing has been set.",
        "ru": "Есть ли новости? Назначено следующее заседание.",
        "uk": "Чи є новини? Призначено наступне засідання.",
    }.get(story.language, "…")
    if complaint.state != State.PARTICULARS_ASKED:
        write_from_complainant(complaint.pk, text, now=at, vault=Vault.for_desk(complaint.pk))


def _quiet() -> None:
    """Notices of the past are not sent now: the demonstration's mail folder begins with what the visitor does."""
    Notice.objects.filter(state=NoticeState.PENDING).update(state=NoticeState.CANCELLED)


__all__ = ["COUNT", "Cast", "make_complaints"]
