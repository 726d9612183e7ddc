"""What is urgent; and the few essentials of a complaint that cannot wait."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from complaints.intake.parties import UNSURE, body_field, respondent_fields
from complaints.intake.stepform import StepForm
from complaints.intake.yourself import GIVES_AWAY, ContactForm, YouForm
from complaints.models import Mode, Urgency
from portal.web.fields import FromList, LongText, OneOf, Text
from portal.web.forms import DatePartsField

URGENT = (Urgency.DETAINED, Urgency.DANGER, Urgency.HEARING)


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
