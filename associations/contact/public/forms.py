"""The two pages of the form: about the writer; then how to reach them, by the way they chose, and the message."""

from typing import Any, Self, cast
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from associations.contact.letter import Identity, Letter, Reach
from associations.contact.public import choices, robots, telephone
from associations.contact.states import LONGEST_MESSAGE, AnswerBy, ContactPurpose
from associations.directory.picking import Bodies, BodyField, BodyPicker, parts_of
from portal.web.fields import Email, FromList, LongText, OneOf, Text
from portal.web.forms import PortalForm

CONTENT, LIGHT = "content", "light"


class AboutForm(PortalForm):
    """Who writes, what for, and how to answer."""

    purpose = OneOf(
        ContactPurpose.choices,
        label=_("What brings you here?"),
        required=True,
        error_messages={"required": _("Choose what comes nearest.")},
    )
    answer_by = OneOf(
        AnswerBy.choices,
        label=_("How should we answer?"),
        required=True,
        error_messages={"required": _("Choose how we should answer.")},
    )
    language = FromList(settings.CORRESPONDENCE_LANGUAGES, label=_("In which language?"), required=True)
    name = Text(label=_("Your name or a pseudonym"), max_length=200)
    office = Text(label=_("Your office"), max_length=300, help_text=_("For example the town or the unit."))
    association = BodyField(choices.WAYS, label=_("Your association or service"))
    association_name = Text(
        label=_("Its name, if it is not in the list"), max_length=300, help_text=_("As you would write it.")
    )
    country = FromList([], label=_("The country you work in"))

    why = {
        "association": _(
            "So that we can keep its people away: nobody with a role in it, or in any body of its country, finds what "
            "you write. If you do not say, we cannot know whom to keep away."
        ),
        "country": _(
            "Needed only if your service is not in the list: then we keep people of this country away."
        ),
    }
    choice_hints = {
        "answer_by": {
            AnswerBy.MAILBOX: _("You get a secret that opens it. It needs no address, and nothing is sent."),
            AnswerBy.CALL: _("You say when it is safe, and agree on a code word."),
            AnswerBy.EMAIL: _("To an address that your service cannot read."),
        },
    }

    def __init__(self, data: Any = None, *, bodies: Bodies, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": get_language() or "en"} | kwargs.get("initial", {})
        super().__init__(data, **kwargs)
        self.picker.serve(bodies)
        if isinstance(self.picker.widget, BodyPicker):
            self.initial["association"] = [
                self.initial.get(f"association{part}") for part in BodyPicker.parts
            ]
        self.fields["country"].choices = choices.for_country()  # type: ignore[attr-defined]

    @property
    def picker(self) -> BodyField:
        return cast("BodyField", self.fields["association"])

    def quiet(self) -> Self:
        """Show what was typed without judging it."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return self


ABOUT = tuple(AboutForm.base_fields)
#: What the first page posts: its answers, and what was looked for.
ON_ABOUT = (*ABOUT, *(f"association{part}" for part in BodyPicker.parts if part))


class MessageForm(AboutForm):
    """The second page. It carries the first one's answers along, hidden: it can be sent whatever became of the session.

    Which fields it has depends on ``answer_by``; the bot defence and the form's own number are hidden too.
    """

    email = Email(label=_("Your e-mail address"))
    mail_says = OneOf(
        [
            (CONTENT, _("The answer itself")),
            (LIGHT, _("Only that there is an answer: I read it in a mailbox on this site")),
        ],
        label=_("What may stand in our mail?"),
        required=True,
        initial=LIGHT,
    )
    phone = Text(
        label=_("Your telephone number"),
        max_length=60,
        required=True,
        help_text=_("With + and the country’s code, for example %(example)s.")
        % {"example": telephone.EXAMPLE},
        error_messages={"required": _("Write the number that we should call.")},
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "off", "class": "short"}),
    )
    zone = FromList([], label=_("Your time zone"))
    safe_hours = Text(
        label=_("When can you talk safely?"), max_length=500, help_text=_("Days and hours, in your own time.")
    )
    code_word = Text(
        label=_("A code word"),
        max_length=100,
        help_text=_("The caller says it first, so that you know who calls. Choose one that tells nothing."),
    )
    do_not_leave_message = forms.BooleanField(
        label=_("Do not leave a message, and do not talk to anybody else who answers"),
        required=False,
        initial=True,
    )
    message = LongText(label=_("Your message"), max_length=LONGEST_MESSAGE, rows=10)
    began = forms.CharField(widget=forms.HiddenInput, required=False)
    submission = forms.CharField(widget=forms.HiddenInput, required=False)

    #: answer -> its own fields, in the order of the page
    BY = {
        AnswerBy.EMAIL: ("email", "mail_says"),
        AnswerBy.CALL: ("phone", "zone", "safe_hours", "code_word", "do_not_leave_message", "email"),
        AnswerBy.MAILBOX: ("email",),
    }

    def __init__(self, data: Any = None, *, answer_by: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"began": robots.stamp(), "submission": uuid4()} | kwargs.get("initial", {})
        super().__init__(with_lines(data), **kwargs)
        self.way = AnswerBy(answer_by)
        own = self.BY[self.way]
        for names in self.BY.values():
            for name in names:
                if name not in own and name in self.fields:
                    del self.fields[name]
        for name in ABOUT:
            self.fields[name].widget = forms.HiddenInput()
        self.initial["association"] = parts_of(self.initial["association"])[0]
        self.order_fields([*ABOUT, *own, "message"])
        self._suit()

    def _suit(self) -> None:
        """The wording and what is required follow the way of the answer."""
        message = self.fields["message"]
        if self.way == AnswerBy.CALL:
            message.help_text = _("Leave it empty if you would rather say it in the call.")
            self.fields["zone"].choices = choices.for_zone()  # type: ignore[attr-defined]
            self.fields["email"].label = _("An e-mail address for the time of the call")
            self.fields["email"].help_text = _(
                "When a call is planned, moved or cancelled, a mail tells the day and the time, and nothing else. "
                "Nothing else is sent there. Without an address only the caller tells you."
            )
        else:
            message.required = True
            message.error_messages["required"] = _("Write your message.")
        if self.way == AnswerBy.EMAIL:
            self.fields["email"].required = True
            self.fields["email"].error_messages["required"] = _("Write the address that we should answer to.")
            self.fields["mail_says"].help_text = _(
                "If we plan a call with you, its day and time are told in the same way."
            )
        elif self.way == AnswerBy.MAILBOX:
            self.fields["email"].label = _("An e-mail address for notices")
            self.fields["email"].help_text = _(
                "Only if you want to be told that there is something new: an answer, or the time of a call. The notice "
                "says nothing about its subject."
            )

    @property
    def shown(self) -> list[Any]:
        """The fields that are seen, for the template."""
        return [self[name] for name in (*self.BY[self.way], "message")]

    @property
    def about_is_wrong(self) -> bool:
        """Whether an answer of the first page cannot be sent so: it must be asked for again there."""
        return any(name in self.errors for name in ABOUT)

    def clean_phone(self) -> telephone.Number:
        return telephone.read(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        number = cleaned.get("phone")
        if number is not None and "zone" in cleaned and not cleaned["zone"]:
            known = {value for value, _label in self.fields["zone"].choices}  # type: ignore[attr-defined]
            if number.zone in known:
                cleaned["zone"] = number.zone
            if not cleaned["zone"]:
                self.add_error(
                    "zone", ValidationError(_("Choose your time zone: this number does not tell it."))
                )
        return cleaned

    @property
    def submission_id(self) -> UUID:
        """The form's own number; a new one where it was lost or spoilt."""
        try:
            return UUID(self.cleaned_data.get("submission", ""))
        except ValueError:
            return uuid4()

    def letter(self) -> Letter:
        """What was written, once the form is valid."""
        said = self.cleaned_data
        number: telephone.Number | None = said.get("phone")
        listed = said["association"] not in {"", choices.UNLISTED}
        return Letter(
            submission=self.submission_id,
            language=said["language"],
            purpose=said["purpose"],
            answer_by=said["answer_by"],
            message=said["message"],
            identity=Identity(
                name=said["name"],
                office=said["office"],
                association="" if listed else said["association_name"],
            ),
            reach=Reach(
                email=said.get("email", ""),
                phone=number.e164 if number else "",
                zone=said.get("zone", "") if number else "",
                safe_hours=said.get("safe_hours", ""),
                code_word=said.get("code_word", ""),
                do_not_leave_message=said.get("do_not_leave_message", False),
                content_light=said.get("mail_says") == LIGHT,
            ),
            association=UUID(said["association"]) if listed else None,
            country=said["country"] or (number.country if number else ""),
        )


def with_lines(data: Any) -> Any:
    """As ``portal.web.words.with_plain_lines``, for the field of this form."""
    if not data or "\r\n" not in data.get("message", ""):
        return data
    data = data.copy()
    data["message"] = data["message"].replace("\r\n", "\n")
    return data
