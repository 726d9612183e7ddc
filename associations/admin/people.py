"""People: made, changed, closed and opened again; never deleted."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from associations import services
from associations.admin.base import HistoryPages, me
from associations.models import Role, RoleGrant
from associations.roles import is_administrator
from portal import time_zones
from portal.accounts.forms import EveryFault
from portal.accounts.models import User
from portal.accounts.second_factor import STRONG


class PersonCreationForm(EveryFault, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "full_name", "email", "language", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        time_zones.offer(self)


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("username", "full_name", "email", "language", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields:  # away for those who only look
            time_zones.offer(self, keep=self.instance.time_zone)


class PasswordForm(EveryFault, AdminPasswordChangeForm):
    """An administrator sets the password of somebody else."""


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Role.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if (role := self.value()) not in Role.values:
            return queryset
        now = RoleGrant.objects.in_effect(roles=[str(role)])
        return queryset.filter(pk__in=now.values("user"))


@admin.register(User)
class PersonAdmin(HistoryPages, UserAdmin):
    """Password changes go through Django's own page; activity, roles and second factors through services."""

    form = PersonForm
    add_form = PersonCreationForm
    change_password_form = PasswordForm
    change_form_template = "associations/person.html"
    list_display = ("username", "full_name", "email", "is_active", "second_factor", "last_login")
    list_filter = ("is_active", "language", RoleFilter)
    search_fields = ("username", "full_name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("is_active", "last_login", "date_joined", "second_factor")
    fieldsets = (
        (None, {"fields": ("username", "full_name", "email")}),
        (_("Language and time zone"), {"fields": ("language", "time_zone")}),
        (_("User account"), {"fields": ("is_active", "second_factor", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "full_name", "email", "language", "time_zone")}),
        (_("Password"), {"classes": ("wide",), "fields": ("usable_password", "password1", "password2")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        strong = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=STRONG)
        people: QuerySet[User] = super().get_queryset(request).annotate(_second_factor=Exists(strong))
        return people

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, user: User) -> bool:
        return bool(getattr(user, "_second_factor", False))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An administrator does not take over the account that set the portal up."""
        if isinstance(obj, User) and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        name = "accounts_user_%s"
        view = self.admin_site.admin_view
        return [
            path("<uuid:object_id>/deactivate/", view(self.deactivate), name=name % "deactivate"),
            path("<uuid:object_id>/reactivate/", view(self.reactivate), name=name % "reactivate"),
            path("<uuid:object_id>/reset/", view(self.ask_reset), name=name % "reset"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        person = kwargs.get("obj")
        if person is not None:
            context["grants"] = list(person.grants.select_related("association").order_by("-since"))
            context["may_administer"] = (
                self.has_change_permission(request, person) and person.pk != request.user.pk
            )
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def _may(self, request: HttpRequest) -> Any:
        return lambda person: is_administrator(request.user) and self.has_change_permission(request, person)

    def deactivate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.act(
            request,
            str(object_id),
            title=_("Deactivate the account"),
            explain=_(
                "All roles end, all sessions end, and nobody can log in with it. What this person did stays."
            ),
            submit=_("Deactivate"),
            perform=lambda person, reason: services.deactivate_person(person, by=me(request), reason=reason),
            done=_("The account is deactivated."),
            allowed=self._may(request),
        )

    def reactivate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.act(
            request,
            str(object_id),
            title=_("Open the account again"),
            explain=_(
                "The person can log in again, without any role. Give roles anew; a second person confirms them."
            ),
            submit=_("Open again"),
            perform=lambda person, reason: services.reactivate_person(person, by=me(request), reason=reason),
            done=_("The account is open again."),
            allowed=self._may(request),
        )

    def ask_reset(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.act(
            request,
            str(object_id),
            title=_("Ask for a reset of the second factor"),
            explain=_(
                "Another person confirms it. Then the authenticator app, passkeys and recovery codes stop working, all "
                "sessions end, and the person sets up a new second factor at the next log-in. Make sure who is asking: "
                "call the person, do not rely on a message."
            ),
            submit=_("Ask for the reset"),
            perform=lambda person, reason: services.ask_reset(person, by=me(request), reason=reason),
            done=_("The reset waits for a second person."),
            allowed=self._may(request),
        )
