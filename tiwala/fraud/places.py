"""The countries of a try, and whether they are at odds. Pure: two letters each, empty where nothing tells."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tiwala.fraud.facts import Known, TryFacts
from tiwala.fraud.keys import country, phone_country


@dataclass(frozen=True, slots=True)
class Places:
    """Where the address is, where the card is from, where the bill and the goods go, whose the phone's number is."""

    ip: str
    bin: str
    bill: str
    ship: str
    phone: str

    def knowing_card(self, seen: str) -> Places:
        """The same with the card they were last seen with, when the try itself tells none."""
        return self if self.bin else replace(self, bin=country(seen))


def places_of(facts: TryFacts, *, ip_country: str) -> Places:
    """All that the caller told, and what our own file says of the address."""
    return Places(
        ip=country(ip_country),
        bin=country(facts.card.country) if facts.card else "",
        bill=country(facts.bill_country),
        ship=country(facts.ship_country),
        phone=phone_country(facts.phone),
    )


_PAIRS = (("ip", "bin"), ("ip", "bill"), ("bill", "ship"), ("bin", "bill"))


def at_odds(places: Places) -> Known:
    """Each country; each pair as a flag, missing when one of the two is; and how many pairs differ."""
    told = {name: str(getattr(places, name)) or None for name in ("ip", "bin", "bill", "ship", "phone")}
    flags = {
        f"is_{one}_{other}_mismatch": told[one] != told[other] if told[one] and told[other] else None
        for one, other in _PAIRS
    }
    known = [flag for flag in flags.values() if flag is not None]
    count = sum(known) if known else None
    return {**{f"{name}_country": code for name, code in told.items()}, **flags, "country_mismatches": count}
