"""Every attribute a rule may ask for: its kind, where it is from, and what it says. The rules' only vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tiwala.fraud.language.tree import Kind
from tiwala.fraud.memory.attributes import NUMBERS, TEXTS


@dataclass(frozen=True, slots=True)
class Described:
    """An attribute's kind; whether the attempt alone tells it, or what was seen before (`state`); and its meaning."""

    kind: Kind
    source: Literal["attempt", "state"]
    says: str


COUNTED: Final[Mapping[str, tuple[str, ...]]] = {
    "ip": (
        *("tries_10m", "tries_1h", "tries_24h", "declines_1h", "declines_24h", "blocked_1h"),
        *("customers_24h", "cards_24h", "devices_24h", "cards_of_one_bin_24h"),
    ),
    "net": (
        *("tries_10m", "tries_1h", "tries_24h", "declines_1h", "declines_24h", "blocked_1h"),
        *("customers_24h", "cards_24h", "devices_24h", "cards_of_one_bin_24h"),
    ),
    "customer": (
        *("tries_10m", "tries_1h", "tries_24h", "declines_1h", "declines_24h", "blocked_1h"),
        *("ips_24h", "methods_24h", "cards_24h", "devices_24h", "countries_24h", "cards_of_one_bin_24h"),
    ),
    "device": (
        *("tries_10m", "tries_1h", "tries_24h", "declines_1h", "declines_24h", "blocked_1h"),
        *("customers_24h", "cards_24h", "ips_24h", "cards_of_one_bin_24h"),
    ),
    "card": ("tries_1h", "tries_24h", "declines_24h", "customers_24h", "ips_24h"),
    "method": ("customers_24h",),
    "mail": ("tries_24h", "declines_24h", "customers_24h"),
    "phone": ("tries_24h", "declines_24h", "customers_24h"),
    "address": ("tries_24h", "declines_24h", "customers_24h", "cards_24h"),
    "house": ("tries_10m", "tries_1h", "declines_1h"),
}
"""What is counted for each key of a try. A count is missing when the try has no such key."""

_WHOSE: Final = {
    "ip": "from this address",
    "net": "from this network (/24, /48)",
    "customer": "of this customer",
    "device": "from this browser",
    "card": "with this kept card",
    "method": "with this kept method",
    "mail": "with this e-mail address, however it is spelt",
    "phone": "with this phone number",
    "address": "with this postal address, of the bill or the goods",
    "house": "at this business",
}
_NOUNS: Final = {
    "customers": "different customers",
    "cards": "different cards, as gateways told of them after earlier tries,",
    "devices": "different browsers",
    "ips": "different addresses",
    "methods": "different kept methods",
    "countries": "different countries of addresses",
    "cards_of_one_bin": "different cards that begin with the same six or eight digits",
}
_SPANS: Final = {"10m": "10 minutes", "1h": "hour", "24h": "24 hours"}


def _counted() -> dict[str, Described]:
    return {
        f"{key}_{name}": Described("number", "state", _says(name, _WHOSE[key]))
        for key, names in COUNTED.items()
        for name in names
    }


def _says(name: str, whose: str) -> str:
    what, _, span = name.rpartition("_")
    last = f"in the last {_SPANS[span]}"
    match what:
        case "tries":
            aside = "" if span == "10m" else ", those we blocked left out"
            return f"tries {whose} {last}, this one included{aside}"
        case "blocked":
            return f"tries {whose} {last} that we blocked"
        case "declines":
            return f"tries {whose} {last} that were declined"
        case _:
            return f"{_NOUNS[what]} {whose} {last}"


def _flag(says: str) -> Described:
    return Described("flag", "state", says)


def _country(says: str, source: Literal["attempt", "state"] = "attempt") -> Described:
    return Described("text", source, f"{says}, as an ISO code of two letters; missing when nothing tells")


ATTRIBUTES: Final[Mapping[str, Described]] = {
    "amount_minor": Described("number", "attempt", "the amount asked, in the currency's smallest unit"),
    "currency": Described("text", "attempt", "its ISO code, such as PHP"),
    "method": Described("text", "attempt", "the way of paying, such as card or gcash"),
    "is_payer_present": Described("flag", "attempt", "whether the payer is there, or it was agreed to before"),
    "is_kept_method": Described("flag", "attempt", "whether a kept method pays"),
    "mail_is_disposable": Described("flag", "attempt", "whether the address is of a service for throwing away"),
    "customer_age_h": Described("number", "attempt", "hours since the customer was first written down"),
    "sign_in_fails_1h": Described(
        "number",
        "attempt",
        "wrong passwords and codes at the customer's accounts in the last hour; missing without one",
    ),
    "sign_in_fails_24h": Described(
        "number", "attempt", "wrong passwords and codes at the customer's accounts in 24 hours; missing without one"
    ),
    "account_changes_24h": Described(
        "number", "attempt", "changes of password, e-mail or second factor at the customer's accounts in 24 hours"
    ),
    "account_is_disowned": Described(
        "flag", "attempt", "whether somebody said of an account of the customer's that it was not them"
    ),
    "has_device": Described("flag", "attempt", "whether the browser brought its cookie; missing without a payer"),
    **_counted(),
    "is_new_method": _flag("whether a kept method pays that never paid for this customer before"),
    "is_new_device": _flag("whether this customer was never seen with this browser; missing on their first try"),
    "is_new_bill": _flag("whether this customer was never seen with this address of the bill; missing on the first"),
    "is_new_ship": _flag("whether this customer was never seen with this address of the goods; missing on the first"),
    "is_large_after_small": _flag("whether they tried a tenth or less of this in 24 hours"),
    "is_impossible_travel": _flag("whether they tried from another country shortly before (`fraud.travel_h` hours)"),
    "ip_country": _country("where the address is, by the business's own file"),
    "bin_country": _country(
        "where the card is from: the kept one, or the one they were last seen with in 24 hours", "state"
    ),
    "bill_country": _country("where the bill goes"),
    "ship_country": _country("where the goods go"),
    "phone_country": _country("whose the phone's number is"),
    "is_ip_bin_mismatch": _flag("whether address and card are of different countries"),
    "is_ip_bill_mismatch": Described("flag", "attempt", "whether address and bill are of different countries"),
    "is_bill_ship_mismatch": Described("flag", "attempt", "whether bill and goods go to different countries"),
    "is_bin_bill_mismatch": _flag("whether card and bill are of different countries"),
    "country_mismatches": Described(
        "number", "state", "how many of these four pairs differ; missing when no pair is known"
    ),
    "customer_paid": Described("number", "state", "how many of their latest tries were paid and ordinary, at most 50"),
    "customer_refunds": Described("number", "state", "how many of their latest 500 tries were given back"),
    "customer_disputes": Described("number", "state", "how many of their latest 500 tries a bank disputed"),
    "usual_minor": Described("number", "state", "the middle one of these amounts; missing below five"),
    "most_minor": Described("number", "state", "the largest of these amounts; missing below five"),
    "times_usual": Described("number", "state", "this amount as a multiple of the usual one; missing below five"),
    "score": Described("number", "state", "the chance of fraud by the live model, 0 to 1000; missing without a model"),
    **{name: Described("number", "state", says) for name, says in NUMBERS.items()},
    **{name: Described("text", "state", says) for name, says in TEXTS.items()},
}

KINDS: Final[Mapping[str, Kind]] = {name: known.kind for name, known in ATTRIBUTES.items()}
ALONE: Final = frozenset(name for name, known in ATTRIBUTES.items() if known.source == "attempt")
"""What is known without looking back: all that a degraded assessment may ask for."""
