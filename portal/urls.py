"""Every address of the portal. Public pages carry their language; the admin and the machine addresses do not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from portal.web import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
if settings.PORTAL_SURFACE in {"public", "all"}:
    urlpatterns += i18n_patterns(
        path("complaints/new/", include("complaints.intake.urls")),
        path("complaints/follow-up/", include("complaints.follow_up.urls")),
        path("", include("portal.web.urls")),
    )
if settings.PORTAL_SURFACE in {"desk", "all"}:
    urlpatterns += [
        path("admin/", include("portal.accounts.urls")),
        path("admin/", admin.site.urls),
    ]

handler400 = "portal.web.errors.bad_request"
handler403 = "portal.web.errors.permission_denied"
handler404 = "portal.web.errors.page_not_found"
handler500 = "portal.web.errors.server_error"
