"""What is filled in about answers and comments: by the body itself, or by the reviewer as it came."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.diligence.desk.forms import ActForm, a_day, words
from associations.diligence.services.asking import Came
from associations.diligence.services.asking import Given as GivenAnswer
from associations.diligence.states import Way
from portal.web.fields import OneOf

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField


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
    """The liaison's. Which button was pressed says whether it is only kept, sent, or sent as the last."""

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
        return self.data.get("then") in {"send", "finish"}

    @property
    def finishes(self) -> bool:
        return bool(self.data.get("then") == "finish")


class CameForm(ActForm):
    """Something that came another way than through the portal."""

    way = OneOf(Way.choices, label=_("How it came"), required=True)
    came_on = a_day(_("On which day"))
    final = forms.BooleanField(required=False)

    def prepare(self) -> None:
        super().prepare()
        if self.reading.has_liaison:
            del self.fields["final"]
        else:
            self.fields["final"].label = self.final_label

    final_label: Any = ""

    def came(self) -> Came:
        return Came(self.cleaned_data.get("way", ""), self.cleaned_data.get("came_on"))


class EnterForm(CameForm, QuestionsForm):
    final_label = _("The body said that these are all its answers")


class EnterCommentForm(CameForm):
    final_label = _("The body said that this is its final comment")
    message = words(_("What the body says about the draft"), 8, help_text=_("Published beside it."))


class ObjectForm(ActForm):
    answer = forms.ChoiceField(label=_("Answer"))
    objection = words(
        _("What is wrong with it"),
        3,
        help_text=_("The answer counts for nothing then. Your own answer you give below."),
    )

    def prepare(self) -> None:
        field: Any = self.fields["answer"]
        field.choices = self.reading.entered


class CommentForm(ActForm):
    message = words(
        _("What your body says about the draft"),
        8,
        help_text=_(
            "Published beside the findings, as wide as they are. You can replace it until a decision is proposed."
        ),
    )
    final = forms.BooleanField(
        label=_("This is our final comment: nobody need wait for the date"), required=False
    )

    def prepare(self) -> None:
        self.initial.update({"message": self.reading.own_comment, "final": self.review.comment_final})
