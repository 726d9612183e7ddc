"""What people fill in. Rules are the services'; a form says what is asked and keeps what was typed."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from associations.admin.body_field import BodyField
from associations.diligence.desk.reading import Reading
from associations.diligence.permissions import OPENERS, umbrellas_where
from associations.diligence.services.asking import Given as GivenAnswer
from associations.diligence.services.change import rule_of
from associations.diligence.services.hands import can_review, latest_due
from associations.diligence.services.opening import next_review
from associations.diligence.states import (
    LONGEST,
    OUTCOMES,
    ConditionState,
    ReviewPurpose,
    Way,
)
from associations.models import Association
from associations.roles import Role, officers_of
from portal.accounts.models import User
from portal.web.fields import LongText, OneOf
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField


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
    reason = reason(_("What convinced you. For the history; the public reads the reasons above."))


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
    reason = reason(_("Why it takes longer. The public sees the first date beside the new one."))

    def prepare(self) -> None:
        self.fields["until"].help_text = gettext("By the rule until %(date)s at most.") % {
            "date": date_format(latest_due(self.review))
        }


class WithdrawForm(ActForm):
    reason = words(_("Reason"), 2, limit=500, help_text=_("Shown to the public."))


class NoteForm(ActForm):
    note = words(
        _("Note for colleagues"), help_text=_("Sealed. The body never sees it, nor does the public.")
    )


class CommentForm(ActForm):
    message = words(
        _("What your body says about the draft findings"),
        8,
        help_text=_(
            "Published beside the findings, as wide as they are. You can replace it until a decision is proposed."
        ),
    )

    def prepare(self) -> None:
        if self.reading.comment:
            self.initial["message"] = self.reading.comment


class QuestionsForm(ActForm):
    """A field for each question; none must be answered. ``groups`` gives them back as they were asked."""

    def prepare(self) -> None:
        for group in self.reading.questionnaire:
            for each in group["questions"]:
                self.fields[f"answer-{each['code']}"] = words(each["words"], 4, required=False)

    @property
    def groups(self) -> Iterator[tuple[str, list[tuple["BoundField", Any]]]]:
        for group in self.reading.questionnaire:
            yield (
                group["title"],
                [(self[f"answer-{each['code']}"], self._beside(each["code"])) for each in group["questions"]],
            )

    def _beside(self, code: str) -> Any:
        return None

    def given(self) -> list[GivenAnswer]:
        """The answers as the service takes them, from the cleaned form."""
        return [
            GivenAnswer(
                each["code"],
                self.cleaned_data.get(f"answer-{each['code']}") or "",
                bool(self.cleaned_data.get(f"confidential-{each['code']}")),
            )
            for each in self.review.questions
        ]


class AnswersForm(QuestionsForm):
    """The liaison's. Which button was pressed says whether it is only kept, or sent."""

    def prepare(self) -> None:
        super().prepare()
        for each in self.review.questions:
            code = each["code"]
            self.fields[f"confidential-{code}"] = forms.BooleanField(
                label=_("In confidence: for the reviewer, to be quoted in nothing public"), required=False
            )
            text, confidential = self.reading.own_answers.get(code, ("", False))
            self.initial.update({f"answer-{code}": text, f"confidential-{code}": confidential})

    def _beside(self, code: str) -> Any:
        return self[f"confidential-{code}"]

    @property
    def sends(self) -> bool:
        return bool(self.data.get("then") == "send")


class EnterForm(QuestionsForm):
    way = OneOf(Way.choices, label=_("How the answers came"), required=True)


class SettleForm(ActForm):
    condition = forms.ChoiceField(label=_("Condition"))
    outcome = OneOf(
        [choice for choice in ConditionState.choices if choice[0] != ConditionState.OPEN],
        label=_("What became of it"),
        required=True,
    )
    said = words(_("What was found"), 2, limit=500, help_text=_("Shown to the public beside the condition."))

    def prepare(self) -> None:
        field: Any = self.fields["condition"]
        field.choices = [
            (str(each.pk), f"{each.position}. {each.text[:80]}")
            for each, _late in self.reading.conditions
            if each.state == ConditionState.OPEN
        ]


class ProposeForm(ActForm):
    """The decision with its reasons; conditions in rows, of which those left empty do not count."""

    rows = 5
    outcome = OneOf([], label=_("Decision"), required=True)
    reasons = words(_("Reasons"), 6, help_text=_("Published with the decision."))
    next_on = a_day(_("Next review"), required=False)

    def prepare(self) -> None:
        outcome: Any = self.fields["outcome"]
        outcome.choices = [(each.value, each.label) for each in OUTCOMES[ReviewPurpose(self.review.purpose)]]
        known = self.reading.proposal
        self.initial["reasons"] = known.reasons
        for number in range(max(self.rows, len(known.conditions) + 2)):
            label = gettext("Condition %(number)s") % {"number": number + 1}
            self.fields[f"condition-{number}"] = words(label, 2, required=False, limit=1000)
            self.fields[f"due-{number}"] = a_day(
                gettext("Condition %(number)s: due") % {"number": number + 1}, required=False
            )
            if number < len(known.conditions):
                each = known.conditions[number]
                self.initial.update({f"condition-{number}": each.text, f"due-{number}": each.due_on})
        if self.review.is_host:
            del self.fields["next_on"]
            return
        rule = rule_of(self.review.umbrella_id)
        self.initial["next_on"] = next_review(rule, self.reading.today)
        self.fields["next_on"].help_text = gettext("By the rule %(months)s months after the decision.") % {
            "months": rule.months
        }

    @property
    def main_fields(self) -> list["BoundField"]:
        return [self[name] for name in ("outcome", "reasons", "next_on") if name in self.fields]

    @property
    def condition_rows(self) -> list[tuple["BoundField", "BoundField"]]:
        numbers = [name.partition("-")[2] for name in self.fields if name.startswith("condition-")]
        return [(self[f"condition-{number}"], self[f"due-{number}"]) for number in numbers]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for condition, due in self.condition_rows:
            text, day = cleaned.get(condition.name), cleaned.get(due.name)
            if text and not day and due.name not in self.errors:
                self.add_error(due.name, _("Say by when."))
            if day and not text and condition.name not in self.errors:
                self.add_error(condition.name, _("Write what is asked for."))
        return cleaned


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
