"""A short filing, completed later through the same steps."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints import notifications
from complaints.filing import Account, Contact, Filing, Identity, RespondentInput, VictimInput
from complaints.models import Complaint, Draft, Event, RoutingReason
from complaints.routing import route
from complaints.services import drafts
from complaints.services.actors import COMPLAINANT
from complaints.services.filing import seal_told, store_evidence, store_parties, take_plain
from complaints.services.transitions import Refused, save_with_history
from complaints.states import ENDED
from portal import ledger
from portal.outbox import models as outbox
from portal.sealing import CannotUnseal, Vault
from portal.sealing.index import mark_stale


def complete_filing(
    resume_code: str, read: Callable[[drafts.Payload, UUID], Filing], *, now: datetime, receipt_private: bytes
) -> Complaint:
    """Put the full answers in the place of the short ones. What was told first stays, sealed, with the event.

    The clocks run on: they count from receipt. Repeating it changes nothing. Raises ``Draft.DoesNotExist``, and
    :class:`Refused` when the case has ended meanwhile, or another draft has completed it: what officers work on is not
    replaced under their hands.
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
            vault.write(event, reason=vault.read(complaint, "account"))
        except CannotUnseal:
            raise Refused(_("Open the complaint with its secret once more, then send this.")) from None
        _replace(complaint, filing, vault, now)
        event.save(force_insert=True)
        complaint.has_unread = True
        save_with_history(complaint, event)
        mark_stale(complaint.pk)
        outbox.Message.objects.bulk_create(notifications.to_staff(complaint, "staff.message"))
        ledger.commit("completed", complaint.pk, {"event": str(event.pk)}, now)
        if filing.evidence:
            draft.row.files.all().delete()
        draft.payload = {}
        draft.seal()
        draft.row.filed_as, draft.row.filed_at = complaint, now
        draft.row.save(update_fields=["payload", "filed_as", "filed_at"])
    return complaint


def _replace(complaint: Complaint, filing: Filing, vault: Vault, now: datetime) -> None:
    filing.is_short = False
    take_plain(complaint, filing)
    _hand_over_if_concerned(complaint, filing)
    seal_told(complaint, filing, vault)
    complaint.victims.all().delete()
    _keep_names(filing, _respondents(complaint, vault))
    complaint.respondents.all().delete()
    store_parties(complaint, filing, vault)
    store_evidence(complaint, filing, vault, now)


def _keep_names(filing: Filing, before: list[RespondentInput]) -> None:
    """A body that was picked before keeps the name under which it was picked."""
    named = {about.association: about.named for about in before if about.association}
    for about in filing.respondents:
        about.named = named.get(about.association, "")


def _hand_over_if_concerned(complaint: Complaint, filing: Filing) -> None:
    """A body that turns out to be respondent no longer handles: the umbrella body does."""
    listed = [UUID(about.association) for about in filing.respondents if about.association]
    if complaint.handled_by_id in listed and complaint.routing_reason == RoutingReason.CHOSEN:
        chosen = complaint.handled_by_id
        complaint.handled_by, complaint.routing_reason = route(
            listed, chosen, filing.days_that_count(complaint.filed_at)
        )
        complaint.assigned_to = None


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
