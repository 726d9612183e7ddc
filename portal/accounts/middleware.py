"""Under ``/admin/``: the person's language and time zone, and the demand for a second factor."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from portal.accounts import second_factor

STAFF = "/admin/"
ACCOUNT = "/admin/account/"
# Open before the second factor is shown: setting it up, showing it, leaving, and the page's own script texts.
OPEN = (ACCOUNT, "/admin/logout/", "/admin/login/", "/admin/jsi18n/")


class StaffMiddleware:
    """Public pages pass untouched: they cost no look at session or person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.PORTAL_SURFACE == "public":
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(STAFF):
            return self.get_response(request)
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        with translation.override(user.language), timezone.override(user.time_zone):
            response = self._second_factor_first(request) or self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response

    def _second_factor_first(self, request: HttpRequest) -> HttpResponse | None:
        """The page where a second factor is shown or set up; None when nothing is missing."""
        if not settings.MFA_REQUIRED or request.path_info.startswith(OPEN):
            return None
        if second_factor.used_in(request):
            return None
        if not second_factor.has_second_factor(request.user):
            return HttpResponseRedirect(reverse("mfa_index"))
        # An older session, from before the second factor was set up elsewhere, must show it too.
        back = request.get_full_path() if request.method == "GET" else reverse("admin:index")
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """The pages of one's own account stand in the same frame as the rest of the staff pages."""
        if request.path_info.startswith(ACCOUNT):
            response.context_data = admin.site.each_context(request) | (response.context_data or {})
        return response
