"""What staff fill in beside a step. Rules are the services'; a form says what is asked and keeps what was typed."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.roles import officers_of
from complaints import admissibility
from complaints.models import Clock, Complaint
from complaints.permissions import Action, roles_for
from complaints.services.messages import LONGEST_MESSAGE
from complaints.states import InadmissibilityReason
from complaints.workflow import BY_NAME, Need
from portal.accounts.models import User
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from collections.abc import Sequence


def words(label: Any, rows: int = 4, **kwargs: Any) -> forms.CharField:
    """A field for words that are sealed; the browser guesses their direction from them."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "spellcheck": "true"})
    return forms.CharField(label=label, max_length=LONGEST_MESSAGE, widget=widget, **kwargs)


class ActForm(PortalForm):
    """The base: nothing to fill in. ``submission`` makes the same form, sent twice, count once."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, complaint: Complaint, user: User, name: str) -> None:
        super().__init__(data, auto_id=f"{name}-%s", initial={"submission": uuid4()})
        self.complaint, self.user = complaint, user
        self.prepare()

    def prepare(self) -> None:
        """Adapt the fields to the complaint."""

    @property
    def asks(self) -> bool:
        """Whether there is anything to fill in."""
        return bool(self.visible_fields())

    def refuse(self, message: str, name: str | None) -> None:
        """Say beside the field - or above the form - why the service did not do it."""
        self.is_valid()
        self.add_error(name if name in self.fields else None, message)

    def typed(self) -> "Sequence[tuple[Any, str]]":
        """The words that were typed, by label: shown again when the form itself is no longer on the page."""
        return [
            (field.label, str(value))
            for field in self.visible_fields()
            if isinstance(field.field.widget, forms.Textarea) and (value := field.value())
        ]


def _addressed(field: forms.Field, complaint: Complaint) -> None:
    language = dict(settings.CORRESPONDENCE_LANGUAGES).get(complaint.language, complaint.language)
    field.help_text = _("The complainant reads %(language)s.") % {"language": language}
    field.widget.attrs["lang"] = complaint.language


class StepForm(ActForm):
    """What a step of the workflow needs (``workflow.Need``): no more, no less."""

    step: str

    reason_code = forms.ChoiceField(label=_("Reason of inadmissibility"))
    duplicate_of = forms.CharField(
        label=_("Reference of the complaint that is already being handled"),
        help_text=_(
            "Only where this complaint is found to be the same as another. The complainant does not see it."
        ),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )
    reason = words(
        _("Reasons, for the history"), help_text=_("Sealed. Read by staff who may read this complaint.")
    )
    message = words(_("What the complainant will read"), rows=6)

    def prepare(self) -> None:
        needs = BY_NAME[self.step].needs
        for need in Need:
            if need not in needs:
                del self.fields[need]
        if Need.REASON_CODE in needs:
            self._offer_reasons()
        else:
            del self.fields["duplicate_of"]
        if Need.MESSAGE in needs:
            _addressed(self.fields["message"], self.complaint)

    def _offer_reasons(self) -> None:
        """Only what can apply to this complaint."""
        offered = admissibility.can_be_given(self.complaint)
        field = self.fields["reason_code"]
        field.choices = [("", "–"), *((each.value, each.label) for each in offered)]  # type: ignore[attr-defined]
        if InadmissibilityReason.INSUFFICIENT_INFORMATION not in offered:
            field.help_text = _("“Too little information” is added once particulars were asked for.")


class MessageForm(ActForm):
    message = words(_("Your answer"), rows=6)

    def prepare(self) -> None:
        _addressed(self.fields["message"], self.complaint)


class NoteForm(ActForm):
    note = words(_("Note for colleagues"), help_text=_("Sealed. Never shown to a party."))


class AssignForm(ActForm):
    assigned_to = forms.ModelChoiceField(
        User.objects.none(), label=_("Who takes it"), required=False, empty_label=_("Nobody for now")
    )
    reason = words(_("Reason, for the history"), rows=2)

    def prepare(self) -> None:
        people = officers_of(self.complaint.handled_by_id, roles_for(Action.BE_ASSIGNED))
        self.fields["assigned_to"].queryset = people.order_by("full_name")  # type: ignore[attr-defined]
        self.initial["assigned_to"] = self.complaint.assigned_to_id


class StepOutForm(ActForm):
    reason = words(
        _("Reason, for the history"),
        rows=2,
        help_text=_("Sealed. Colleagues who may read this complaint see it."),
    )


class InterimForm(ActForm):
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("taken", _("An interim measure or a statement is taken")),
            ("not-taken", _("None is taken")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was decided.")},
    )
    reason = words(_("Reasons, for the history"), rows=3)
    message = words(_("What the complainant will read"), required=False)

    def prepare(self) -> None:
        _addressed(self.fields["message"], self.complaint)


class ExtendForm(ActForm):
    clock = forms.ChoiceField(label=_("Which limit"))
    reason = words(_("Reasons, for the history"), rows=3)
    message = words(_("What the complainant will read"))

    def prepare(self) -> None:
        self.fields["clock"].choices = [  # type: ignore[attr-defined]
            (clock.rule, clock.label) for clock in extendable(self.complaint)
        ]
        _addressed(self.fields["message"], self.complaint)


def extendable(complaint: Complaint) -> list[Clock]:
    """Running clocks that can be extended, before their date, and were not."""
    now = timezone.now()
    return [clock for clock in complaint.clocks.all() if clock.can_be_extended and not clock.is_missed(now)]


class SearchForm(forms.Form):
    """Words to look for in sealed text. They travel in the body of a request, never in an address."""

    words = forms.CharField(
        label=_("Words in the account, the messages and the details of people, bodies and files"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)
    use_required_attribute = False
