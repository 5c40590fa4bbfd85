"""Django fields for what is sealed, searched blindly, or counted as money."""

from tiwala.kit.blind_fields import BlindIndex, token_for_email, tokens_for_name, tokens_for_phone
from tiwala.kit.email_field import DeterministicSealedEmail
from tiwala.kit.money_fields import currency_field, minor_field, money_checks
from tiwala.kit.sealed_fields import (
    Sealed,
    SealedBytes,
    SealedField,
    SealedJSON,
    SealedText,
    open_value,
    preload,
    sealed_fields_of,
)

__all__ = [
    "BlindIndex",
    "DeterministicSealedEmail",
    "Sealed",
    "SealedBytes",
    "SealedField",
    "SealedJSON",
    "SealedText",
    "currency_field",
    "minor_field",
    "money_checks",
    "open_value",
    "preload",
    "sealed_fields_of",
    "token_for_email",
    "tokens_for_name",
    "tokens_for_phone",
]
