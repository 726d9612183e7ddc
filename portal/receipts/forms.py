"""The one field with which people come back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.web.forms import PortalForm


class SecretForm(PortalForm):
    """One field. ``kept_page`` and ``kept_text`` carry words that were written while the complaint was no
    longer open.
    """

    secret = forms.CharField(
        label=_("Secret"),
        help_text=_(
            "The secret of your receipt: 21 letters and digits. Capital letters, spaces and dashes do not matter."
        ),
        max_length=400,
        error_messages={
            "required": _("Enter the secret of your receipt."),
            "max_length": _("This is much too long for a secret: it has 21 letters and digits."),
        },
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "autocorrect": "off",
                "spellcheck": "false",
                "dir": "ltr",
                "class": "code-entry",
            }
        ),
    )
