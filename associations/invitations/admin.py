"""Invitations in the admin: the list, a page for each with what comes next, and the inviter's acts."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from associations.admin.base import HistoryPages, me
from associations.admin.body_field import OFFERED, shown
from associations.invitations import inviting, notifications
from associations.invitations.delivery import mails_of
from associations.invitations.forms import InviteForm, PassCodeForm
from associations.invitations.models import Invitation
from associations.invitations.permissions import Action, may, within
from associations.invitations.shown_code import ShownCode
from associations.invitations.states import MOST_MAILS, State
from associations.models import Association
from associations.services import may_confirm
from portal.web.kept import keep_words


class StandingFilter(admin.SimpleListFilter):
    """As :attr:`Invitation.standing` says it."""

    title = _("state")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", _("open")),
            ("blocked", _("blocked")),
            ("waiting", _("waits for the second person")),
            ("confirmed", _("confirmed")),
            ("over", _("expired or revoked")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> QuerySet[Invitation]:
        now = timezone.now()
        begun = Q(state__in=[State.SENT, State.OPENED], expires_at__gt=now)
        late = Q(state__in=[State.SENT, State.OPENED, State.BLOCKED], expires_at__lte=now)
        waits = Q(grant__confirmed_at__isnull=True, grant__until__isnull=True)
        match self.value():
            case "open":
                return queryset.filter(begun)
            case "blocked":
                return queryset.filter(state=State.BLOCKED, expires_at__gt=now)
            case "waiting":
                return queryset.filter(waits, state=State.ACCEPTED)
            case "confirmed":
                return queryset.filter(grant__confirmed_at__isnull=False, grant__until__isnull=True)
            case "over":
                return queryset.filter(late | Q(state__in=[State.EXPIRED, State.REVOKED]))
        return queryset


class NoForm(forms.Form):
    """Nothing to fill in."""


@admin.register(Invitation)
class InvitationAdmin(HistoryPages):
    """Nothing is changed by a raw form. Name and address stand on one invitation's page only, unsealed for it."""

    list_display = ("body_name", "role_name", "standing", "invited_by", "expires_at")
    list_display_links = ("body_name",)
    list_filter = (StandingFilter,)
    search_fields = ("body__slug", "body__acronym", "invited_by__username")
    search_help_text = _("Address or acronym of the body, or who invited")
    list_select_related = ("body", "umbrella", "grant", "invited_by")
    show_full_result_count = False

    @admin.display(description=_("body"), ordering="body__slug")
    def body_name(self, invitation: Invitation) -> str:
        return invitation.body.name

    @admin.display(description=_("role"), ordering="role")
    def role_name(self, invitation: Invitation) -> str:
        return str(invitation.get_role_display())

    @admin.display(description=_("state"), ordering="state")
    def standing(self, invitation: Invitation) -> str:
        return invitation.standing

    # --- who ------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        return Invitation.objects.filter(within(request.user, Action.READ))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Action.READ, obj.umbrella_id if isinstance(obj, Invitation) else None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Action.INVITE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        name = "invitations_invitation_%s"
        view, keep = self.admin_site.admin_view, keep_words
        return [
            path("", view(self.changelist_view), name=name % "changelist"),
            path("add/", keep(self.invite), name=name % "add"),
            path("<uuid:object_id>/change/", view(self.page), name=name % "change"),
            path("<uuid:object_id>/resend/", view(self.resend), name=name % "resend"),
            path("<uuid:object_id>/code/", keep(self.make_code), name=name % "code"),
            path("<uuid:object_id>/code/shown/", view(self.show_code), name=name % "shown"),
            path("<uuid:object_id>/revoke/", keep(self.revoke), name=name % "revoke"),
            *super().get_urls(),
        ]

    def _url(self, name: str, *args: Any) -> str:
        return reverse(f"admin:invitations_invitation_{name}", args=args)

    def _found(self, request: HttpRequest, pk: UUID, action: Action) -> Invitation:
        """Raises Http404 for what this person may not see, PermissionDenied for what they may only see."""
        rows = self.get_queryset(request).select_related(
            "body", "umbrella", "invited_by", "passed_by", "grant__user"
        )
        found = rows.filter(pk=pk).first()
        if found is None:
            raise Http404
        if not may(request.user, action, found.umbrella_id):
            raise PermissionDenied
        return found

    def _show(
        self, request: HttpRequest, template: str, status: int = 200, **context: Any
    ) -> TemplateResponse:
        whole = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "list_url": self._url("changelist"),
            "has_errors": status != 200,
            **context,
        }
        return TemplateResponse(request, f"invitations/admin/{template}.html", whole, status=status)

    # --- pages ----------------------------------------------------------------------------------------------

    def invite(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_add_permission(request):
            raise PermissionDenied
        posted = request.method == "POST"
        form = InviteForm(request.POST) if posted else InviteForm(initial=self._begun(request))
        if posted and form.is_valid():
            try:
                invitation = inviting.invite(form.asked(), by=me(request), now=timezone.now())
            except PermissionDenied as refused:
                form.add_error(None, str(refused))
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("The invitation is on its way. Now make the second code."))
                return HttpResponseRedirect(self._url("change", invitation.pk))
        bodies = [shown(body) for body in Association.objects.by_name()[:OFFERED]]
        status = 422 if posted else 200
        return self._show(request, "invite", status, title=_("Invite somebody"), form=form, bodies=bodies)

    def _begun(self, request: HttpRequest) -> dict[str, Any]:
        """From a body's page: that body, and the umbrella body to which it belongs."""
        try:
            body = Association.objects.filter(pk=UUID(request.GET.get("body", ""))).first()
        except ValueError:
            body = None
        umbrellas = Association.objects.active().filter(kind=Association.Kind.UMBRELLA)
        handling = umbrellas.filter(handles_complaints=True)
        own = handling.filter(periods__member=body, periods__superseded_at=None, periods__retracted=False)
        first = (own if body else handling).order_by("slug").first()
        return {"body": body, "umbrella": first} if body else {"umbrella": first}

    def page(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """One invitation: what it says, how its mails fared, what comes next."""
        invitation = self._found(request, object_id, Action.READ)
        user, now = me(request), timezone.now()
        is_open = invitation.can_be_accepted(now)
        acts = {
            action.name.lower(): is_open and may(user, action, invitation.umbrella_id)
            for action in (Action.RESEND, Action.PASS_CODE, Action.REVOKE)
        }
        acts["resend"] = acts["resend"] and invitation.mails < MOST_MAILS
        return self._show(
            request,
            "invitation",
            title=capfirst(str(invitation)),
            invitation=invitation,
            name=notifications.name_of(invitation),
            email=notifications.address_of(invitation),
            mails=mails_of(invitation),
            is_open=is_open,
            is_over=not is_open and invitation.grant is None,
            acts=acts,
            may_confirm=invitation.grant is not None and may_confirm(user, invitation.grant),
            has_code=invitation.code_hash is not None,
        )

    def resend(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        self._found(request, object_id, Action.RESEND)
        return self.act(
            request,
            str(object_id),
            title=_("Send the mail again"),
            explain=_(
                "To the same address, with a new first code. The earlier mail stays good, and the end as it is."
            ),
            submit=_("Send again"),
            perform=lambda row, _reason: inviting.resend(row, by=me(request), now=timezone.now()),
            done=_("The mail is on its way again."),
            form_class=NoForm,
        )

    def revoke(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        self._found(request, object_id, Action.REVOKE)
        return self.act(
            request,
            str(object_id),
            title=_("Revoke the invitation"),
            explain=_(
                "Both codes open nothing any more. The person is not told by the portal. Name and address are erased "
                "after 30 days."
            ),
            submit=_("Revoke"),
            perform=lambda row, reason: inviting.revoke(
                row, by=me(request), reason=reason, now=timezone.now()
            ),
            done=_("The invitation is revoked."),
        )

    def make_code(self, request: HttpRequest, object_id: UUID) -> HttpResponseBase:
        """Say how the second code is passed on; then it is made."""
        invitation = self._found(request, object_id, Action.PASS_CODE)
        seen = invitation.passed_at.isoformat() if invitation.passed_at else ""
        posted = request.method == "POST"
        form = PassCodeForm(request.POST) if posted else PassCodeForm(initial={"seen": seen})
        if posted and form.is_valid():
            given = form.cleaned_data
            try:
                invitation, code = inviting.make_code(
                    invitation,
                    channel=given["channel"],
                    found_at=given["found_at"],
                    seen=_moment(given["seen"]),
                    by=me(request),
                    now=timezone.now(),
                )
            except inviting.MadeMeanwhile:
                if ShownCode.of(request, invitation) is not None:  # this form was sent twice
                    return HttpResponseRedirect(self._url("shown", invitation.pk))
                form.data = {**request.POST.dict(), "seen": seen}
                form.add_error(
                    None, _("Meanwhile a code was made, perhaps by somebody else. Send again to replace it.")
                )
            except ValidationError as error:
                for name, errors in getattr(error, "error_dict", {None: error.messages}).items():
                    form.add_error(name, errors)
            else:
                ShownCode.keep(request, invitation, code)
                return HttpResponseRedirect(self._url("shown", invitation.pk))
        context = {"form": form, "object": invitation, "back": self._url("change", invitation.pk)}
        return self._show(request, "code", 422 if posted else 200, title=_("Second code"), **context)

    def show_code(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """The code, in the browser that had it made: until that says so, or for half an hour."""
        invitation = self._found(request, object_id, Action.PASS_CODE)
        back = self._url("change", invitation.pk)
        if request.method == "POST":
            ShownCode.forget(request, invitation)
            messages.success(request, _("The code is not shown any more."))
            return HttpResponseRedirect(back)
        code = ShownCode.of(request, invitation)
        if code is None:
            messages.warning(
                request, _("This code is not shown any more. Make a new one if it was not passed on.")
            )
            return HttpResponseRedirect(back)
        return self._show(request, "shown", title=_("Second code"), object=invitation, code=code, back=back)


def _moment(text: str) -> datetime | None:
    """What the hidden field says; for what it cannot have said, a moment that was never."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
