"""Filing: from a draft to a complaint, in one transaction that can be repeated without harm."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from associations.models import Association
from complaints import notifications
from complaints.filing import Filing
from complaints.models import (
    Allegation,
    Clock,
    Complaint,
    Draft,
    Event,
    Evidence,
    Respondent,
    RoutingReason,
    Victim,
)
from complaints.routing import route
from complaints.services import clocks, drafts
from complaints.services.actors import COMPLAINANT
from complaints.states import State
from portal import ledger
from portal.outbox import models as outbox
from portal.receipts import code as codes
from portal.receipts import issue
from portal.receipts.models import Receipt
from portal.sealing import Vault
from portal.sealing.hashing import keyed_hash
from portal.sealing.index import IndexRow
from portal.sealing.models import DataKey


@dataclass(frozen=True, slots=True)
class Filed:
    """What the complainant is shown once. ``again``: this draft had been sent before; nothing was filed now."""

    reference: str
    secret: str
    again: bool = False


class AlreadyConfirmed(Exception):
    """The draft was sent and its receipt confirmed, or shown for as long as it may be."""


def file_complaint(resume_code: str, read: Callable[[drafts.Payload, UUID], Filing], now: datetime) -> Filed:
    """File the draft that ``resume_code`` opens. ``read`` makes a :class:`Filing` of its answers.

    A double click, a resubmission or a lost response finds the draft filed and gets the same receipt again.

    Raises ``Draft.DoesNotExist`` (expired or given up), :class:`AlreadyConfirmed`, ``routing.NoHandlingBody``.
    """
    with transaction.atomic():
        draft = drafts.find(resume_code, lock=True)
        if draft is None:
            raise Draft.DoesNotExist
        if draft.is_filed:
            receipt = drafts.receipt_of(draft, now)
            if receipt is None:
                raise AlreadyConfirmed
            return Filed(*receipt, again=True)
        filing = read(draft.payload, draft.row.pk)
        secret = codes.new_code()
        complaint = _store(filing, secret, now)
        draft.payload = {"reference": complaint.reference, "secret": secret}
        draft.seal()
        draft.row.filed_as, draft.row.filed_at = complaint, now
        draft.row.save(update_fields=["payload", "filed_as", "filed_at"])
        if filing.evidence:
            draft.row.files.all().delete()  # the files are the complaint's now
    return Filed(complaint.reference, secret)


def _store(filing: Filing, secret: str, now: datetime) -> Complaint:
    complaint = _complaint(filing, now)
    _, receipt_public = codes.key_pair(secret)
    vault = Vault.create(complaint.pk, receipt_public=receipt_public)
    seal_told(complaint, filing, vault)
    running = clocks.started(complaint, clocks.at_filing(complaint), now)
    complaint.next_due_at = clocks.next_due(running)
    event = Event(
        complaint=complaint,
        kind=Event.Kind.FILED,
        to_state=State.RECEIVED,
        actor_kind=COMPLAINANT.kind,
        at=now,
        detail=filing.urgency,
    )
    complaint._change_reason = f"event:{event.pk}"  # type: ignore[attr-defined]
    complaint.save(force_insert=True)
    DataKey.objects.bulk_create(vault.key_rows())
    Receipt.objects.bulk_create([issue(complaint.pk, secret)])
    store_parties(complaint, filing, vault)
    store_evidence(complaint, filing, vault, now)
    Clock.objects.bulk_create(running)
    Event.objects.bulk_create([event])
    IndexRow.objects.bulk_create([IndexRow(owner_id=complaint.pk, words=[], stale=True)])
    outbox.Message.objects.bulk_create(
        [
            *notifications.to_complainant(complaint, "complaint.received"),
            *notifications.to_staff(complaint, "staff.filed"),
        ]
    )
    ledger.commit("filed", complaint.pk, {"event": str(event.pk), "reference": complaint.reference}, now)
    return complaint


def _complaint(filing: Filing, now: datetime) -> Complaint:
    body, why = body_for(filing, now)
    complaint = Complaint(
        reference=codes.new_reference(now.year),
        draft_id=filing.draft_id,
        handled_by=body,
        routing_reason=why,
        filed_at=now,
        state_since=now,
        organisation_pseudonym=(
            keyed_hash("organisation", filing.organisation_id.bytes) if filing.organisation_id else None
        ),
    )
    take_plain(complaint, filing)
    return complaint


def body_for(filing: Filing, filed_at: datetime) -> tuple[Association, RoutingReason]:
    """Which body handles what was told, and why. Raises ``routing.NoHandlingBody``."""
    listed = [UUID(item.association) for item in filing.respondents if item.association]
    chosen = UUID(filing.chosen_body) if filing.chosen_body else None
    return route(listed, chosen, filing.days_that_count(filed_at))


def take_plain(complaint: Complaint, filing: Filing) -> None:
    """The columns that stay readable (listed in ``docs/threat-model.md``)."""
    for name in (
        "language",
        "is_short",
        "urgency",
        "urgent_on",
        "mode",
        "filer_role",
        "stage_of_proceedings",
        "remedies",
        "reprisals_feared",
        "may_transmit",
        "may_publish",
        "may_share",
    ):
        setattr(complaint, name, getattr(filing, name))


def seal_told(complaint: Complaint, filing: Filing, vault: Vault) -> None:
    """Who files, how to reach them and what they told, each under the key of its purpose; of the address stays plain
    that there is one, and its keyed hash. Saving is the caller's.
    """
    vault.write_json(complaint, "identity", filing.identity.to_json())
    vault.write_json(complaint, "contact", filing.contact.to_json())
    vault.write_json(complaint, "account", filing.account.to_json())
    sender = filing.contact.email or filing.contact.phone
    complaint.has_address = bool(filing.contact.email)
    complaint.sender_hash = keyed_hash("sender", sender.strip().casefold()) if sender else None


def store_parties(complaint: Complaint, filing: Filing, vault: Vault) -> None:
    """Victims, respondents and allegations: at most three queries, however many."""
    victims = [Victim(complaint=complaint, position=i) for i in range(len(filing.victims))]
    for victim, told in zip(victims, filing.victims, strict=True):
        vault.write_json(victim, "particulars", told.to_json())
    respondents, allegations = [], []
    for position, about in enumerate(filing.respondents):
        respondent = Respondent(
            complaint=complaint,
            position=position,
            association_id=UUID(about.association) if about.association else None,
            country=about.country,
        )
        sealed = about.to_json()
        sealed.pop("association", None)
        sealed.pop("categories", None)
        vault.write_json(respondent, "particulars", sealed)
        respondents.append(respondent)
        allegations += [
            Allegation(complaint=complaint, respondent=respondent, category=category)
            for category in dict.fromkeys(about.categories)
        ]
    if victims:
        Victim.objects.bulk_create(victims)
    if respondents:
        Respondent.objects.bulk_create(respondents)
    if allegations:
        Allegation.objects.bulk_create(allegations)


def store_evidence(complaint: Complaint, filing: Filing, vault: Vault, now: datetime) -> None:
    """The draft's sealed uploads become the complaint's: their keys are sealed anew, their bytes stay where
    they are.
    """
    rows = []
    for file in filing.evidence:
        row = Evidence(
            complaint=complaint,
            file_id=UUID(file.file_id),
            storage_name=file.storage_name,
            content_hash=b64decode(file.content_hash),
            may_show_respondent=file.may_show_respondent,
            added_at=now,
        )
        seal_evidence(
            vault,
            row,
            key=b64decode(file.key),
            name=file.name,
            size=file.size,
            content_type=file.content_type,
            looks_like=file.looks_like,
            description=file.description,
        )
        rows.append(row)
    if rows:
        Evidence.objects.bulk_create(rows)


def seal_evidence(vault: Vault, row: Evidence, *, key: bytes, **particulars: str | int) -> None:
    """Seal a file's key and what is known about it."""
    vault.write_bytes(row, "file_key", key)
    vault.write_json(row, "particulars", {name: value for name, value in particulars.items() if value})
