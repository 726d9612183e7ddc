"""What people fill in. Rules are the services'; a form says what is asked and keeps what was typed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from associations.admin.body_field import BodyField
from associations.diligence.desk.reading import Reading
from associations.diligence.permissions import OPENERS, umbrellas_where
from associations.diligence.services.hands import can_review, latest_due
from associations.diligence.services.more_time import latest
from associations.diligence.services.serving import Service
from associations.diligence.states import (
    LONGEST,
    Extension,
    ReviewPurpose,
    Served,
    Withdrawal,
)
from associations.models import Association
from associations.roles import Role, officers_of
from portal.accounts.models import User
from portal.web.fields import LongText, OneOf
from portal.web.forms import PortalForm


def words(
    label: Any, rows: int = 4, *, required: bool = True, limit: int = LONGEST, **kwargs: Any
) -> LongText:
    """A field for words; the browser guesses their direction from them."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "spellcheck": "true"})
    return LongText(label=label, max_length=limit, required=required, widget=widget, **kwargs)


def reason(help_text: Any = "") -> LongText:
    return words(_("Reason, for the history"), 2, help_text=help_text)


def a_day(label: Any, *, required: bool = True, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
    return forms.DateField(label=label, required=required, widget=widget, **kwargs)


class ActForm(PortalForm):
    """The base: nothing to fill in. ``submission`` makes the same form, sent twice, count once."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, reading: Reading, name: str) -> None:
        super().__init__(data, auto_id=f"{name}-%s", initial={"submission": uuid4()})
        self.reading, self.review = reading, reading.review
        self.prepare()

    def prepare(self) -> None:
        """Adapt the fields to the review."""

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


class ReasonForm(ActForm):
    reason = reason()


class ConfirmForm(ActForm):
    reason = reason(
        _("What convinced you, in a sentence or two. For the history; the public reads the reasons above.")
    )


class AssignForm(ActForm):
    reviewer = forms.ModelChoiceField(User.objects.none(), label=_("Who reviews"), empty_label="–")
    reason = reason()

    def prepare(self) -> None:
        people = officers_of(self.review.umbrella_id, [Role.DUE_DILIGENCE])
        fit = [each.pk for each in people if can_review(each, self.review)]
        field: Any = self.fields["reviewer"]
        field.queryset = (
            User.objects.filter(pk__in=fit).exclude(pk=self.review.reviewer_id).order_by("full_name")
        )


class ExtendForm(ActForm):
    until = a_day(_("New date"))
    kind = OneOf(
        Extension.choices, label=_("Why it takes longer"), required=True, help_text=_("Shown to the public.")
    )
    reason = reason(_("Sealed. The public sees the first date beside the new one."))

    def prepare(self) -> None:
        self.fields["until"].help_text = gettext("By the rule until %(date)s at most.") % {
            "date": date_format(latest_due(self.review))
        }


class WithdrawForm(ActForm):
    kind = OneOf(
        Withdrawal.choices, label=_("Why it ends"), required=True, help_text=_("Shown to the public.")
    )
    reason = reason(_("Sealed: what else there is to say."))


class NoteForm(ActForm):
    note = words(
        _("Note for colleagues"), help_text=_("Sealed. The body never sees it, nor does the public.")
    )


class ServeForm(ActForm):
    """Another way than through the portal."""

    way = OneOf(
        [each for each in Served.choices if each[0] != Served.PORTAL],
        label=_("How it reached the body"),
        required=True,
        help_text=_("Public: what is said of the body’s silence rests on it."),
    )
    served_on = a_day(_("On which day"))
    served_to = words(
        _("To whom; or what was tried"),
        2,
        limit=1000,
        help_text=_("Sealed. A person, an office, an address."),
    )

    def service(self) -> Service:
        given = self.cleaned_data
        return Service(given.get("way", ""), given.get("served_on"), given.get("served_to", ""))


class PutForm(ServeForm):
    """To a body with a liaison nothing need be said: it is put to it in the portal."""

    def prepare(self) -> None:
        if self.reading.has_liaison:
            for name in ("way", "served_on", "served_to"):
                del self.fields[name]


class TimeForm(ActForm):
    """``until``: the date that the body asked for, if it did."""

    until = a_day(_("Until"))
    reason = words(_("Reason"), 2, limit=2000, help_text=_("The body reads it."))

    def prepare(self) -> None:
        waiting = self.reading.time_waiting
        if waiting is not None:
            self.initial["until"] = waiting.until
        last = latest(self.review)
        if last:
            self.fields["until"].help_text = gettext("At most until %(date)s at once.") % {
                "date": date_format(last)
            }


class AskTimeForm(TimeForm):
    reason = words(_("Why more time is needed"), 3, limit=2000, help_text=_("The reviewers read it."))


class RefuseTimeForm(ActForm):
    reason = words(_("Reason"), 2, limit=2000, help_text=_("The body reads it."))


class OpenForm(PortalForm):
    """A review is opened: of whom, on whose behalf, and until when."""

    umbrella = forms.ModelChoiceField(Association.objects.none(), label=_("On behalf of"), empty_label=None)
    purpose = OneOf(ReviewPurpose.choices, label=_("Review"), required=True)
    body = BodyField(
        label=_("Body reviewed"),
        help_text=_("Any of its names, its acronym or its address. Of a host: the member that would host."),
    )
    due_on = a_day(_("Due"), help_text=_("Of a host: before the venue is chosen."))
    event_name = forms.CharField(
        label=_("Event"), max_length=200, required=False, help_text=_("Of a host only. Public.")
    )
    event_place = forms.CharField(label=_("Place"), max_length=200, required=False)
    event_from = a_day(_("First day planned"), required=False)
    event_to = a_day(_("Last day planned"), required=False)

    def __init__(self, data: Any = None, *, user: User, today: Any) -> None:
        super().__init__(data, initial={"due_on": today + timedelta(days=90)})
        field: Any = self.fields["umbrella"]
        mine = umbrellas_where(user, OPENERS)
        field.queryset = Association.objects.filter(pk__in=mine, kind=Association.Kind.UMBRELLA).by_name()

    def refuse(self, message: str, name: str | None) -> None:
        self.add_error(name if name in self.fields else None, message)
