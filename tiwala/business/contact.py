"""Ways to reach somebody, read strictly: an e-mail address, a phone number."""

from __future__ import annotations

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

EMAIL_MAX, PHONE_MAX = 120, 40


def is_email(text: str) -> bool:
    """Whether this is one e-mail address of a length we keep, on one line."""
    if len(text) > EMAIL_MAX:
        return False
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def read_phone(text: str) -> str | None:
    """The number as +639171234567 (Philippine when no country is written), or None when nobody could dial it."""
    if len(text) > PHONE_MAX:
        return None
    try:
        number = phonenumbers.parse(text, "PH")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
