"""What the pages of verifications share, and one of them with what is done with it: confirm, send back, withdraw."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from associations.admin.base import AdministratorsPages, me
from associations.commitments import reading, services, states, who
from associations.commitments.forms import ConfirmForm, SendBackForm, WithdrawForm
from associations.commitments.models import TakingOff, Verification
from associations.commitments.services import DecidedMeanwhile
from associations.models import Commitment, Event
from portal.sealing.public_files import download

BESIDE = ("body", "umbrella", "prepared_by", "decided_by", "file")


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:commitments_verification_{name}", args=args)


class DecidingPages(AdministratorsPages):
    """A verification as it was prepared, and the second person's acts."""

    def _rows(self, request: HttpRequest) -> Any:
        return Verification.objects.filter(who.visible(request.user))

    def _row(self, request: HttpRequest, pk: UUID) -> Verification:
        row: Verification | None = self._rows(request).select_related(*BESIDE).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def page_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        """The checklist as it was prepared, where the body stands, and what came before."""
        row = self._row(request, pk)
        position = states.of_bodies([row.body_id], timezone.localdate())[row.body_id][
            Commitment(row.commitment)
        ]
        same = Verification.objects.filter(body=row.body, commitment=row.commitment, umbrella=row.umbrella)
        waits = row.is_waiting
        on_record = Event.objects.current().filter(entry=row.entry).first() if row.entry else None
        open_ = TakingOff.objects.filter(rule=on_record, done_at__isnull=True, dropped_at__isnull=True)
        taking_off = on_record is not None and open_.exists()
        context = {
            "title": capfirst(str(row)),
            "row": row,
            "position": position,
            "checklist": reading.read_answers(row.answers, row.looked_at),
            "earlier": same.exclude(pk=row.pk).select_related("prepared_by", "decided_by")[:20],
            "may_decide": waits and who.may_decide(request.user, row),
            "may_withdraw": waits and who.may_withdraw(request.user, row),
            "is_preparer": waits and row.prepared_by_id == me(request).pk,
            "may_prepare": not waits and who.may_prepare(request.user, row.body, row.umbrella),
            "prepare_url": url("prepare", row.body_id, row.commitment),
            "on_record": on_record is not None,
            "taking_off": taking_off,
        }
        return self._page(request, "associations/commitments/desk/page.html", context)

    def file_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        """The file it stands on, before it is public."""
        row = self._row(request, pk)
        if row.file is None:
            raise Http404
        return download(row.file)

    def confirm_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        """The second person's yes: question by question, with what each stands on beside it."""
        row = self._row(request, pk)
        back = url("change", row.pk)
        if not who.may_decide(request.user, row):
            raise PermissionDenied
        if request.method != "POST" and not row.is_waiting:
            return HttpResponseRedirect(back)  # which says what was decided
        form = ConfirmForm(
            request.POST if request.method == "POST" else None, checklist=reading.read_answers(row.answers)
        )
        if request.method == "POST" and form.is_valid():
            try:
                services.confirm(row.pk, form.looked, by=me(request), now=timezone.now())
            except DecidedMeanwhile:
                messages.warning(request, _("It was decided already: see below."))
                return HttpResponseRedirect(back)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("It is verified and on record."))
                return HttpResponseRedirect(back)
        context = {"title": _("Confirm a verification"), "form": form, "row": row, "back": back}
        status = 422 if form.errors else 200
        return self._page(request, "associations/commitments/desk/confirm.html", context, status)

    def send_back_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        return self._act(
            request,
            pk,
            who.may_decide,
            SendBackForm,
            lambda row, reason: services.send_back(row.pk, reason, by=me(request), now=timezone.now()),
            title=_("Send back"),
            explain=_("It is not confirmed. Who prepared it is told, and can prepare it again."),
            submit=_("Send back"),
            done=_("It was sent back."),
        )

    def withdraw_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        return self._act(
            request,
            pk,
            who.may_withdraw,
            WithdrawForm,
            lambda row, reason: services.withdraw(row.pk, reason, by=me(request), now=timezone.now()),
            title=_("Withdraw"),
            explain=_("It is not put before a second person any more. It stays in the history."),
            submit=_("Withdraw"),
            done=_("It was withdrawn."),
        )

    def _act(
        self,
        request: HttpRequest,
        pk: UUID,
        may: Callable[[Any, Verification], bool],
        form_class: type[forms.Form],
        perform: Callable[[Verification, str], Any],
        *,
        title: str,
        explain: str,
        submit: str,
        done: str,
    ) -> HttpResponseBase:
        row = self._row(request, pk)
        back = url("change", row.pk)
        if not may(request.user, row):
            raise PermissionDenied
        if request.method != "POST" and not row.is_waiting:
            return HttpResponseRedirect(back)  # which says what was decided
        form = form_class(request.POST if request.method == "POST" else None)
        status = 200
        if request.method == "POST" and form.is_valid():
            try:
                perform(row, form.cleaned_data.get("reason", ""))
            except DecidedMeanwhile:
                messages.warning(request, _("It was decided already: see below."))
                return HttpResponseRedirect(back)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, done)
                return HttpResponseRedirect(back)
        if form.errors:
            status = 422
        context = {
            "title": title,
            "explain": explain,
            "submit": submit,
            "form": form,
            "object": row,
            "back": back,
        }
        return self._page(request, "associations/act.html", context, status)

    def _page(
        self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        whole = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "list_url": url("changelist"),
            "has_errors": status != 200,
            **context,
        }
        return TemplateResponse(request, template, whole, status=status)
