"""A short filing, completed later through the same steps."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints import notifications
from complaints.filing import Account, Contact, Filing, Identity, RespondentInput, VictimInput
from complaints.models import Complaint, Draft, Event
from complaints.services import drafts
from complaints.services.actors import COMPLAINANT
from complaints.services.filing import body_for, seal_told, store_evidence, store_parties, take_plain
from complaints.services.transitions import Refused, apply, save_with_history
from complaints.states import ENDED, State
from portal import ledger
from portal.outbox import models as outbox
from portal.sealing import CannotUnseal, Vault
from portal.sealing.index import mark_stale


def complete_filing(
    resume_code: str, read: Callable[[drafts.Payload, UUID], Filing], *, now: datetime, receipt_private: bytes
) -> Complaint:
    """Put the full answers in the place of the short ones. What was told first stays, sealed, with the event.

    The clocks run on: they count from receipt. Particulars that were asked for are given with it. Which body handles
    it is decided anew, by the full answers. Repeating it changes nothing. Raises ``Draft.DoesNotExist``,
    ``routing.NoHandlingBody``, and :class:`Refused` when the case has ended meanwhile, or another draft has completed
    it: what officers work on is not replaced under their hands.
    """
    with transaction.atomic():
        draft = drafts.find(resume_code, lock=True)
        if draft is None or draft.row.completes_id is None:
            raise Draft.DoesNotExist
        complaint = Complaint.objects.locked(draft.row.completes_id)
        if draft.is_filed:
            return complaint
        if complaint.state in ENDED:
            raise Refused(_("This complaint has ended, so it can no longer be completed."))
        if not complaint.is_short:
            raise Refused(
                _(
                    "This complaint was completed already, by another draft. Send what is missing as a message."
                )
            )
        vault = Vault.for_receipt(complaint.pk, receipt_private)
        filing = read(draft.payload, draft.row.pk)
        event = Event(complaint=complaint, kind=Event.Kind.COMPLETED, actor_kind=COMPLAINANT.kind, at=now)
        try:
            vault.write_json(event, "reason", _told_first(complaint, vault))
        except CannotUnseal:
            raise Refused(_("Open the complaint with its secret once more, then send this.")) from None
        _replace(complaint, filing, vault, now)
        moved = _hand_over(complaint, filing, now)
        event.save(force_insert=True)
        complaint.has_unread = True
        save_with_history(complaint, event)
        mark_stale(complaint.pk)
        asked = complaint.state == State.PARTICULARS_ASKED
        if moved or not asked:
            notice = "staff.filed" if moved else "staff.message"
            outbox.Message.objects.bulk_create(notifications.to_staff(complaint, notice))
        ledger.commit("completed", complaint.pk, {"event": str(event.pk)}, now)
        if filing.evidence:
            draft.row.files.all().delete()
        draft.payload = {}
        draft.seal()
        draft.row.filed_as, draft.row.filed_at = complaint, now
        draft.row.save(update_fields=["payload", "filed_as", "filed_at"])
        if asked:
            complaint = apply(complaint.pk, "receive-particulars", actor=COMPLAINANT, now=now, vault=vault)
    return complaint


def _replace(complaint: Complaint, filing: Filing, vault: Vault, now: datetime) -> None:
    filing.is_short = False
    take_plain(complaint, filing)
    seal_told(complaint, filing, vault)
    complaint.victims.all().delete()
    complaint.respondents.all().delete()
    store_parties(complaint, filing, vault)
    store_evidence(complaint, filing, vault, now)


def _hand_over(complaint: Complaint, filing: Filing, now: datetime) -> bool:
    """Give the complaint to the body that the full answers call for: the one that was chosen, not one that turns out to
    be respondent. Whether it is another one than before; then nobody there has it yet. Saving is the caller's.
    """
    body, why = body_for(filing, complaint.filed_at)
    complaint.routing_reason = why
    if body.pk == complaint.handled_by_id:
        return False
    complaint.handled_by, complaint.assigned_to = body, None
    event = Event.objects.create(
        complaint=complaint, kind=Event.Kind.ROUTED, actor_kind=COMPLAINANT.kind, at=now, detail=why
    )
    ledger.commit("routed", complaint.pk, {"event": str(event.pk), "body": str(body.pk)}, now)
    return True


def told_so_far(complaint: Complaint, vault: Vault) -> Filing:
    """What a short filing said, to fill the steps with."""
    return Filing(
        draft_id=complaint.pk,
        language=complaint.language,
        urgency=complaint.urgency,
        urgent_on=complaint.urgent_on,
        mode=complaint.mode,
        filer_role=complaint.filer_role,
        identity=Identity.from_json(vault.read_json(complaint, "identity")),
        contact=Contact.from_json(vault.read_json(complaint, "contact")),
        account=Account.from_json(vault.read_json(complaint, "account")),
        victims=_victims(complaint, vault),
        respondents=_respondents(complaint, vault),
        stage_of_proceedings=complaint.stage_of_proceedings,
        remedies=complaint.remedies,
        reprisals_feared=complaint.reprisals_feared,
        may_transmit=complaint.may_transmit,
        may_publish=complaint.may_publish,
        may_share=complaint.may_share,
    )


def _told_first(complaint: Complaint, vault: Vault) -> dict[str, Any]:
    """What is about to be replaced, for the history of the case (``desk/told_first.py``): all that was told of what
    happened. Who files and how to reach them is sealed under keys of their own and stays out of it; what was chosen
    from a list stands in the complaint's plain history.
    """
    return {
        "account": Account.from_json(vault.read_json(complaint, "account")).to_json(),
        "victims": [victim.to_json() for victim in _victims(complaint, vault)],
        "respondents": [about.to_json() for about in _respondents(complaint, vault)],
    }


def _victims(complaint: Complaint, vault: Vault) -> list[VictimInput]:
    return [
        VictimInput.from_json(vault.read_json(victim, "particulars")) for victim in complaint.victims.all()
    ]


def _respondents(complaint: Complaint, vault: Vault) -> list[RespondentInput]:
    result = []
    for respondent in complaint.respondents.prefetch_related("allegations"):
        about = RespondentInput.from_json(vault.read_json(respondent, "particulars"))
        about.association = str(respondent.association_id or "")
        about.country = respondent.country
        about.categories = [allegation.category for allegation in respondent.allegations.all()]
        result.append(about)
    return result
