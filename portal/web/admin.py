"""The admin site of the portal: one site, named here so that the apps above can extend how it looks and logs in."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

# Groups and permissions decide nothing here; e-mail addresses and second factors of allauth have their own pages,
# and a second factor is taken away by two people only.
NOT_SHOWN = frozenset({"auth", "account", "mfa"})


class OwnFilters:
    """A list takes from its address what its own filters write there, and nothing else reaches the query."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        for each in self.get_list_filter(request):  # type: ignore[attr-defined]
            name = each[0] if isinstance(each, tuple) else each
            if lookup == getattr(name, "parameter_name", None):
                return True
            if isinstance(name, str) and lookup in {name, *(f"{name}__{end}" for end in ENDINGS)}:
                return True
        return False


#: What Django's filters add to the name of their field.
ENDINGS = ("exact", "id__exact", "pk__exact", "in", "isnull", "gte", "lt")


class PortalAdminSite(AdminSite):
    """Staff pages. Who may log in is decided by ``portal.accounts``, whose log-in page is mounted before this site."""

    site_header = _("Prosecutor Human Rights Portal")
    site_title = _("Staff")
    index_title = _("Desk")
    empty_value_display = "–"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        one = isinstance(model_or_iterable, ModelBase)
        models: list[Any] = [model_or_iterable] if one else list(model_or_iterable)
        shown = [model for model in models if model._meta.app_label not in NOT_SHOWN]
        given = admin_class or ModelAdmin
        if given.lookup_allowed.__module__.startswith("django."):
            given = type(given.__name__, (OwnFilters, given), {"__module__": given.__module__})
        super().register(shown, given, **options)

    def get_urls(self) -> list[Any]:
        """Without ``r/``: no row of ours has a page of its own on the public side."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Never reached while ``portal.accounts.urls`` stands before this site; without it nobody logs in at all,
        because Django's own page knows no second factor."""
        raise Http404


class PortalAdminConfig(AdminConfig):
    default_site = "portal.web.admin.PortalAdminSite"
