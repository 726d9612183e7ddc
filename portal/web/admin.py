"""The admin site of the portal: one site, named here so that the apps above can extend how it looks and logs in."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

# Groups and permissions decide nothing here; e-mail addresses and second factors of allauth have their own pages,
# and a second factor is taken away by two people only.
NOT_SHOWN = frozenset({"auth", "account", "mfa"})


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
        super().register(shown, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Never reached while ``portal.accounts.urls`` stands before this site; without it nobody logs in at all,
        because Django's own page knows no second factor."""
        raise Http404


class PortalAdminConfig(AdminConfig):
    default_site = "portal.web.admin.PortalAdminSite"
