"""The lists of the form: ways out of the directory, countries, time zones."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import countries
from portal.accounts.models import time_zone_choices

UNLISTED = "unlisted"
#: Answers to "which body" besides the bodies.
WAYS = ((UNLISTED, gettext_lazy("It is not in the list")), ("", gettext_lazy("I do not say")))


def for_country() -> list[tuple[str, str]]:
    named = sorted(countries.names().items(), key=lambda one: one[1].casefold())
    return [("", _("I do not say")), *named]


def for_zone() -> list[tuple[str, str]]:
    return [("", _("That of the number’s country")), *time_zone_choices()]
