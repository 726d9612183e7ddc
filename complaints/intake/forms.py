"""The questions. Each form is one page; required is only what a complaint cannot do without (DESIGN section 4)."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from complaints.intake.answers import RESPONDENTS
from complaints.intake.fields import yes_no_unsure
from complaints.intake.parties import UNSURE, body_field, respondent_fields
from complaints.intake.stepform import StepForm
from complaints.models import FilerRole, Mode, TransmitConsent, Urgency
from portal.web.fields import Email, FromList, LongText, OneOf, SomeOf, Text
from portal.web.filled import filled
from portal.web.forms import DatePartsField, PortalForm
from protocol import taxonomy

URGENT = (Urgency.DETAINED, Urgency.DANGER, Urgency.HEARING)
NARRATIVE_LIMIT = 50_000
# Translators: a number as it is written where the language is spoken, and with a code of a country there.
TELEPHONE = pgettext_lazy("an example of a telephone number", "+44 20 7946 0000")
GIVES_AWAY = _("An e-mail address can give you away: leave one only if it does not lead to you.")


class UrgencyForm(StepForm):
    urgency = OneOf(
        [*((u.value, u.label) for u in URGENT), (Urgency.NONE.value, _("None of these")), UNSURE],
        required=True,
        label=_("Is someone detained or in danger, or is a hearing near?"),
        help_text=_("Choose what is most urgent."),
        error_messages={"required": _("Choose an answer. “Not sure” is one as well.")},
    )
    urgent_on = DatePartsField(
        ahead=True,
        required=False,
        label=_("If there is a date: by when must something happen?"),
        help_text=_(
            "The day of the hearing or of the deadline, or the day on which detention is decided again."
        ),
    )
    urgent_details = LongText(
        max_length=5_000,
        rows=3,
        label=_("In a few words: what is urgent?"),
        help_text=_("Who is it, where is the person, what threatens?"),
    )
    why: ClassVar[Mapping[str, Any]] = {
        "urgency": _(
            "Urgent complaints are read first. You can then send a short complaint at once and complete it later."
        )
    }


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


class HappenedForm(StepForm):
    narrative = LongText(
        max_length=NARRATIVE_LIMIT,
        rows=14,
        required=True,
        label=_("What happened?"),
        help_text=_(
            "In your own words, in the order in which it happened: what did the prosecutor do or "
            "fail to do? Say how you know it."
        ),
        error_messages={"required": _("Tell what happened. A few sentences are enough to begin with.")},
    )
    began = DatePartsField(
        partial=True,
        past=True,
        required=False,
        label=_("When did it happen, or begin?"),
        help_text=_("As precisely as you know. The year alone is enough."),
    )
    ended = DatePartsField(partial=True, past=True, required=False, label=_("When did it end?"))
    is_ongoing = yes_no_unsure(_("Is it still going on?"))
    places = LongText(max_length=2_000, rows=2, label=_("Where did it happen?"))
    why: ClassVar[Mapping[str, Any]] = {
        "began": _(
            "Which rules applied, and whether the body was a member, is judged for the time of the facts."
        ),
    }

    def build(self) -> None:
        if self.answers.completes:
            self.fields["narrative"].help_text = _(
                "What you wrote in the short complaint stands here. Add to it: what did the prosecutor do or fail to "
                "do, in which order, and how do you know it?"
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        began, ended = cleaned.get("began"), cleaned.get("ended")
        if began and ended and ended.latest < began.earliest:
            self.add_error(
                "ended", ValidationError(gettext("The end is before the beginning. Check both dates."))
            )
        return cleaned


class TriedForm(StepForm):
    tried = LongText(
        rows=6,
        label=_("What have you, or others, done about it so far?"),
        help_text=_(
            "For example complaints to a superior prosecutor, to a court, to the police. What was the answer?"
        ),
    )
    pending_elsewhere = yes_no_unsure(_("Is the same matter before a court or an international body now?"))
    pending = LongText(
        rows=4, max_length=5_000, label=_("If so: before which, since when, under which number?")
    )
    why: ClassVar[Mapping[str, Any]] = {
        "pending_elsewhere": _(
            "A procedure elsewhere does not always bar a complaint here. We must avoid harming either of them."
        )
    }


class FileForm(StepForm):
    """The file itself is no answer: it is sealed on arrival and listed on the page."""

    file = forms.FileField(required=False, label=_("Choose a file"), allow_empty_file=True)
    description = LongText(
        max_length=2_000,
        rows=2,
        label=_("What does it show?"),
        help_text=_("Who made it, when, and how it came to you, if you know and if it is safe to say."),
    )
    may_show_respondent = yes_no_unsure(
        _("May this file be shown to the body complained about?"),
        help_text=_("“Not sure” counts as no until we have asked you."),
    )

    def names(self) -> list[str]:
        return ["description", "may_show_respondent"]


class RemedyForm(StepForm):
    remedies = SomeOf(
        [*taxonomy.Remedy.choices, UNSURE],
        label=_("What do you ask for?"),
        help_text=_("Choose all that fit."),
    )
    remedy = LongText(rows=4, max_length=5_000, label=_("Say more about it, if you wish"))
    reprisals_feared = yes_no_unsure(
        _("Do you fear that someone will be harmed because of this complaint?"),
        help_text=_("You, the person concerned, a witness, a lawyer, a family."),
    )
    reprisals = LongText(
        rows=4,
        max_length=5_000,
        label=_("Who could be harmed, and how?"),
        help_text=_("Also what happened already, if it did."),
    )
    why: ClassVar[Mapping[str, Any]] = {
        "reprisals_feared": _(
            "We can put off telling the body complained about, and leave out what points to you."
        )
    }


class ConsentsForm(StepForm):
    handler = OneOf(
        [],
        label=_("Who may handle the complaint?"),
        help_text=_(
            "If you choose nothing, the umbrella body handles it and no national association learns of it. Of the "
            "national associations, those of the country complained about are offered, where they handle complaints."
        ),
    )
    may_transmit = OneOf(
        TransmitConsent.choices,
        label=_("May it be sent to the body complained about for a reply?"),
        help_text=_("If you choose nothing, we ask you first."),
    )
    may_publish = yes_no_unsure(
        _("May an anonymised summary be published?"),
        help_text=_("You see the text before. “Not sure” counts as no."),
    )
    may_share = yes_no_unsure(
        _("May it be shared with other human-rights mechanisms?"),
        help_text=_("For example those of the United Nations. “Not sure” counts as no."),
    )
    why: ClassVar[Mapping[str, Any]] = {
        "handler": _(
            "A national association may be close to those complained about. It handles a complaint "
            "only if you expressly choose it."
        ),
        "may_transmit": _(
            "Nobody is found at fault unheard: without a reply the examination may end early. When "
            "and how we send it is up to you."
        ),
        "may_publish": _(
            "Published cases show whether one measure is applied to all. No name and no exact date is published."
        ),
    }

    def build(self) -> None:
        chosen = self.answers.first("handler")
        if self.directory.away:  # nothing is offered then but what was chosen
            chosen = str(self.data.get("handler", ""))
        self.fields["handler"].choices = self.directory.handler_choices(  # type: ignore[attr-defined]
            self._countries(), chosen=chosen
        )
        if self.answers.first("mode") not in {Mode.CONFIDENTIAL, Mode.OPEN}:
            self.fields["may_transmit"].choices = [  # type: ignore[attr-defined]
                choice for choice in TransmitConsent.choices if choice[0] != TransmitConsent.WITH_IDENTITY
            ]

    def _countries(self) -> set[str]:
        """Codes of the countries of those complained about, as far as they are known."""
        found = set()
        rows = [f"{RESPONDENTS}-{index}" for index in range(self.answers.count(RESPONDENTS))]
        self.directory.want(self.answers.first(f"{row}-association") for row in rows)
        for row in rows:
            found.add(self.directory.country_code(self.answers.first(f"{row}-association")))
            found.add(self.directory.country_of(self.answers.first(f"{row}-country")))
        return found - {""}


class ShortForm(StepForm):
    """The few essentials of an urgent complaint, under the same names as in the steps."""

    @property
    def named_day(self) -> date | None:
        """The day typed as urgent, once it can be read as one that has not passed."""
        try:
            typed = [self.answers.first(f"urgent_on_{part}") for part in range(3)]
            named: date | None = DatePartsField(required=False).clean(typed)
        except ValidationError:
            return None
        return named if named and named >= timezone.localdate() else None

    def build(self) -> None:
        urgency, you, contact = (deepcopy(form.base_fields) for form in (UrgencyForm, YouForm, ContactForm))
        respondent = respondent_fields(self.directory)
        details = LongText(
            max_length=5_000,
            rows=6,
            required=True,
            label=_("What is happening?"),
            help_text=_(
                "Where is the person held, or what threatens? What did a prosecutor do, or is about to do?"
            ),
            error_messages={"required": _("Say in a few words what is happening.")},
        )
        self.fields |= {
            "victims-0-name": Text(
                label=_("Who is concerned?"),
                help_text=_("A name, or a description if naming the person is not safe."),
            ),
            "urgent_details": details,
            "urgent_on": urgency["urgent_on"],
            "respondents-0-id": respondent["id"],
            "respondents-0-association": body_field(
                self.directory,
                _("Which association or prosecution service is it about?"),
                help_text=_("If you do not know, leave it."),
            ),
            "respondents-0-unlisted_name": respondent["unlisted_name"],
            "mode": you["mode"],
            "email": contact["email"],
            "safe_times": Text(
                max_length=300,
                label=_("Another way to reach you, and when it is safe"),
                help_text=_(
                    "If you file anonymously nobody reads this, and we cannot call or write to you: come back with "
                    "the secret to see messages. If you file confidentially, only the custodian can open it, on a "
                    "reasoned request."
                ),
            ),
            "language": FromList(settings.CORRESPONDENCE_LANGUAGES, label=you["language"].label),
        }
        self.fields["language"].initial = get_language()
        self.fields["mode"].help_text = _(
            "We do not ask for your name now. If you wish, you give it when you complete the complaint."
        )
        self.fields["email"].help_text = _(
            "Choose one that only you can open; to stay anonymous, one that does not lead to you. Notices say "
            "only that there is something to read."
        )
        self.why = {"mode": YouForm.why["mode"]}  # type: ignore[misc]
        self.choice_hints = {"mode": {Mode.ANONYMOUS.value: GIVES_AWAY}}  # type: ignore[misc]


class ResumeForm(PortalForm):
    code = Text(
        max_length=200,
        required=True,
        label=_("Resume code"),
        help_text=_(
            "21 letters and digits in groups of four. Capital letters, spaces and dashes do not matter."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "dir": "ltr",
                "class": "code-entry",
            }
        ),
        error_messages={"required": _("Enter the resume code.")},
    )
