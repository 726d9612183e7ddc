"""The answers that stay readable: what is chosen from a list, by complainants and - for the routing - by the portal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    NONE = "none", _("No")
    DETAINED = "detained", _("Someone is detained")
    DANGER = "danger", _("Someone is in danger")
    HEARING = "hearing", _("A hearing or another deadline is near")
    UNSURE = "unsure", _("Not sure")


#: What is read first, and has shorter clocks; in the order in which it is asked.
URGENT = (Urgency.DETAINED, Urgency.DANGER, Urgency.HEARING)


class Mode(models.TextChoices):
    """How the complainant wishes to be known."""

    ANONYMOUS = "anonymous", _("Anonymous: we do not ask who you are")
    CONFIDENTIAL = (
        "confidential",
        _("Confidential: only the identity custodian can open who you are"),
    )
    OPEN = "open", _("Open: the officers who handle the complaint see who you are")


class FilerRole(models.TextChoices):
    VICTIM = "victim", _("I am the person concerned")
    RELATIVE = "relative", _("I am a relative or friend of the person concerned")
    LAWYER = "lawyer", _("I am a lawyer")
    ORGANISATION = "organisation", _("I write for a civil society organisation")
    OTHER = "other", _("Something else")
    UNSAID = "unsaid", _("I prefer not to say")


class Answer(models.TextChoices):
    """ "Not sure" is always an answer."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNSURE = "unsure", _("Not sure")


class TransmitConsent(models.TextChoices):
    WITH_IDENTITY = "with-identity", _("Yes, and the body complained about may learn who I am")
    WITHOUT_IDENTITY = (
        "without-identity",
        _("Yes, but without anything that shows who I am"),
    )
    NOT_YET = "not-yet", _("Not yet: ask me first")


class RoutingReason(models.TextChoices):
    """Why this body handles the complaint; shown to staff (``routing.py``)."""

    CHOSEN = "chosen", _("The complainant expressly chose this body")
    UMBRELLA = "umbrella", _("Umbrella body of the respondent")
    UMBRELLA_UNLISTED = (
        "umbrella-unlisted",
        _("The respondent is not listed: the umbrella body decides"),
    )
    CHOSEN_IS_RESPONDENT = (
        "chosen-is-respondent",
        _("The body chosen is itself a respondent: the umbrella body"),
    )
    CHOSEN_CANNOT = (
        "chosen-cannot",
        _("The body chosen handles no complaints: the umbrella body"),
    )
    REROUTED = "rerouted", _("Moved by staff, with a reason in the history")
