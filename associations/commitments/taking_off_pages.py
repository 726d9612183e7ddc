"""The page on which two people take a verification off the record: proposed, confirmed or dropped there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.admin.base import me
from associations.admin.record_forms import TakeOffForm
from associations.commitments import who
from associations.commitments.deciding import DecidingPages, url
from associations.commitments.models import TakingOff, Verification
from associations.commitments.taking_off import TAKING_OFF
from associations.editing import takes_two
from associations.models import Event
from associations.two_persons import NothingWaits, Waits


class TakingOffPages(DecidingPages):
    """One page for all that can be done, so that who comes late reads what became of it."""

    def take_off_view(self, request: HttpRequest, entry: UUID) -> HttpResponseBase:
        event, user = self._entry(request, entry), me(request)
        act = request.POST.get("act", "") if request.method == "POST" else ""
        form = TakeOffForm(request.POST if act == "propose" else None)
        if act and self._acted(request, event, act, form):
            return HttpResponseRedirect(url("take_off", entry))
        waiting = TAKING_OFF.waiting(event)
        changes = TakingOff.objects.filter(rule__entry=entry).select_related("asked_by", "confirmed_by")
        context = {
            "title": _("Take a verification off the record"),
            "event": event,
            "umbrella": who.of_entry(event),
            "form": form,
            "waiting": waiting,
            "changes": changes[:20],
            "is_proposer": waiting is not None and waiting.asked_by_id == user.pk,
            "may_confirm": waiting is not None and TAKING_OFF.may_confirm(user, waiting),
            "may_drop": waiting is not None and TAKING_OFF.may_drop(user, waiting),
            "may_propose": TAKING_OFF.may_propose(user, event),
            "verification": Verification.objects.filter(entry=entry).first(),
        }
        status = 422 if form.errors else 200
        return self._page(request, "associations/commitments/desk/take_off.html", context, status)

    def _acted(self, request: HttpRequest, event: Event, act: str, form: TakeOffForm) -> bool:
        """Whether it is done, or was done already; else the reasons are in the form."""
        given: dict[str, Any] = {"by": me(request), "now": timezone.now()}
        try:
            if act == "propose":
                if not form.is_valid():
                    return False
                words = form.cleaned_data
                TAKING_OFF.propose(event, words, reason=words["reason"], **given)
                messages.success(request, _("It waits for a second person to confirm it."))
            elif act == "confirm":
                TAKING_OFF.confirm(event, **given)
                messages.success(request, _("It is off the record. Earlier days still show it."))
            elif act == "drop":
                TAKING_OFF.drop(event, **given)
                messages.success(request, _("The proposal is dropped."))
        except (NothingWaits, Waits):
            messages.warning(request, _("It was decided already: see below."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return True

    def _entry(self, request: HttpRequest, entry: UUID) -> Event:
        """Its latest revision, also when it is off the record. Raises Http404."""
        rows = Event.objects.select_related("subject", "other", "recorded_by")
        event = rows.filter(entry=entry, superseded_at__isnull=True).first()
        if event is None or not takes_two(event):
            raise Http404
        if not (who.may_see_entry(request.user, event) or TAKING_OFF.may_change(me(request), event)):
            raise Http404
        return event
