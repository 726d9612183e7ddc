"""Telephone numbers in international form, and the time zone that one tells."""

from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from phonenumbers import timezone as zones

#: From a range that its regulator keeps for films and examples (Ofcom): nobody's telephone rings.
EXAMPLE = "+44 20 7946 0018"


@dataclass(frozen=True, slots=True)
class Number:
    """``e164``: +442079460018. ``zone``: IANA name, empty where the number tells none or several. ``country``: ISO
    3166-1 alpha-2, empty for numbers of no country or of several.
    """

    e164: str
    zone: str
    country: str


def read(typed: str) -> Number:
    """The number behind what was typed: any script's digits, blanks, dashes, brackets; 00 for +.

    Raises ValidationError that says how to write it.
    """
    text = phonenumbers.normalize_digits_only(typed, keep_non_digits=True).strip()
    if text.startswith("00"):
        text = f"+{text[2:]}"
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as problem:
        raise _refuse(problem.error_type, text) from None
    if number.extension:
        raise ValidationError(
            _("Leave the extension out here. Write it under “safe hours”."), code="extension"
        )
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _(
                "No telephone can have this number. Compare it digit by digit; it is written with + and the "
                "country’s code, for example %(example)s."
            )
            % {"example": EXAMPLE},
            code="invalid",
        )
    found = zones.time_zones_for_number(number)
    region = phonenumbers.region_code_for_number(number) or ""
    return Number(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        found[0] if len(found) == 1 and found[0] != zones.UNKNOWN_TIMEZONE else "",
        region if len(region) == 2 else "",
    )


def _refuse(error: int, text: str) -> ValidationError:
    if error == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE and not text.startswith("+"):
        message = _("Write the number with + and the country’s code, for example %(example)s.")
    elif error == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
        message = _(
            "No country has this code. Write + and the country’s code first, for example %(example)s."
        )
    elif error == phonenumbers.NumberParseException.TOO_LONG:
        message = _("This is too long for one number. Write one number only, for example %(example)s.")
    else:
        message = _("This is not a telephone number. It looks like this: %(example)s.")
    return ValidationError(message % {"example": EXAMPLE}, code="format")
