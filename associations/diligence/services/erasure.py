"""Erasure: the keys are destroyed, so that what was sealed opens no more. What was published stays."""

from datetime import datetime, timedelta

from django.db import transaction

from associations.diligence.models import ConditionReport, Dossier, Review, ReviewEvent, Settlement
from associations.diligence.services.change import note
from associations.diligence.states import ENDED, KEPT_DAYS, State
from portal import ledger
from portal.sealing.erase import erase_owner


def erase_due(now: datetime, limit: int = 100) -> int:
    """Erase what is sealed of reviews that ended :data:`~associations.diligence.states.KEPT_DAYS` ago. Returns how
    many.

    One whose conditions still run is not touched. Digests of decisions keep their salts: they are of public words.
    """
    over = Review.objects.filter(
        state__in=sorted(ENDED - {State.DECIDED}),
        content_erased_at__isnull=True,
        state_since__lte=now - timedelta(days=KEPT_DAYS),
    )
    found = list(over.values_list("pk", flat=True)[:limit])
    for pk in found:
        with transaction.atomic():
            review = Review.objects.locked(pk)
            if review.content_erased_at:
                continue
            erase_owner(review.pk)
            review.answers.all().delete()
            review.comments.all().delete()
            review.time_requests.all().delete()
            ConditionReport.objects.filter(condition__review=review).delete()
            Settlement.objects.filter(condition__review=review).delete()
            review.notes.all().delete()
            review.reminders.all().delete()
            review.events.update(reason=None)
            Dossier.objects.filter(pk=review.pk).update(findings=None, decision=None)
            review.content_erased_at = now
            review.save(update_fields=["content_erased_at"])
            note(review, ReviewEvent.Kind.ERASED, now)
            ledger.commit("review-erased", review.pk, {}, now)
    return len(found)
