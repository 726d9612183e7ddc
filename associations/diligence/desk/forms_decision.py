"""What is filled in about the decision, and about what follows it."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from associations.diligence.desk.forms import ActForm, a_day, words
from associations.diligence.desk.source_rows import SourceRows
from associations.diligence.papers import Asked, Proposal
from associations.diligence.services.change import rule_of
from associations.diligence.services.conditions import Became
from associations.diligence.services.contesting import Looked, choices
from associations.diligence.services.opening import next_review
from associations.diligence.states import (
    OUTCOMES,
    STATEMENT,
    ConditionState,
    ReviewPurpose,
    SecondResult,
)
from portal.web.fields import OneOf, SomeOf

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField


class IntendForm(ActForm):
    """The intended decision with its reasons; conditions in rows, of which those left empty do not count."""

    rows = 5
    outcome = OneOf([], label=_("Intended decision"), required=True)
    reasons = words(_("Reasons"), 6, help_text=_("The body is heard on them; published with the decision."))

    def prepare(self) -> None:
        outcome: Any = self.fields["outcome"]
        outcome.choices = [(each.value, each.label) for each in OUTCOMES[ReviewPurpose(self.review.purpose)]]
        known = self.reading.proposal
        self.initial.update({"reasons": known.reasons, "outcome": known.outcome})
        for number in range(max(self.rows, len(known.conditions) + 2)):
            label = gettext("Condition %(number)s") % {"number": number + 1}
            self.fields[f"condition-{number}"] = words(label, 2, required=False, limit=1000)
            self.fields[f"due-{number}"] = a_day(
                gettext("Condition %(number)s: due") % {"number": number + 1}, required=False
            )
            if number < len(known.conditions):
                each = known.conditions[number]
                self.initial.update({f"condition-{number}": each.text, f"due-{number}": each.due_on})

    @property
    def main_fields(self) -> list["BoundField"]:
        return [self["outcome"], self["reasons"]]

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

    def proposal(self) -> Proposal:
        given = self.cleaned_data
        rows = [(given.get(text.name), given.get(due.name)) for text, due in self.condition_rows]
        asked = [Asked(text, due) for text, due in rows if text and due]
        return Proposal(given.get("outcome", ""), given.get("reasons", ""), asked)


class ProposeForm(ActForm):
    """The decision that the body was heard on goes to a second person. What was said to the body is not asked again."""

    reply = words(
        _("What you answer to the body’s comment"),
        4,
        help_text=_("Published below the comment. Whoever commented reads here what became of it."),
    )
    next_on = a_day(_("Next review"), required=False)

    def prepare(self) -> None:
        if self.reading.comments:
            self.initial["reply"] = self.reading.proposal.reply
        else:
            del self.fields["reply"]
        if self.review.is_host:
            del self.fields["next_on"]
            return
        rule = rule_of(self.review.umbrella_id)
        self.initial["next_on"] = next_review(rule, self.reading.today)
        self.fields["next_on"].help_text = gettext("By the rule %(months)s months after the decision.") % {
            "months": rule.months
        }


class ConditionForm(ActForm):
    """Which condition it is about."""

    condition = forms.ChoiceField(label=_("Condition"))

    def prepare(self) -> None:
        field: Any = self.fields["condition"]
        field.choices = [(str(each.pk), f"{each.position}. {each.text[:80]}") for each in self.offered()]

    def offered(self) -> list[Any]:
        return [each for each, _late in self.reading.conditions if each.state == ConditionState.OPEN]

    @property
    def chosen(self) -> UUID:
        return UUID(self.cleaned_data["condition"])


class SettleForm(ConditionForm):
    outcome = OneOf(
        [
            (ConditionState.OPEN, _("looked at: not met yet, it stays open")),
            *(choice for choice in ConditionState.choices if choice[0] != ConditionState.OPEN),
        ],
        label=_("What became of it"),
        required=True,
        help_text=_("“Not met” is public once a second person has confirmed it."),
    )
    met_on = a_day(
        _("Met on"), required=False, help_text=_("The day on which the body met it, not today’s by itself.")
    )
    said = words(
        _("What was found"),
        2,
        required=False,
        limit=500,
        help_text=_("Shown to the public beside the condition; sealed as long as it stays open."),
    )

    def became(self) -> Became:
        given = self.cleaned_data
        return Became(given["outcome"], given.get("said") or "", given.get("met_on"))


class WaitingForm(ConditionForm):
    """Of the conditions that wait for a second person."""

    def offered(self) -> list[Any]:
        return [each for each, _said in self.reading.not_met_waiting]


class DropWaitingForm(WaitingForm):
    reason = words(_("Reason, for the history"), 2)


class ReportForm(SourceRows, ConditionForm):
    most = 3
    message = words(
        _("What your body did"), 5, help_text=_("The reviewers read it. Public is only that you reported.")
    )

    def prepare(self) -> None:
        super().prepare()
        self.add_sources([])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["sources"], _places = self.read_sources(cleaned)
        return cleaned


class StatementForm(ActForm):
    message = words(
        _("Your body’s statement"),
        8,
        limit=STATEMENT,
        help_text=_(
            "Published beside the decision at once, as you write it, once, and labelled as your body’s: up to 4,000 "
            "characters, some 600 words. Name nobody whom it could harm."
        ),
    )


class AskSecondForm(ActForm):
    message = words(
        _("What should be looked at again, and why"),
        6,
        help_text=_("Read by those who had no part in the decision. Public is only that you asked."),
    )


class SecondLookForm(ActForm):
    """``outcome`` and ``keep`` count only where the decision is changed."""

    result = OneOf(SecondResult.choices, label=_("Does the decision stand?"), required=True)
    outcome = OneOf([], label=_("The decision from now on, if it is changed"))
    keep = SomeOf([], label=_("Conditions that stay, if it is changed"))
    language = forms.ChoiceField(
        label=_("Language in which you write"), choices=settings.CORRESPONDENCE_LANGUAGES
    )
    reasons = words(_("Reasons"), 6, help_text=_("Published, without your name."))

    def prepare(self) -> None:
        outcome: Any = self.fields["outcome"]
        outcome.choices = [(each.value, each.label) for each in choices(self.review)]
        open_ = [each for each, _late in self.reading.conditions if each.state == ConditionState.OPEN]
        keep: Any = self.fields["keep"]
        keep.choices = [(str(each.pk), f"{each.position}. {each.text[:80]}") for each in open_]
        if not open_:
            del self.fields["keep"]
        self.initial["language"] = self.reading.written.language

    def looked(self) -> Looked:
        given = self.cleaned_data
        keep = frozenset(UUID(each) for each in given.get("keep") or ())
        return Looked(given["result"], given["reasons"], given["language"], given.get("outcome") or "", keep)
