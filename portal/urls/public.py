"""The public's addresses: each page carries its language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from portal.urls import machine
from portal.urls.machine import handler400, handler403, handler404, handler500  # noqa: F401

#: The same for every language: the answers are data.
programs = [path("api/v1/", include("portal.urls.api"))]
pages = i18n_patterns(
    path("complaints/new/", include("complaints.intake.urls")),
    path("complaints/follow-up/", include("complaints.follow_up.urls")),
    path("associations/reviews/", include("associations.diligence.public.urls")),
    path("associations/", include("associations.exchange.urls")),
    path("associations/", include("associations.timeline.urls")),
    path("associations/", include("associations.commitments.public.urls")),
    path("associations/", include("associations.directory.urls")),
    path("protocol/instruments/", include("protocol.instruments.urls")),
    path("protocol/", include("protocol.api.urls")),
    path("protocol/", include("protocol.reader.urls")),
    path("library/", include("protocol.library.public.urls")),
    path("contact/", include("associations.contact.public.urls")),
    path("", include("portal.web.urls")),
)
urlpatterns = [*machine.urlpatterns, *programs, *pages]
