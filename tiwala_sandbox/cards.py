"""Test cards, and how a number typed on the card page becomes a scenario, a brand and four digits."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class TestCard:
    """A card of the simulated bank: its number, and the scenario that paying with it plays."""

    __test__ = False  # pytest: not a test class
    number: str
    scenario: str
    says: str
    country: str = "PH"


CARDS = (
    TestCard("4111111111111111", "approve", "is approved"),
    TestCard("5555555555554444", "approve", "is approved (Mastercard)"),
    TestCard("4000000000003220", "challenge", "asks for a 3-D Secure code, then is approved"),
    TestCard("4000000000003238", "challenge_fails", "asks for a 3-D Secure code, which is always wrong"),
    TestCard("4000000000009995", "insufficient_funds", "is declined: not enough money"),
    TestCard("4000000000000069", "expired_card", "is declined: the card has expired"),
    TestCard("4000000000009987", "lost_card", "is declined: reported lost"),
    TestCard("4000000000009979", "stolen_card", "is declined: reported stolen", "US"),
    TestCard("4000000000000127", "incorrect_cvc", "is declined: wrong security code"),
    TestCard("4000000000000002", "do_not_honor", "is declined without a reason"),
    TestCard("4000000000006975", "limit_exceeded", "is declined: over its limit"),
    TestCard("4100000000000019", "suspected_fraud", "is declined: looks like fraud", "NG"),
    TestCard("4000000000000119", "processing_error", "is declined: the bank's system failed"),
    TestCard("4000000000000341", "timeout_then_success", "gives no answer for 15 seconds, then is approved"),
    TestCard("4000000000000358", "timeout_then_failure", "gives no answer for 15 seconds, then is declined"),
)
SHORTEST, LONGEST = 12, 19
BY_NUMBER = {card.number: card for card in CARDS}
BY_SCENARIO = {card.scenario: card for card in reversed(CARDS)}
DOTS = " •••• "
_BY_MASK = {card.number[-4:]: card for card in CARDS}


def digits_of(typed: str) -> str:
    """The digits of a typed number, without spaces and dashes; empty when it holds anything else."""
    bare = typed.replace(" ", "").replace("-", "")
    return bare if bare.isascii() and bare.isdigit() and SHORTEST <= len(bare) <= LONGEST else ""


def passes_luhn(number: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others."""
    doubled = [int(digit) * 2 for digit in number[-2::-2]]
    total = sum(int(digit) for digit in number[-1::-2]) + sum(sum(divmod(value, 10)) for value in doubled)
    return total % 10 == 0


def masked(number: str) -> str:
    """What is kept of a number: brand and last four."""
    brand = {"4": "Visa", "5": "Mastercard", "2": "Mastercard", "3": "JCB"}.get(number[:1], "Card")
    return f"{brand}{DOTS}{number[-4:]}"


def told(mask: str, *, account: str) -> dict[str, str] | None:
    """What a merchant is told of a test card besides: never its number. Each account has fingerprints of its own."""
    brand, dots, last = mask.partition(DOTS)
    card = _BY_MASK.get(last) if dots else None
    if card is None:
        return None
    print_of = hashlib.sha256(f"{account}:{card.number}".encode()).hexdigest()[:16]
    facts = {"brand": brand, "last_four": last, "bin": card.number[:6], "country": card.country}
    return {**facts, "fingerprint": f"fp_{print_of}"}
