"""Fields of the public forms: they keep what was typed as typed, and say what to do when it cannot be sent so."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.utils import flatatt
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

Choices = Iterable[tuple[str, Any]]


def says_something(text: str) -> bool:
    """Whether there is anything to see: a text of blanks, zero-width or control characters says nothing."""
    return any(unicodedata.category(character)[0] not in "CZ" for character in text)


def _number(value: int) -> str:
    return str(number_format(value, force_grouping=True))


def check_length(text: str, limit: int) -> None:
    """Raises ``ValidationError`` that says the limit and by how much it is exceeded (in characters)."""
    over = len(text) - limit
    if over <= 0:
        return
    message = ngettext(
        "This text has %(has)s characters. We can take %(limit)s: shorten it by %(over)s character.",
        "This text has %(has)s characters. We can take %(limit)s: shorten it by %(over)s characters.",
        over,
    )
    raise ValidationError(
        message % {"has": _number(len(text)), "limit": _number(limit), "over": _number(over)},
        code="max_length",
    )


def answers_there_are(field: forms.ChoiceField) -> set[str]:
    """Every value that can be chosen, under headings or not."""
    result: set[str] = set()
    choices: Any = field.choices
    for value, label in choices:
        result |= {str(inner) for inner, _label in label} if isinstance(label, list | tuple) else {str(value)}
    return result


class Text(forms.CharField):
    """A line of text, kept as typed."""

    def __init__(self, *, max_length: int = 300, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}))
        super().__init__(max_length=max_length, required=required, strip=False, **kwargs)
        self.validators = [v for v in self.validators if not isinstance(v, MaxLengthValidator)]

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not says_something(text):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return ""
        check_length(text, self.max_length or 0)
        return text


class LongText(Text):
    """Several lines. The limit is said beside the field; nothing is ever cut off."""

    def __init__(self, *, max_length: int = 10_000, rows: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.Textarea(attrs={"rows": rows, "cols": False, "dir": "auto", "autocomplete": "off"}),
        )
        super().__init__(max_length=max_length, **kwargs)


class OneOf(forms.ChoiceField):
    """One answer of a few, as radio buttons."""

    widget = forms.RadioSelect
    default_error_messages = {"invalid_choice": gettext_lazy("Choose one of the answers.")}

    def __init__(self, choices: Choices, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(choices=choices, required=required, **kwargs)


class SomeOf(forms.MultipleChoiceField):
    """Any number of answers, as checkboxes."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"invalid_choice": gettext_lazy("Choose among the answers shown.")}

    def __init__(self, choices: Any, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(choices=choices, required=required, **kwargs)


class PlainSelect(forms.Select):
    """A list of choices written in one go: Django's own renders a template for each of some hundred options."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value or "")
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, SafeString(" selected") if key == chosen else "", label) for key, label in self.choices),
        )
        final = self.build_attrs(self.attrs, attrs)
        return format_html('<select name="{}"{}>{}</select>', name, SafeString(flatatt(final)), options)


class FromList(forms.ChoiceField):
    """One of many, as a list."""

    widget = PlainSelect
    default_error_messages = {"invalid_choice": gettext_lazy("Choose an entry of the list.")}

    def __init__(self, choices: Choices, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(choices=choices, required=required, **kwargs)


class Email(forms.EmailField):
    """An e-mail address, optional."""

    default_error_messages = {
        "invalid": gettext_lazy(
            "This does not look like an e-mail address. It has the form name@example.org."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        super().__init__(required=False, widget=widget, max_length=254, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(value or "").strip()
        if len(text) > 254:
            raise ValidationError(_("An e-mail address has at most 254 characters."), code="max_length")
        return str(super().clean(text))
