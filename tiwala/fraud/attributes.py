"""Every attribute a rule may ask for: its kind, where it is from, and what it says. The rules' only vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tiwala.fraud.language.tree import Kind


@dataclass(frozen=True, slots=True)
class Described:
    """An attribute's kind; whether the attempt alone tells it, or what was seen before (`state`); and its meaning."""

    kind: Kind
    source: Literal["attempt", "state"]
    says: str


def _counts(key: str, whose: str) -> dict[str, Described]:
    spans = {"10m": "10 minutes", "1h": "hour", "24h": "24 hours"}
    tries = {
        f"{key}_tries_{short}": Described("number", "state", f"tries {whose} in the last {long}, this one included")
        for short, long in spans.items()
    }
    declines = {
        f"{key}_declines_{short}": Described("number", "state", f"tries {whose} of the last {long} that were declined")
        for short, long in spans.items()
        if short != "10m"
    }
    return {**tries, **declines}


ATTRIBUTES: Final[Mapping[str, Described]] = {
    "amount_minor": Described("number", "attempt", "the amount asked, in the currency's smallest unit"),
    "currency": Described("text", "attempt", "its ISO code, such as PHP"),
    "method": Described("text", "attempt", "the way of paying, such as card or gcash"),
    "is_payer_present": Described("flag", "attempt", "whether the payer is there, or it was agreed to before"),
    "is_kept_method": Described("flag", "attempt", "whether a kept method pays"),
    "mail_is_disposable": Described("flag", "attempt", "whether the address is of a service for throwing away"),
    "customer_age_h": Described("number", "attempt", "hours since the customer was first written down"),
    **_counts("ip", "from this address"),
    **_counts("net", "from this network (/24, /48)"),
    **_counts("customer", "of this customer"),
    "ip_customers_24h": Described("number", "state", "customers that tried from this address in 24 hours"),
    "net_customers_24h": Described("number", "state", "customers that tried from this network in 24 hours"),
    "customer_ips_24h": Described("number", "state", "addresses this customer tried from in 24 hours"),
    "customer_methods_24h": Described("number", "state", "kept methods they tried with in 24 hours"),
    "method_customers_24h": Described("number", "state", "customers that tried with this kept method in 24 hours"),
    "is_new_method": Described("flag", "state", "whether a kept method pays that never paid for this customer before"),
    "is_large_after_small": Described("flag", "state", "whether they tried a tenth or less of this in 24 hours"),
    "customer_paid": Described("number", "state", "how many of their latest tries were paid and ordinary, at most 50"),
    "usual_minor": Described("number", "state", "the middle one of these amounts; missing below five"),
    "most_minor": Described("number", "state", "the largest of these amounts; missing below five"),
    "times_usual": Described("number", "state", "this amount as a multiple of the usual one; missing below five"),
}

KINDS: Final[Mapping[str, Kind]] = {name: known.kind for name, known in ATTRIBUTES.items()}
ALONE: Final = frozenset(name for name, known in ATTRIBUTES.items() if known.source == "attempt")
"""What is known without looking back: all that a degraded assessment may ask for."""
