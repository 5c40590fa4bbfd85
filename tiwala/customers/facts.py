"""What goes into the verbs of this room, checked at the border, and what comes out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from tiwala.business import tin
from tiwala.business.contact import is_email, read_phone
from tiwala.kit.errors import BadInput

NAME_MAX, ADDRESS_MAX = 120, 300
LANGUAGES = ("en", "fil")


class TaxKind(StrEnum):
    """What the buyer is to the tax office. A VAT-registered buyer needs a name, an address and a TIN (TAX-08)."""

    UNSAID = ""
    VAT = "vat"
    NON_VAT = "non_vat"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """Who pays. Only the name is needed; the phone is Philippine unless a country is written."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    tin: str = ""
    tax_kind: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """What a person agreed to: the exact words they had before them. `agent` is their browser's own word."""

    customer_ref: str
    purpose: str
    version: str
    words: str
    language: str
    agent: str = field(default="", repr=False)

    @property
    def sha256(self) -> str:
        """The hash of the words."""
        return hashlib.sha256(self.words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer as lists and pages show them, unsealed."""

    ref: str
    name: str
    email: str
    phone: str
    language: str
    state: str

    @property
    def first_name(self) -> str:
        """The word to greet them by; the whole name when it has only one."""
        return first_word(self.name)


def first_word(name: str) -> str:
    """The word of a name to greet somebody by; empty for none."""
    return name.split(maxsplit=1)[0] if name.strip() else ""


def checked(facts: CustomerFacts) -> CustomerFacts:
    """The same facts in one spelling (phone +639…, TIN with dashes). Refuses bad ones, every field at once."""
    wrong: dict[str, str] = {}
    name = " ".join(facts.name.split())
    if not name or len(name) > NAME_MAX or not name.isprintable():
        wrong["name"] = _("Write a name of at most 120 letters.")
    address = facts.address.strip()
    if len(address) > ADDRESS_MAX or not " ".join(address.split()).isprintable():
        wrong["address"] = _("Write an address of at most 300 letters.")
    if facts.tax_kind not in set(TaxKind):
        wrong["tax_kind"] = _("Choose VAT-registered or not.")
    if facts.language not in LANGUAGES:
        wrong["language"] = _("Choose English or Filipino.")
    email = _email(facts.email, wrong=wrong)
    phone, number = _phone(facts.phone, wrong=wrong), _tin(facts.tin, wrong=wrong)
    if wrong:
        raise BadInput(fields=wrong)
    return replace(facts, name=name, email=email, phone=phone, address=address, tin=number)


def _email(text: str, *, wrong: dict[str, str]) -> str:
    email = text.strip()
    if email and not is_email(email):
        wrong["email"] = _("That is not an e-mail address we can write to (at most 120 letters).")
    return email


def _phone(text: str, *, wrong: dict[str, str]) -> str:
    if not text.strip():
        return ""
    phone = read_phone(text.strip())
    if phone is None:
        wrong["phone"] = _("That is not a phone number, such as 0917 123 4567.")
    return phone or ""


def _tin(text: str, *, wrong: dict[str, str]) -> str:
    if not text.strip():
        return ""
    try:
        return str(tin.read(text))
    except tin.BadTin as refusal:
        wrong["tin"] = refusal.text
        return ""
