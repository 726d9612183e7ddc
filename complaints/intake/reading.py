"""From the answers of a draft to a :class:`Filing`, and what is still missing for one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from complaints.filing import Account, Contact, Filing, Identity, RespondentInput, VictimInput
from complaints.intake import directory, steps
from complaints.intake.answers import ACCOUNT_TEXTS, RESPONDENTS, VICTIMS, Answers
from complaints.intake.stepform import StepForm
from complaints.models import Answer, FilerRole, Mode, TransmitConsent, Urgency
from complaints.services.drafts import Payload
from portal.web.fields import says_something
from portal.web.forms import PartialDate
from protocol import taxonomy


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that stands in the way of sending: the page and field it belongs to, and what to do. ``label``: the
    question, where the message alone does not say which.
    """

    page: steps.Page
    target: str
    message: str
    label: str = ""


class Incomplete(Exception):
    """The answers cannot be sent yet. ``missing`` says why."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(f"{len(missing)} answers")
        self.missing = missing


@dataclass(slots=True)
class Checked:
    """Every page's form, validated, in order; and what is missing."""

    forms: list[tuple[steps.Page, StepForm]] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def value(self, name: str, default: Any = "") -> Any:
        for _page, form in self.forms:
            if name in form.cleaned_data:
                value = form.cleaned_data[name]
                return default if value is None else value
        return default


def check(
    answers: Answers, bodies: directory.Directory, pages: Iterable[steps.Page] = steps.PAGES
) -> Checked:
    """Validate ``pages`` against the answers. At most two queries: the bodies named, those that may handle it."""
    result = Checked()
    data = answers.data
    for page in pages:
        form = page.bind(data, answers, bodies)
        form.is_valid()
        result.forms.append((page, form))
        result.missing += [
            Missing(page, line["target"], line["message"], line["label"]) for line in form.error_list
        ]
    return result


def read(payload: Payload, draft_id: UUID, bodies: directory.Directory, *, short: bool = False) -> Filing:
    """The complaint that the answers make. Raises :class:`Incomplete`."""
    answers = Answers(payload)
    checked = check(answers, bodies, [steps.SHORT] if short else steps.PAGES)
    if checked.missing:
        raise Incomplete(checked.missing)
    return _short(checked, answers, draft_id, bodies) if short else _full(checked, answers, draft_id, bodies)


def _full(checked: Checked, answers: Answers, draft_id: UUID, bodies: directory.Directory) -> Filing:
    value = checked.value
    mode = value("mode")
    handler = value("handler")
    return Filing(
        draft_id=draft_id,
        language=value("language") or settings.LANGUAGE_CODE,
        urgency=value("urgency") or Urgency.NONE,
        urgent_on=value("urgent_on", None),
        mode=mode,
        filer_role=value("filer_role") or FilerRole.UNSAID,
        identity=_identity(value) if mode in {Mode.CONFIDENTIAL, Mode.OPEN} else Identity(),
        contact=Contact(
            email=value("email"),
            phone=value("phone"),
            safe_times=value("safe_times"),
            other=value("other_contact"),
        ),
        victims=list(_victims(checked, answers)),
        respondents=list(_respondents(checked, answers, bodies)),
        account=_account(value),
        stage_of_proceedings=_known(value("stage"), taxonomy.Stage.values),
        evidence=answers.files,
        remedies=[code for code in value("remedies", []) if code in taxonomy.Remedy.values],
        reprisals_feared=value("reprisals_feared") or Answer.UNSURE,
        chosen_body="" if handler == "umbrella" else handler,
        may_transmit=value("may_transmit") or TransmitConsent.NOT_YET,
        may_publish=value("may_publish") == Answer.YES,
        may_share=value("may_share") == Answer.YES,
    )


def _short(checked: Checked, answers: Answers, draft_id: UUID, bodies: directory.Directory) -> Filing:
    """Consents stay with "no" and "not yet": they are asked for when the complaint is completed."""
    value = checked.value
    urgency = _known(answers.first("urgency"), Urgency.values) or Urgency.UNSURE
    victim = value("victims-0-name")
    return Filing(
        draft_id=draft_id,
        language=value("language") or settings.LANGUAGE_CODE,
        is_short=True,
        urgency=urgency,
        urgent_on=value("urgent_on", None),
        mode=value("mode"),
        contact=Contact(email=value("email"), safe_times=value("safe_times")),
        victims=[VictimInput(name=victim)] if victim else [],
        respondents=list(_respondents(checked, answers, bodies))[:1] or [RespondentInput()],
        account=Account(urgent_details=value("urgent_details")),
        evidence=answers.files,
    )


def _known(code: str, codes: Iterable[str]) -> str:
    return code if code in set(codes) else ""


def _identity(value: Any) -> Identity:
    return Identity(
        name=value("identity_name"),
        organisation=value("organisation"),
        position=value("position"),
        relation=value("relation"),
        address=value("address"),
    )


def _account(value: Any) -> Account:
    return Account(
        began=_iso(value("began", None)),
        ended=_iso(value("ended", None)),
        rules=value("rules", []),
        **{name: value(name) for name in ACCOUNT_TEXTS},
    )


def _iso(known: PartialDate | date | None) -> str:
    """2026, 2026-03 or 2026-03-14: as precise as it is known."""
    if isinstance(known, PartialDate):
        parts = [f"{known.year:04d}", *(f"{part:02d}" for part in (known.month, known.day) if part)]
        return "-".join(parts)
    return known.isoformat() if known else ""


def _victims(checked: Checked, answers: Answers) -> Iterator[VictimInput]:
    value = checked.value
    if value("filer_role") == FilerRole.VICTIM:
        yield VictimInput(is_filer=True)
    for index in range(answers.count(VICTIMS)):
        told = {name: value(f"{VICTIMS}-{index}-{name}") for name in ("name", "details", "is_child")}
        if any(told.values()):
            yield VictimInput(**told, reachable=value("reachable"), authority=value("authority"))


def _respondents(
    checked: Checked, answers: Answers, bodies: directory.Directory
) -> Iterator[RespondentInput]:
    value = checked.value
    for_all = [code for code in value("categories", []) if code != "unsure"]
    known_ids = answers.identify_respondents()
    for index, known in enumerate(known_ids):
        row = f"{RESPONDENTS}-{index}"
        choice = value(f"{row}-association")
        listed = choice if bodies.get(choice) else ""
        typed = {name: value(f"{row}-{name}") for name in ("unlisted_name", "country", "office", "persons")}
        if not (choice or any(says_something(text) for text in typed.values())):
            continue
        code, unlisted = _country(typed["country"], listed, bodies), typed["unlisted_name"]
        if typed["country"] and not code:  # kept, sealed, as it was typed
            unlisted = f"{unlisted} ({typed['country']})" if unlisted else typed["country"]
        own = [code for code in value(f"categories-{known}", []) if code != "unsure"]
        yield RespondentInput(
            association=listed,
            unlisted_name=unlisted,
            country=code,
            office=typed["office"],
            persons=typed["persons"],
            categories=list(dict.fromkeys([*for_all, *own])),
        )


def _country(typed: str, listed: str, bodies: directory.Directory) -> str:
    """The code that routing and recusal need: of what was typed, else of the listed body."""
    if typed:
        return bodies.country_of(typed)
    return bodies.country_code(listed)
