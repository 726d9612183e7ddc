"""What officers fill in. Rules are the services'; a form says what is asked and keeps what was typed."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from associations.contact import complaining
from associations.contact.desk.local_time import Skipped, Twice, moment, offset
from associations.contact.models import Contact
from associations.contact.permissions import Action, roles_for
from associations.contact.services.calls import LONGEST, SHORTEST
from associations.contact.services.thread import channel_of
from associations.contact.states import LONGEST_MESSAGE, AskedBy, ClosedBecause, State
from associations.roles import officers_of
from portal.accounts.models import User, time_zone_choices
from portal.web.fields import FromList, LongText, OneOf
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from datetime import datetime

FURTHEST = timedelta(days=366)


def words(label: Any, rows: int = 4, *, required: bool = True, **kwargs: Any) -> LongText:
    """A field for words that are sealed; the browser guesses their direction from them."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "spellcheck": "true"})
    return LongText(label=label, max_length=LONGEST_MESSAGE, required=required, widget=widget, **kwargs)


def reason(help_text: Any = "") -> LongText:
    return words(_("Reason, for the history"), 2, help_text=help_text)


class ActForm(PortalForm):
    """The base: nothing to fill in. ``submission`` makes the same form, sent twice, count once.

    ``zone``: the time zone that the prosecutor gave, where there is one.
    """

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, contact: Contact, user: User, name: str, zone: str = "") -> None:
        super().__init__(data, auto_id=f"{name}-%s", initial={"submission": uuid4()})
        self.contact, self.user, self.known_zone = contact, user, zone
        self.prepare()

    def prepare(self) -> None:
        """Adapt the fields to the contact."""

    @property
    def asks(self) -> bool:
        """Whether there is anything to fill in."""
        return bool(self.visible_fields())

    def refuse(self, message: str, name: str | None) -> None:
        """Say beside the field - or above the form - why the service did not do it."""
        self.is_valid()
        self.add_error(name if name in self.fields else None, message)

    def typed(self) -> Sequence[tuple[Any, str]]:
        """The words that were typed, by label: shown again when the form itself is no longer on the page."""
        return [
            (field.label, str(value))
            for field in self.visible_fields()
            if isinstance(field.field.widget, forms.Textarea) and (value := field.value())
        ]


def _addressed(field: forms.Field, contact: Contact) -> None:
    """Whom the words reach, how, and in which language they are read."""
    language = dict(settings.CORRESPONDENCE_LANGUAGES).get(contact.language, contact.language)
    said = gettext("The prosecutor reads %(language)s.") % {"language": language}
    way = (
        gettext("It is read in the mailbox; a notice by mail, if an address was left, says nothing of it.")
        if contact.has_mailbox
        else gettext("It goes out by e-mail, with these words in it.")
    )
    field.help_text = f"{said} {way}"
    field.widget.attrs["lang"] = contact.language


class AnswerForm(ActForm):
    message = words(_("Your answer"), 7)

    def prepare(self) -> None:
        _addressed(self.fields["message"], self.contact)


class NoteForm(ActForm):
    note = words(_("Note for colleagues"), help_text=_("Sealed. Never shown to the prosecutor."))


class AssignForm(ActForm):
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who takes it"), empty_label="–")
    reason = reason()

    def prepare(self) -> None:
        people = officers_of(self.contact.handled_by_id, roles_for(Action.TAKE))
        field: Any = self.fields["owner"]
        if self.contact.owner_id:
            people = people.exclude(pk=self.contact.owner_id)
        field.queryset = people.order_by("full_name")


class BookForm(ActForm):
    """A day and a time on the officer's own clock. A time that comes twice is asked about, one that does not exist is
    refused.
    """

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
    )
    clock = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "short"})
    )
    which = OneOf([], label=_("Which of the two?"), required=True)
    minutes = forms.IntegerField(
        label=_("Minutes to keep free"),
        initial=30,
        min_value=SHORTEST,
        max_value=LONGEST,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    zone = FromList(
        [],
        label=_("The prosecutor’s time zone"),
        required=True,
        help_text=_("Reminders and this page show the call in both."),
    )

    def prepare(self) -> None:
        zone: Any = self.fields["zone"]
        zone.choices = [("", "–"), *time_zone_choices()]
        self.initial["zone"] = self.known_zone
        self.fields["clock"].help_text = gettext("By your own clock (%(zone)s).") % {
            "zone": self.user.time_zone
        }
        twice = self._twice()
        if twice is None:
            del self.fields["which"]
            return
        which: Any = self.fields["which"]
        which.choices = [
            ("first", self._said(gettext("The first, before the clocks go back: %(time)s"), twice.first)),
            ("second", self._said(gettext("The second, after it: %(time)s"), twice.second)),
        ]
        which.error_messages["required"] = gettext(
            "The clocks go back in that night, so this time comes twice. Say which one you mean."
        )

    @staticmethod
    def _said(text: str, at: "datetime") -> str:
        return text % {"time": f"{at:%H:%M} {offset(at)}"}

    def _typed_time(self) -> tuple[date, time] | None:
        """What was typed, where it can be read and lies in the year to come."""
        try:
            day = self.fields["day"].clean(self.data.get("day"))
            at = self.fields["clock"].clean(self.data.get("clock"))
        except ValidationError:
            return None
        return (day, at) if _is_near(day) else None

    def _twice(self) -> Twice | None:
        typed = self._typed_time() if self.is_bound else None
        if typed is not None:
            try:
                moment(*typed, self.user.time_zone)
            except Twice as twice:
                return twice
            except Skipped:
                return None
        return None

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not _is_near(day):
            raise ValidationError(gettext("Choose a day within the next year."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day, at, which = cleaned.get("day"), cleaned.get("clock"), cleaned.get("which")
        if day is None or at is None or ("which" in self.fields and not which):
            return cleaned
        try:
            cleaned["at"] = moment(day, at, self.user.time_zone, second=which == "second" if which else None)
        except Skipped as skipped:
            self.add_error(
                "clock",
                gettext(
                    "There is no such time: on %(day)s the clocks (%(zone)s) go forward over it. Choose %(other)s or "
                    "another time."
                )
                % {
                    "day": date_format(day),
                    "zone": self.user.time_zone,
                    "other": f"{skipped.becomes:%H:%M}",
                },
            )
        return cleaned

    def refuse(self, message: str, name: str | None) -> None:
        super().refuse(message, "clock" if name == "at" else name)


def _is_near(day: date) -> bool:
    today = timezone.localdate()
    return today <= day <= today + FURTHEST


class CancelForm(ActForm):
    reason = reason()


class LogForm(ActForm):
    outcome = OneOf(
        [("done", _("It took place")), ("missed", _("Nobody answered"))],
        label=_("The call"),
        required=True,
        error_messages={"required": _("Say whether it took place.")},
    )
    message = words(
        _("What was said or agreed"),
        help_text=_("Sealed. The prosecutor does not see it. If nobody answered, say what you heard."),
    )


class CloseForm(ActForm):
    because = forms.ChoiceField(label=_("Why"))
    reason = words(
        _("Reason, for the history"),
        2,
        required=False,
        help_text=_("Not needed where everything is answered."),
    )

    def prepare(self) -> None:
        out = {ClosedBecause.COMPLAINT}
        if self.contact.state != State.ANSWERED:
            out.add(ClosedBecause.ANSWERED)
        field: Any = self.fields["because"]
        field.choices = [("", "–"), *((each.value, each.label) for each in ClosedBecause if each not in out)]


class HandOverForm(ActForm):
    consent = forms.BooleanField(
        label=_("The prosecutor was asked and wishes to file a complaint"),
        error_messages={"required": _("Only with the consent of the prosecutor. Ask first.")},
    )
    reason = words(_("When and how the consent was given"), 2, help_text=_("Sealed, for the history."))
    message = words(_("What the prosecutor will read"), 6)

    def prepare(self) -> None:
        if channel_of(self.contact) is None:
            del self.fields["message"]
            return
        _addressed(self.fields["message"], self.contact)
        self.initial["message"] = self._suggested()

    def _suggested(self) -> str:
        """The way to the form, in the prosecutor's language where the portal speaks it."""
        known = dict(settings.LANGUAGES)
        with translation.override(
            self.contact.language if self.contact.language in known else settings.LANGUAGE_CODE
        ):
            if self.contact.has_mailbox:
                return gettext(
                    "You said that you wish to file a complaint. Below in your mailbox there is a button that begins "
                    "one with what you wrote to us. Nobody but you sees it until you send it. You can change "
                    "everything, or leave it."
                )
            return gettext(
                "You said that you wish to file a complaint. Open this page for it: %(address)s\nWhat you wrote to us "
                "is not taken along: nobody but you decides what stands in a complaint."
            ) % {"address": complaining.address()}


class ReopenForm(ActForm):
    reason = reason()


class EraseForm(ActForm):
    asked_by = OneOf(
        AskedBy.choices,
        label=_("How did the prosecutor ask for it?"),
        required=True,
        error_messages={"required": _("Only at the prosecutor’s wish: say how you know it.")},
    )
