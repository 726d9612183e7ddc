"""Complaints for tests, made as they are made in life: filed through the service, moved by the services.

A handful of named people instead of piles of fixtures (``World``): an umbrella body, a national association that
handles complaints itself, and a prosecution service that complaints are about.

``olena``    intake officer of the umbrella body        ``haruto``  case handler of the umbrella body
``amina``    auditor of the umbrella body               ``bruno``   intake officer of the national association
"""

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from associations.models import Association
from associations.roles import Role
from complaints.filing import Account, Contact, EvidenceInput, Filing, Identity, RespondentInput, VictimInput
from complaints.models import Complaint, Event
from complaints.services import drafts
from complaints.services.actors import COMPLAINANT, Actor
from complaints.services.filing import file_complaint
from complaints.services.transitions import apply
from portal.accounts.models import User
from portal.receipts import code as codes
from portal.sealing import Vault
from tests.people import body, holds, without_password

NARRATIVE = "He was taken from the courthouse on the quay.\nNobody was told where."


def officer(username: str, *grants: tuple[Association, Role]) -> User:
    """Somebody with roles in effect, who cannot log in."""
    user = without_password(username)
    for association, role in grants:
        holds(user, association, role)
    return user


class World:
    """The bodies and the people of a test."""

    def __init__(self) -> None:
        self.umbrella = body("union", handles_complaints=True)
        self.other = body(
            "sudland", "association", country="QM", handles_complaints=True, member_of=self.umbrella
        )
        self.respondent = body("norland", "service", country="QN", member_of=self.umbrella)
        self.olena = officer("olena", (self.umbrella, Role.INTAKE_OFFICER))
        self.haruto = officer("haruto", (self.umbrella, Role.CASE_HANDLER))
        self.amina = officer("amina", (self.umbrella, Role.AUDITOR))
        self.bruno = officer("bruno", (self.other, Role.INTAKE_OFFICER))

    @cached_property
    def people(self) -> dict[Role, User]:
        """One person for each role at the umbrella body."""
        known = {
            Role.INTAKE_OFFICER: self.olena,
            Role.CASE_HANDLER: self.haruto,
            Role.AUDITOR: self.amina,
        }
        # A liaison answers for a respondent, never for an umbrella body.
        return {
            role: known.get(role)
            or officer(
                f"the-{role.value.replace('_', '-')}",
                (self.respondent if role == Role.LIAISON else self.umbrella, role),
            )
            for role in Role
        }

    def file(self, **told: Any) -> "Case":
        """A complaint about the respondent, as a complainant files it. ``told`` goes into ``filing.Filing``."""
        told.setdefault(
            "respondents",
            [RespondentInput(association=str(self.respondent.pk), country="QN", categories=["A05", "A13"])],
        )
        return file(**told)


class Case:
    """A filed complaint and the secret that opens it."""

    def __init__(self, complaint: Complaint, secret: str) -> None:
        self.complaint, self.secret = complaint, secret

    @property
    def pk(self) -> UUID:
        return self.complaint.pk

    @property
    def vault(self) -> Vault:
        return Vault.for_desk(self.pk)

    def fresh(self) -> Complaint:
        self.complaint = Complaint.objects.get(pk=self.pk)
        return self.complaint

    def step(self, name: str, user: User | None = None, now: datetime | None = None) -> Complaint:
        """One step of the workflow, with every word it needs."""
        actor = Actor.staff(user) if user else COMPLAINANT
        return apply(
            self.pk,
            name,
            actor=actor,
            now=now or timezone.now(),
            vault=self.vault,
            reason="because of the facts",
            message="Here is what we have to say.",
            reason_code="no-right-engaged" if name == "find-inadmissible" else "",
        )


def file(now: datetime | None = None, files: Iterable[dict[str, Any]] = (), **told: Any) -> Case:
    """File a complaint through the same service as the form. ``files``: arguments of :func:`sealed_file`."""
    now = now or timezone.now()
    draft = drafts.start(now)
    defaults: dict[str, Any] = {
        "language": "en",
        "mode": "confidential",
        "filer_role": "relative",
        "identity": Identity(name="Zenobia Whitlock", relation="sister", address="7 Heron Lane"),
        "contact": Contact(email="zenobia@complainant.example", safe_times="mornings only"),
        "account": Account(
            narrative=NARRATIVE, began="2026-03", places="Ostrava quay", case_numbers="K-77/2026"
        ),
        "victims": [VictimInput(name="Casimir Whitlock", is_child="no")],
        "remedies": ["cessation", "apology"],
        "stage_of_proceedings": "arrest-detention",
        "evidence": [sealed_file(**one) for one in files],
    }
    if isinstance(told.get("account"), str):
        told["account"] = Account(narrative=told["account"])
    filed = file_complaint(draft.code, lambda payload, pk: Filing(draft_id=pk, **(defaults | told)), now)
    return Case(Complaint.objects.get(reference=filed.reference), codes.normalise(filed.secret))


def sealed_file(
    name: str = "letter.pdf", content: bytes = b"%PDF-1.7 a letter", looks_like: str = "pdf", **about: str
) -> EvidenceInput:
    """A sealed object in storage, with what the draft knows of it."""
    upload = sealed_upload("upload", content)
    return EvidenceInput(
        file_id=str(upload.file_id),
        storage_name=upload.keep(),
        key=b64encode(upload.key).decode(),
        content_hash=b64encode(upload.content_hash).decode(),
        size=upload.size,
        name=name,
        content_type="application/pdf",
        looks_like=looks_like,
        **about,
    )


def sealed_upload(name: str, content: bytes) -> Any:
    """What the project's upload handler makes of a file in a request."""
    from django.test import RequestFactory

    request = RequestFactory().post("/", {"file": SimpleUploadedFile(name, content)})
    return request.FILES["file"]


def message_from_complainant(case: Case, text: str) -> None:
    from complaints.services.messages import write_from_complainant

    write_from_complainant(case.pk, text, now=timezone.now(), vault=case.vault)


def kinds(case: Case) -> list[str]:
    """The kinds of the case's events, in order."""
    return list(Event.objects.filter(complaint_id=case.pk).values_list("kind", flat=True))


__all__ = [
    "NARRATIVE",
    "Case",
    "World",
    "file",
    "kinds",
    "message_from_complainant",
    "officer",
    "sealed_file",
]
