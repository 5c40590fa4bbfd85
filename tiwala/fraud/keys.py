"""Keyed hashes of what tries have in common: equal keys are seen to be equal, and nothing is told to a reader."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

import phonenumbers

from tiwala.fraud.facts import CardFacts, TryFacts
from tiwala.kit import secrets
from tiwala.kit.errors import BadInput

About = Literal["ip", "net", "customer", "mail_domain", "method", "device", "mail", "phone", "card", "address", "bin"]
ABOUT: Final[tuple[About, ...]] = (
    *("ip", "net", "customer", "mail_domain", "method"),
    *("device", "mail", "phone", "card", "address", "bin"),
)
_V4_NET, _V6_NET, _V6_HOST = 24, 48, 64
_MAIL_MOST, _ADDRESS_MOST, _PHONE_MOST, _KEY_MOST = 254, 500, 40, 200
_GMAIL: Final = frozenset({"gmail.com", "googlemail.com"})
_BIN: Final = re.compile(r"[0-9]{6}([0-9]{2})?")
_BIN_LEAST: Final = 6
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one try, normalised, in plain; empty where there is none. Never stored, never logged."""

    ip: str
    net: str
    customer: str
    mail_domain: str
    method: str
    device: str
    mail: str
    phone: str
    card: str
    bill: str
    ship: str
    bin: str = ""

    def about(self, about: About) -> tuple[str, ...]:
        """The keys of one kind, without empty ones: both addresses are `address`, eight first digits also six."""
        match about:
            case "address":
                found: tuple[str, ...] = (self.bill, self.ship)
            case "bin":
                found = (self.bin, self.bin[:_BIN_LEAST])
            case _:
                found = (str(getattr(self, about)),)
        return tuple(dict.fromkeys(key for key in found if key))


def keys_of(facts: TryFacts) -> Keys:
    """The keys of a try. An address is that of a line: in IPv6 a /64, for a line may use any address of it."""
    ip, net = address_keys(facts.ip)
    mail, domain = mail_keys(facts.mail)
    return Keys(
        ip=ip,
        net=net,
        customer=facts.customer_ref,
        mail_domain=domain,
        method=facts.method_key,
        device=facts.device_key[:_KEY_MOST],
        mail=mail,
        phone=phone_key(facts.phone),
        card=card_key(facts.card) if facts.card else "",
        bill=place_key(facts.bill_address),
        ship=place_key(facts.ship_address),
        bin=bin_of(facts.card),
    )


def address_keys(text: str) -> tuple[str, str]:
    """The line and the network (/24, /48) of an address; both empty when it is none."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return "", ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if isinstance(address, ipaddress.IPv4Address):
        return str(address), str(ipaddress.IPv4Network((address, _V4_NET), strict=False))
    line, net = (ipaddress.IPv6Network((int(address), bits), strict=False) for bits in (_V6_HOST, _V6_NET))
    return str(line), str(net)


def mail_keys(text: str) -> tuple[str, str]:
    """One mailbox, however it is spelt (case, +tag, the dots that Gmail does not see), and its domain."""
    name, at, domain = unicodedata.normalize("NFKC", text).strip().casefold()[:_MAIL_MOST].rpartition("@")
    domain = domain.strip().rstrip(".")
    name = name.strip().partition("+")[0]
    if not (at and domain):
        return "", ""
    if domain in _GMAIL:
        name, domain = name.replace(".", ""), "gmail.com"
    return (f"{name}@{domain}" if name else ""), domain


def phone_key(text: str) -> str:
    """The number as +639171234567 (Philippine when no country is written); empty when nobody could dial it."""
    number = _number(text)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)) if number else ""


def phone_country(text: str) -> str:
    """The country a number is of, two letters; empty when it is of none for certain."""
    number = _number(text)
    return country(phonenumbers.region_code_for_number(number) or "") if number else ""


def _number(text: str) -> phonenumbers.PhoneNumber | None:
    if not text or len(text) > _PHONE_MOST:
        return None
    try:
        number = phonenumbers.parse(text, "PH")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def place_key(text: str) -> str:
    """A postal address without what people write now so and now so: case, accents, commas, spaces."""
    bare = unicodedata.normalize("NFKD", text[:_ADDRESS_MOST]).casefold()
    return "".join(sign for sign in bare if sign.isalnum())


def card_key(card: CardFacts) -> str:
    """The gateway's own fingerprint; where it has none, all that it tells, if that is enough to tell cards apart."""
    if card.fingerprint:
        return f"{card.scope}:{card.fingerprint}"[:_KEY_MOST]
    if not card.last_four or not (card.bin or card.brand):
        return ""
    told = (card.bin, card.brand.casefold(), card.last_four, card.expires, card.country.upper())
    return ":".join(told)[:_KEY_MOST]


def bin_of(card: CardFacts | None) -> str:
    """The first six or eight digits as the gateway told them; empty for anything else, so never a whole number."""
    return card.bin if card and _BIN.fullmatch(card.bin) else ""


def country(text: str) -> str:
    """An ISO code of two letters, or nothing."""
    code = text.strip().upper()
    return code if _COUNTRY.fullmatch(code) else ""


def listed_key(about: About, text: str) -> str:
    """What a person typed for a list, as tries would have it; refuses what could never be met."""
    typed = text.strip()
    match about:
        case "ip":
            key = address_keys(typed)[0]
        case "net":
            key = address_keys(typed.partition("/")[0])[1]
        case "mail_domain":
            key = mail_keys(typed if "@" in typed else f"x@{typed}")[1]
        case "mail":
            key = mail_keys(typed)[0]
        case "phone":
            key = phone_key(typed)
        case "address":
            key = place_key(typed)
        case "bin":
            digits = typed.replace(" ", "")
            key = digits if _BIN.fullmatch(digits) else ""
        case _:
            key = typed
    if not key:
        raise BadInput(about=about)
    return key


def mark(about: About, key: str) -> bytes | None:
    """The keyed hash to store; None for an empty key."""
    return secrets.blind_primary(f"fraud.{about}", key) if key else None


def marks(about: About, key: str) -> list[bytes]:
    """Every keyed hash it may be stored under, one for each live key; none for an empty key."""
    return secrets.blind(f"fraud.{about}", key) if key else []
