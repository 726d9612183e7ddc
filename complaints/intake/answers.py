"""What a draft holds: every answer as it was typed, whether or not it can be sent so.

One flat table ``{name of the input: [texts]}`` for the whole form. The short form and the steps share names, so that
going from one to the other loses nothing; a form is bound to the table whenever it is shown, checked or read.
"""

import secrets
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.datastructures import MultiValueDict

from complaints.filing import EvidenceInput, Filing
from complaints.services.drafts import Payload

#: How many of each can be named; whoever needs more says so in the account.
MOST = 20
VICTIMS, RESPONDENTS = "victims", "respondents"
ROW_FIELDS = {
    VICTIMS: ("name", "details", "is_child"),
    RESPONDENTS: (
        "id",
        "association",
        "association_find",
        "association_in",
        "unlisted_name",
        "country",
        "office",
        "persons",
    ),
}
#: Answers that stand in the sealed account under the name of their input (``filing.Account``; its dates are apart).
ACCOUNT_TEXTS = (
    "narrative",
    "places",
    "is_ongoing",
    "case_numbers",
    "urgent_details",
    "tried",
    "pending",
    "pending_elsewhere",
    "remedy",
    "reprisals",
)


class Answers:
    """A draft's payload, read and changed in place.

    ``only_grows``: what was posted is added or replaces a text; nothing is emptied, no row falls away.
    """

    def __init__(self, payload: Payload | None = None, *, only_grows: bool = False) -> None:
        self.payload: Payload = {} if payload is None else payload
        self.only_grows = only_grows
        self._typed: dict[str, list[str]] = self.payload.setdefault("answers", {})

    @property
    def data(self) -> MultiValueDict[str, str]:
        """To bind a form to."""
        return MultiValueDict(self._typed)

    def first(self, name: str) -> str:
        """The text under ``name``, or ""; of several the last, as Django reads a form."""
        texts = self._typed.get(name)
        return texts[-1] if texts else ""

    def all(self, name: str) -> list[str]:
        return list(self._typed.get(name, []))

    def set(self, name: str, *texts: str) -> None:
        if texts and any(texts):
            self._typed[name] = [*texts]
        else:
            self._typed.pop(name, None)

    def take(self, typed: Mapping[str, list[str]]) -> None:
        """Keep what was posted (``StepForm.typed``); what is empty in it (an unticked box) is emptied."""
        for name, texts in typed.items():
            if not self.only_grows or self._adds(name, texts):
                self.set(name, *texts)

    def _adds(self, name: str, texts: list[str]) -> bool:
        kind, _dash, rest = name.partition("-")
        if rest == "count":
            return row_count({name: texts[-1] if texts else ""}, kind) > self.count(kind)
        if kind == RESPONDENTS and rest.endswith("-id"):
            return False  # what is alleged hangs on the one that is kept
        return any(text.strip() for text in texts)

    @property
    def completes(self) -> bool:
        """Whether these answers complete a short filing, instead of making a complaint of their own."""
        return bool(self.payload.get("completes"))

    # --- rows: several victims, several respondents -----------------------------------------------------------------

    def count(self, kind: str) -> int:
        """How many rows of ``kind`` the page shows: at least one."""
        return row_count(self.data, kind)

    def identify_respondents(self, known_before: Collection[str] | None = None) -> list[str]:
        """The lasting identifier of each row of respondents; what is alleged is kept under it.

        ``known_before``: those this draft had before a page was posted. Of what was posted only these are believed.
        """
        result: list[str] = []
        for index in range(self.count(RESPONDENTS)):
            name = f"{RESPONDENTS}-{index}-id"
            known = self.first(name)
            is_ours = known if known_before is None else known in known_before
            if not is_ours or known in result:
                known = secrets.token_hex(4)
                self.set(name, known)
            result.append(known)
        return result

    def add_row(self, kind: str) -> int | None:
        """One more empty row; its index, or ``None`` when there are as many as there may be."""
        count = self.count(kind)
        if count >= MOST:
            return None
        self.set(f"{kind}-count", str(count + 1))
        return count

    def remove_row(self, kind: str, index: int) -> bool:
        """Remove a row; those below move up. The last row left is emptied. ``False`` when there is no such row."""
        count = self.count(kind)
        if not 0 <= index < count:
            return False
        for at in range(index, count):
            for name in ROW_FIELDS[kind]:
                below = self.all(f"{kind}-{at + 1}-{name}") if at + 1 < count else []
                self.set(f"{kind}-{at}-{name}", *below)
        self.set(f"{kind}-count", str(max(1, count - 1)))
        return True

    def tidy(self) -> None:
        """Nothing stays that no page shows: rows beyond their number, what is alleged of a row that is gone."""
        rows = {kind: self.count(kind) for kind in ROW_FIELDS}
        ids = {self.first(f"{RESPONDENTS}-{index}-id") for index in range(rows[RESPONDENTS])}
        for name in [*self._typed]:
            kind, _dash, rest = name.partition("-")
            if kind in rows and rest == "count":
                self.set(name, str(rows[kind]))
            elif (kind in rows and int(rest.partition("-")[0]) >= rows[kind]) or (
                kind == "categories" and rest and rest not in ids
            ):
                del self._typed[name]

    # --- files ------------------------------------------------------------------------------------------------------

    @property
    def files(self) -> list[EvidenceInput]:
        return [EvidenceInput(**file) for file in self.payload.get("files", [])]

    def add_file(self, file: Mapping[str, Any]) -> None:
        self.payload.setdefault("files", []).append(dict(file))

    def remove_file(self, file_id: str) -> EvidenceInput | None:
        """Take a file out of the list; what it was, or ``None`` when it was not there."""
        kept, removed = [], None
        for file in self.payload.get("files", []):
            if file["file_id"] == file_id:
                removed = EvidenceInput(**file)
            else:
                kept.append(file)
        self.payload["files"] = kept
        return removed

    @property
    def file_error(self) -> str:
        """Why the last file was not added; it is no answer, but the page that judges the answers says it."""
        return str(self.payload.get("file_error", ""))

    @file_error.setter
    def file_error(self, message: str) -> None:
        self.payload["file_error"] = message

    # --- the way through the steps ------------------------------------------------------------------------------------

    @property
    def at(self) -> str:
        """The page that was worked on last."""
        return str(self.payload.get("at", ""))

    @at.setter
    def at(self, page: str) -> None:
        self.payload["at"] = page

    @property
    def language(self) -> str:
        return self.first("language")


def row_count(data: Mapping[str, Any], kind: str) -> int:
    """How many rows of ``kind`` were posted or kept: between 1 and :data:`MOST`, whatever was sent."""
    try:
        return max(1, min(MOST, int(data.get(f"{kind}-count", "1"))))
    except (TypeError, ValueError):
        return 1


def from_filing(filing: Filing, country_names: Mapping[str, str]) -> Payload:
    """The answers of a short filing, to fill the steps with when it is completed."""
    answers = Answers()
    identity, contact, account = filing.identity, filing.contact, filing.account
    plain = {
        "urgency": filing.urgency,
        "mode": filing.mode,
        "filer_role": filing.filer_role,
        "language": filing.language,
        "identity_name": identity.name,
        "organisation": identity.organisation,
        "position": identity.position,
        "relation": identity.relation,
        "address": identity.address,
        "email": contact.email,
        "phone": contact.phone,
        "safe_times": contact.safe_times,
        "other_contact": contact.other,
        "stage": filing.stage_of_proceedings,
        "reprisals_feared": filing.reprisals_feared,
        "may_transmit": filing.may_transmit,
    }
    plain |= {name: getattr(account, name) for name in ACCOUNT_TEXTS}
    for name, text in plain.items():
        answers.set(name, text)
    # The short form asks what is happening, the steps what happened: nobody tells it twice.
    answers.set("narrative", account.narrative or account.urgent_details)
    answers.set("remedies", *filing.remedies)
    answers.set("rules", *account.rules)
    if filing.urgent_on:
        _set_date(answers, "urgent_on", filing.urgent_on.isoformat())
        answers.set("urgent_on_3", "on")  # sent once: a day that has passed since is not asked about
    _set_date(answers, "began", account.began)
    _set_date(answers, "ended", account.ended)
    others = [victim for victim in filing.victims if not victim.is_filer]
    for index, victim in enumerate(others):
        for name in ROW_FIELDS[VICTIMS]:
            answers.set(f"{VICTIMS}-{index}-{name}", getattr(victim, name))
    for victim in filing.victims[:1]:
        answers.set("reachable", victim.reachable)
        answers.set("authority", victim.authority)
    answers.set(f"{VICTIMS}-count", str(len(others)))
    for index, about in enumerate(filing.respondents):
        row = f"{RESPONDENTS}-{index}"
        empty = "unlisted" if about.unlisted_name else "unsure"
        answers.set(f"{row}-association", about.association or empty)
        answers.set(f"{row}-country", country_names.get(about.country, about.country))
        for name in ("unlisted_name", "office", "persons"):
            answers.set(f"{row}-{name}", getattr(about, name))
    answers.set(f"{RESPONDENTS}-count", str(len(filing.respondents)))
    for known, about in zip(answers.identify_respondents(), filing.respondents, strict=False):
        answers.set(f"categories-{known}", *about.categories)
    return answers.payload


def _set_date(answers: Answers, name: str, iso: str) -> None:
    parts = [*reversed(iso.split("-"))] if iso else []
    for position, text in zip((2, 1, 0), reversed(parts), strict=False):
        answers.set(f"{name}_{position}", str(int(text)))
