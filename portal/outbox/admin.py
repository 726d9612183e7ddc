"""The outbox for administrators: what waits, what failed and why; try again, cancel. No content, no
address."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.outbox import deliver
from portal.outbox.models import Message

SHOWN = (
    "created_at",
    "kind",
    "language",
    "state",
    "attempts",
    "next_attempt_at",
    "give_up_at",
    "error_kind",
    "sent_at",
    "message_id",
)


@admin.register(Message)
class OutboxAdmin(admin.ModelAdmin):
    list_display = (
        "created_at",
        "kind",
        "language",
        "state",
        "attempts",
        "next_attempt_at",
        "error_kind",
        "sent_at",
    )
    list_filter = ("state", ("created_at", admin.DateFieldListFilter), "kind", "error_kind")
    list_per_page = 50
    show_full_result_count = False
    fields = readonly_fields = SHOWN
    actions = ("try_again", "cancel")
    ordering = ("-created_at",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        # The administrator's flag; roles per association live in a room above this one.
        return bool(request.user.is_active and request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False

    @admin.action(description=_("Try again (failed messages)"), permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        count = deliver.try_again(queryset)
        self._tell(
            request,
            ngettext("%(count)d message waits again.", "%(count)d messages wait again.", count),
            count,
        )

    @admin.action(description=_("Cancel (waiting or failed messages)"), permissions=["view"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        count = deliver.cancel(queryset)
        self._tell(
            request,
            ngettext("%(count)d message is cancelled.", "%(count)d messages are cancelled.", count),
            count,
        )

    def _tell(self, request: HttpRequest, text: str, count: int) -> None:
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)
