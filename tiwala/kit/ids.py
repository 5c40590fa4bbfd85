"""uuid7 inside, typed text outside: `inv_` + 26 base-32 letters. An id never grants access."""

from __future__ import annotations

import secrets
from uuid import UUID

from tiwala.kit import clock
from tiwala.kit.errors import BadId

PREFIXES = {
    "inv": "invoice",
    "lin": "invoice line",
    "crn": "credit note",
    "rcp": "receipt",
    "doc": "document",
    "lnk": "pay link",
    "pay": "payment",
    "att": "attempt",
    "ref": "refund",
    "dsp": "dispute",
    "dsl": "list of disputes",
    "bkl": "booked line of a statement",
    "sav": "saved method",
    "cst": "consent",
    "agr": "agreement",
    "col": "collection",
    "pbk": "payback by transfer",
    "cus": "customer",
    "usr": "user",
    "rol": "custom role",
    "rev": "access review",
    "rvl": "line of an access review",
    "ivt": "invitation",
    "acs": "access to a customer",
    "rcv": "recovery of an account",
    "adr": "second address",
    "key": "API key",
    "svc": "service account",
    "psk": "passkey",
    "brn": "branch",
    "opt": "payment option",
    "gac": "gateway account",
    "rca": "receiving account",
    "trf": "transfer",
    "prf": "proof of a transfer",
    "ntc": "notice",
    "ltr": "letter",
    "msg": "message",
    "ent": "ledger entry",
    "tsk": "task",
    "apr": "proposal",
    "fle": "entry of a fraud list",
    "frv": "version of a fraud rule",
    "fmv": "version of a fraud model",
    "fal": "alarm of an attack",
    "flb": "look back with a rule",
    "fbu": "burst of tries",
    "frw": "review of a payment",
    "rec": "audit record",
    "ses": "session",
    "dev": "device",
}
"""Every prefix there is, listed once."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LETTERS = 26


def uuid7() -> UUID:
    """A new id that sorts by birth (RFC 9562, version 7; milliseconds of our own clock)."""
    millis = int(clock.now().timestamp() * 1000)
    value = (millis & (1 << 48) - 1) << 80 | secrets.randbits(76)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def encode(prefix: str, value: UUID) -> str:
    """The id as the outside sees it."""
    assert prefix in PREFIXES, f"unknown prefix {prefix}"
    number, letters = value.int, []
    for _ in range(_LETTERS):
        number, place = divmod(number, 32)
        letters.append(_ALPHABET[place])
    return f"{prefix}_{''.join(reversed(letters))}"


def decode(prefix: str, text: str) -> UUID:
    """Back to the uuid; refuses what is not an id of this kind."""
    head, _, letters = text.partition("_")
    if head != prefix or len(letters) != _LETTERS or not set(letters) <= _VALUES.keys():
        raise BadId(wanted=prefix)
    number = 0
    for letter in letters:
        number = number * 32 + _VALUES[letter]
    if number >> 128:
        raise BadId(wanted=prefix)
    return UUID(int=number)
