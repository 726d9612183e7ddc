"""The three forms of an invited person: a code, another code, an account."""

from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.utils.translation import gettext_lazy as _

from associations.invitations.accepting import NewAccount
from portal import time_zones
from portal.accounts.forms import EveryFault
from portal.accounts.models import User

_CODE = {
    "autocomplete": "off",
    "autocapitalize": "characters",
    "autocorrect": "off",
    "spellcheck": "false",
    "dir": "ltr",
    "class": "vTextField",
}


class MailCodeForm(forms.Form):
    use_required_attribute = False
    code = forms.CharField(
        label=_("Code of the mail"),
        max_length=400,
        help_text=_("21 letters and digits. Capital letters, spaces and dashes do not matter."),
        widget=forms.TextInput(attrs=_CODE),
    )


class SecondCodeForm(forms.Form):
    use_required_attribute = False
    code = forms.CharField(
        label=_("Second code"),
        max_length=400,
        help_text=_(
            "8 letters and digits that you were told by telephone, by letter or in person. It never comes by mail."
        ),
        widget=forms.TextInput(attrs=_CODE),
    )


class AccountForm(EveryFault, BaseUserCreationForm):
    """``email``: where the invitation reached the person; a password must not resemble it. ``country``: of the body
    that the person speaks for; its time zones come first.
    """

    use_required_attribute = False

    class Meta:
        model = User
        fields = ("full_name", "username", "language", "time_zone")

    def __init__(self, *args: Any, email: str, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        time_zones.offer_first(self, country)
        self.instance.email = email
        self.order_fields(["full_name", "username", "password1", "password2", "language", "time_zone"])

    def chosen(self) -> NewAccount:
        given = self.cleaned_data
        return NewAccount(
            username=given["username"],
            password=given["password1"],
            full_name=given["full_name"],
            language=given["language"],
            time_zone=given["time_zone"],
        )
