"""The admin site of the portal: one site, named here so that the apps above can extend how it looks and logs in."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    """Staff pages. Who may log in is decided by ``portal.accounts``."""

    site_header = _("Prosecutor Human Rights Portal")
    site_title = _("Staff")
    index_title = _("Desk")
    empty_value_display = "–"


class PortalAdminConfig(AdminConfig):
    default_site = "portal.web.admin.PortalAdminSite"
