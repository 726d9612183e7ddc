"""The code of a draft."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.web.fields import Text
from portal.web.forms import PortalForm


class ResumeForm(PortalForm):
    code = Text(
        max_length=200,
        required=True,
        label=_("Resume code"),
        help_text=_(
            "21 letters and digits in groups of four. Capital letters, spaces and dashes do not matter."
        ),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "dir": "ltr",
                "class": "code-entry",
            }
        ),
        error_messages={"required": _("Enter the resume code.")},
    )
