"""The frame of the desk's pages: who opens them, their addresses, what each of them shows."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import register_converter, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from portal.accounts.models import User
from protocol.languages import ENDONYMS, LANGUAGES
from protocol.models import Edition
from protocol.translating.permission import may_publish, may_read, may_write

NO_ACTIONS: list[Any] | None = None
NAME = "protocol_translating_%s"
#: What the addresses within a language begin with.
WHERE = "<slug:edition>/<text_language:language>/"


class LanguageConverter:
    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CodeConverter(LanguageConverter):
    regex = "[a-z0-9.-]{1,60}"


register_converter(LanguageConverter, "text_language")
register_converter(CodeConverter, "provision_code")


def me(request: HttpRequest) -> User:
    """The person who is logged in. Raises PermissionDenied."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def edition_of(code: str) -> Edition:
    edition = Edition.objects.filter(code=code).first()
    if edition is None:
        raise Http404
    return edition


def url(name: str, *args: Any, **query: str) -> str:
    address = reverse(f"admin:{NAME % name}", args=args)
    given = {key: value for key, value in query.items() if value}
    return f"{address}?{urlencode(given)}" if given else address


class Frame(admin.ModelAdmin):
    actions = NO_ACTIONS

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_read(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_read(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def read(self, perform: Callable[..., HttpResponseBase]) -> Any:
        """A page of the desk: for whoever may see it."""

        def view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if not may_read(request.user):
                raise PermissionDenied
            return perform(request, **kwargs)

        return self.admin_site.admin_view(view)

    def act(self, perform: Callable[..., HttpResponseBase]) -> Any:
        return self.read(require_POST(perform))

    def place(self, edition: Edition, language: str) -> dict[str, Any]:
        """What every page of a language has."""
        return {
            "edition": edition,
            "language": language,
            "language_name": LANGUAGES[language],
            "endonym": ENDONYMS[language],
            "source_name": LANGUAGES[edition.source_language],
            "list_url": url("list", edition.code, language),
        }

    def page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> TemplateResponse:
        whole = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "desk_url": url("changelist"),
            "has_errors": status != 200,
            "may_publish": may_publish(request.user),
            "may_write": may_write(request.user),
            **context,
        }
        return TemplateResponse(request, f"protocol/translating/{name}.html", whole, status=status)
