"""Who files, how they wish to be known, and how to reach them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from complaints.intake.fields import yes_no_unsure
from complaints.intake.stepform import StepForm
from complaints.models import FilerRole, Mode
from portal.web.fields import Email, FromList, LongText, OneOf, Text
from portal.web.filled import filled

# Translators: a number as it is written where the language is spoken, and with a code of a country there.
TELEPHONE = pgettext_lazy("an example of a telephone number", "+44 20 7946 0000")
GIVES_AWAY = _("An e-mail address can give you away: leave one only if it does not lead to you.")


class YouForm(StepForm):
    mode = OneOf(
        Mode.choices,
        required=True,
        label=_("How do you wish to be known?"),
        error_messages={
            "required": _("Choose how you wish to be known. If you are not sure, choose “Anonymous”.")
        },
    )
    filer_role = OneOf(FilerRole.choices, label=_("Who files this complaint?"))
    language = FromList(
        settings.CORRESPONDENCE_LANGUAGES,
        label=_("In which language shall we write to you?"),
        help_text=_("You can write in any of these languages, whatever you choose here."),
    )
    why: ClassVar[Mapping[str, Any]] = {
        "mode": _(
            "It decides what we ask next and who can read it. You can become more open later; what was told once "
            "cannot be untold. If you are not sure, stay anonymous."
        ),
        "filer_role": _("The handlers then know whether the person concerned is heard directly."),
    }

    def build(self) -> None:
        self.fields["language"].initial = get_language()


class ContactForm(StepForm):
    """Identity is asked for only where the mode allows us to have it."""

    identity_name = Text(label=_("Your name"))
    organisation = Text(label=_("Your organisation"))
    position = Text(label=_("Your position there, or your profession"))
    relation = Text(
        label=_("How you know the person concerned"),
        help_text=_("For example: brother, lawyer since 2024, neighbour."),
    )
    address = LongText(max_length=1_000, rows=3, label=_("Your postal address"))
    email = Email(
        label=_("E-mail address for notices"),
        help_text=_("Choose one that only you can open. Notices say only that there is something to read."),
    )
    phone = Text(
        max_length=60,
        label=_("Telephone number"),
        help_text=filled(_("With the country’s code, for example %(number)s."), number=TELEPHONE),
    )
    safe_times = Text(label=_("When and how is it safe to reach you?"))
    other_contact = LongText(
        max_length=1_000,
        rows=3,
        label=_("Another way to reach you"),
        help_text=_("For example a messenger, or a person you trust."),
    )
    reachable = yes_no_unsure(_("Can the person concerned be reached?"))
    authority = LongText(
        max_length=3_000,
        rows=3,
        label=_("If not: by what authority do you act for the person?"),
        help_text=_("For example a power of attorney, being next of kin, or a wish told to you before."),
    )
    why: ClassVar[Mapping[str, Any]] = {
        "email": _(
            "You need no address: you can always come back with your receipt. An address lets us "
            "tell you when there is "
            "something to read."
        ),
        "identity_name": _(
            "It is sealed apart from the complaint. If you chose “Confidential”, no officer who "
            "handles the complaint can open it."
        ),
        "authority": _(
            "A complaint for someone who cannot speak is possible; we must know on what it rests."
        ),
    }
    IDENTITY = ("identity_name", "organisation", "position", "relation", "address")
    gives_away = GIVES_AWAY
    #: Read by a person, never by the portal; whom nobody may know, nobody calls.
    BY_PEOPLE = ("phone", "safe_times", "other_contact")
    FOR_OTHERS = ("reachable", "authority")

    def build(self) -> None:
        mode, role = self.answers.first("mode"), self.answers.first("filer_role")
        if mode not in {Mode.CONFIDENTIAL, Mode.OPEN}:
            for name in (*self.IDENTITY, *self.BY_PEOPLE):
                del self.fields[name]
        elif role not in {FilerRole.ORGANISATION, FilerRole.LAWYER}:
            del self.fields["organisation"], self.fields["position"]
        if role == FilerRole.VICTIM:
            self.fields.pop("relation", None)
            for name in self.FOR_OTHERS:
                del self.fields[name]

    @property
    def is_confidential(self) -> bool:
        return self.answers.first("mode") == Mode.CONFIDENTIAL
