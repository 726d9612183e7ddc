"""The inviter's forms."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from associations.admin.body_field import BodyField
from associations.duties import Role
from associations.invitations.inviting import Asked
from associations.invitations.models import role_choices
from associations.invitations.states import Channel
from associations.models import Association
from portal.web.fields import says_something


class InviteForm(forms.Form):
    """Whom, to what, in which language. ``use_required_attribute``: all errors come at once, from the server."""

    use_required_attribute = False
    body = BodyField(label=_("Body"), help_text=_("Any of its names, its acronym or its address."))
    umbrella = forms.ModelChoiceField(
        Association.objects.none(),
        label=_("On behalf of"),
        help_text=_("The umbrella body to which it belongs, or the body itself for its own staff."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=role_choices, initial=Role.LIAISON)
    name = forms.CharField(label=_("Name of the person"), max_length=150)
    email = forms.CharField(
        label=_("E-mail address of the person"),
        max_length=254,
        help_text=_("The first code goes there. The second one must not."),
        widget=forms.EmailInput(attrs={"class": "vTextField", "autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=lambda: settings.LANGUAGES)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"submission": uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        umbrellas = Association.objects.active().filter(kind=Association.Kind.UMBRELLA).by_name()
        self.fields["umbrella"].queryset = umbrellas  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs |= {"class": "vTextField", "autocomplete": "off", "dir": "auto"}

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if not says_something(name):
            raise ValidationError(self.fields["name"].error_messages["required"])
        return name

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip()
        validate_email(email)
        return email

    @property
    def number(self) -> UUID:
        found: UUID = self.cleaned_data.get("submission") or uuid4()
        return found

    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(
            submission=self.number,
            body=given["body"],
            umbrella=given["umbrella"],
            role=Role(given["role"]),
            name=given["name"],
            email=given["email"],
            language=given["language"],
        )

    def refuse(self, error: ValidationError) -> None:
        """What the service refused, at the fields where there are such."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error.messages)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class PassCodeForm(forms.Form):
    """Which way the second code goes. ``seen``: when the code was made that stood on the page."""

    use_required_attribute = False
    channel = forms.ChoiceField(
        label=_("How you pass it on"), choices=Channel.choices, widget=forms.RadioSelect
    )
    found_at = forms.CharField(
        label=_("Where you found the number or address"),
        max_length=300,
        help_text=_(
            "Independently of the person: the body’s web site, a directory, an earlier letter. Never what the person "
            "wrote to you. Say where, not the number itself."
        ),
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_found_at(self) -> str:
        found_at: str = self.cleaned_data["found_at"]
        if not says_something(found_at):
            raise ValidationError(self.fields["found_at"].error_messages["required"])
        return found_at
