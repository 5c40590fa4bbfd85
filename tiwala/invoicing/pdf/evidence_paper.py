"""The evidence pack of a dispute on paper, in the active language: gateways and banks usually want English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tiwala.business.words import method_words
from tiwala.gateways.outcomes import MethodFacts
from tiwala.invoicing.pdf.paper import Sheet
from tiwala.invoicing.pdf.words import breakable, money
from tiwala.kit.money import Money
from tiwala.payments.models import Attempt, Dispute
from tiwala.ui.wording import short_day_words

LANGUAGES = ("en", "fil")
AUTHENTICATION = {
    "passed": gettext_lazy("Passed: the cardholder's bank authenticated the payer (3-D Secure)"),
    "attempted": gettext_lazy("Attempted: the bank did not ask its cardholder (3-D Secure)"),
    "failed": gettext_lazy("Failed"),
    "not_asked": gettext_lazy("Not asked for"),
}
WAYS = {
    "gateway": gettext_lazy("the way it came"),
    "credit": gettext_lazy("as credit"),
    "cash": gettext_lazy("in cash"),
    "transfer": gettext_lazy("by transfer"),
}
STATES = {
    "done": gettext_lazy("done"),
    "failed": gettext_lazy("did not go back"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with pairs of words, or a table whose columns are so wide; an amount stands at the right."""

    title: str
    rows: tuple[tuple[str, str], ...] = ()
    head: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    right: tuple[bool, ...] = ()
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
    language: str
    words: dict[str, str]


def language() -> str:
    """The one the pack is written in."""
    return get_language() or "en"


def instant(at: datetime | None, zone: ZoneInfo) -> str:
    """Day, time and zone, unmistakably."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{short_day_words(local.date(), language=language())}, {local:%H:%M:%S} ({zone.key})"


def amount(value: Money) -> str:
    """An amount as it is written everywhere else."""
    return money(value.minor, value.currency, language=language())


def dispute_section(dispute: Dispute, zone: ZoneInfo) -> Section:
    """What the bank asks for."""
    return Section(
        _("The dispute"),
        present(
            (_("Reference at the gateway"), dispute.reference),
            (_("Reason given"), dispute.reason),
            (_("Amount in dispute"), amount(dispute.amount)),
            (_("Opened"), instant(dispute.opened_at, zone)),
            (_("Answer due"), instant(dispute.answer_by, zone)),
            (_("Our reference"), dispute.public_id),
        ),
    )


def payment_section(attempt: Attempt, zone: ZoneInfo) -> Section:
    """What was paid, and how the payer was known."""
    told = attempt.method_facts or {}
    facts = MethodFacts(**{name: told[name] for name in MethodFacts.__slots__ if name in told})
    expires = f"{facts.expires_month:02}/{facts.expires_year}" if facts.expires_month else ""
    return Section(
        _("The payment"),
        present(
            (_("Amount"), amount(attempt.found or attempt.amount)),
            (_("Way to pay"), str(method_words(attempt.method).name)),
            (_("Card or wallet"), attempt.masked or " •••• ".join(filter(None, (facts.brand, facts.last_four)))),
            (_("Wallet"), facts.wallet),
            (_("Valid until"), expires),
            (_("Issuer"), facts.issuer),
            (_("Issuing country"), facts.country),
            (_("3-D Secure"), str(AUTHENTICATION.get(facts.authentication, _("The gateway told nothing")))),
            (_("Risk as the gateway saw it"), facts.risk),
            (_begun(attempt), instant(attempt.created_at, zone)),
            (_("Received"), instant(attempt.payment.captured_at, zone)),
            (_("Reference at the gateway"), attempt.reference),
            (_("Our reference"), attempt.payment.public_id),
        ),
    )


def _begun(attempt: Attempt) -> str:
    return _("Begun by the payer") if attempt.payer_present else _("Begun by us, as the payer had agreed")


def payer_section(name: str, email: str, attempt: Attempt) -> Section:
    """Who paid, from where, with which program."""
    payer = attempt.payer or {}
    return Section(
        _("The payer"),
        present(
            (_("Name"), breakable(name)),
            (_("E-mail"), breakable(email)),
            (_("IP address when they began"), payer.get("ip") or _("not kept")),
            (_("Browser when they began"), breakable(payer.get("device") or _("not told"))),
        ),
    )


def table(
    title: str, columns: Sequence[tuple[str, int]], lines: Sequence[Sequence[str]], *, right: str = "", note: str = ""
) -> Section:
    """A table, or a sentence that there is nothing. Columns with how wide each is; `right` stands at the right."""
    return Section(
        title,
        head=tuple(name for name, _width in columns),
        widths=tuple(width for _name, width in columns),
        right=tuple(name == right for name, _width in columns),
        lines=tuple(tuple(breakable(cell) for cell in line) for line in lines),
        note=note,
    )


def present(*rows: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Only what is known."""
    return tuple((label, breakable(str(text))) for label, text in rows if text)
