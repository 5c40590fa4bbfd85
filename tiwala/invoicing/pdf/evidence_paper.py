"""The evidence pack of a dispute on paper, in English: it goes to a gateway and a bank, wherever the payer reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tiwala.gateways.outcomes import MethodFacts
from tiwala.invoicing.pdf.paper import Sheet
from tiwala.invoicing.pdf.words import breakable, money
from tiwala.kit.money import Money
from tiwala.payments.models import Attempt, Dispute
from tiwala.ui.wording import short_day_words

LANGUAGE = "en"
AUTHENTICATION = {
    "passed": "Passed: the cardholder's bank authenticated the payer (3-D Secure)",
    "attempted": "Attempted: the bank did not ask its cardholder (3-D Secure)",
    "failed": "Failed",
    "not_asked": "Not asked for",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with pairs of words, or a table."""

    title: str
    rows: tuple[tuple[str, str], ...] = ()
    head: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A stored paper that goes along, byte for byte as it was issued."""

    name: str
    words: str
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Pack:
    """All that is printed, the copies that follow, the papers attached, and when it was made."""

    title: str
    number: str
    seller: dict[str, str]
    amount: str
    line: str
    sections: tuple[Section, ...]
    copies: tuple[Sheet, ...]
    attached: tuple[Attached, ...]
    accent: tuple[float, float, float]
    at: datetime
    zone: str


def instant(at: datetime | None, zone: ZoneInfo) -> str:
    """Day, time and zone, unmistakably."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{short_day_words(local.date(), language=LANGUAGE)}, {local:%H:%M:%S} ({zone.key})"


def amount(value: Money) -> str:
    """An amount as it is written everywhere else."""
    return money(value.minor, value.currency, language=LANGUAGE)


def dispute_section(dispute: Dispute, zone: ZoneInfo) -> Section:
    """What the bank asks for."""
    return Section(
        "The dispute",
        present(
            ("Reference at the gateway", dispute.reference),
            ("Reason given", dispute.reason),
            ("Amount in dispute", amount(dispute.amount)),
            ("Opened", instant(dispute.opened_at, zone)),
            ("Answer due", instant(dispute.answer_by, zone)),
            ("Our reference", dispute.public_id),
        ),
    )


def payment_section(attempt: Attempt, zone: ZoneInfo) -> Section:
    """What was paid, and how the payer was known."""
    told = attempt.method_facts or {}
    facts = MethodFacts(**{name: told[name] for name in MethodFacts.__slots__ if name in told})
    expires = f"{facts.expires_month:02}/{facts.expires_year}" if facts.expires_month else ""
    return Section(
        "The payment",
        present(
            ("Amount", amount(attempt.found or attempt.amount)),
            ("Way to pay", attempt.method),
            ("Card or wallet", attempt.masked or " •••• ".join(filter(None, (facts.brand, facts.last_four)))),
            ("Wallet", facts.wallet),
            ("Valid until", expires),
            ("Issuer", facts.issuer),
            ("Issuing country", facts.country),
            ("3-D Secure", AUTHENTICATION.get(facts.authentication, "The gateway told nothing")),
            ("Risk as the gateway saw it", facts.risk),
            ("Begun by the payer", instant(attempt.created_at, zone)),
            ("Received", instant(attempt.payment.captured_at, zone)),
            ("Reference at the gateway", attempt.reference),
            ("Our reference", attempt.payment.public_id),
        ),
    )


def payer_section(name: str, email: str, attempt: Attempt) -> Section:
    """Who paid, from where, with which program."""
    payer = attempt.payer or {}
    return Section(
        "The payer",
        present(
            ("Name", breakable(name)),
            ("E-mail", breakable(email)),
            ("IP address when they began", payer.get("ip", "not kept")),
            ("Browser when they began", breakable(payer.get("device", "") or "not told")),
        ),
    )


def table(title: str, head: Sequence[str], lines: Sequence[Sequence[str]], *, note: str = "") -> Section:
    """A table, or a sentence that there is nothing."""
    return Section(
        title, head=tuple(head), lines=tuple(tuple(breakable(cell) for cell in line) for line in lines), note=note
    )


def present(*rows: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Only what is known."""
    return tuple((label, breakable(str(text))) for label, text in rows if text)
