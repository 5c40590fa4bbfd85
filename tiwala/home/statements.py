"""A customer's statement: what was billed, what was paid, and the balance after each, from the books."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiwala.business import queries as business
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock, ids
from tiwala.kit.errors import BadInput
from tiwala.kit.money import Money
from tiwala.ledger.statements import customer_statement

DAYS = 90
KINDS: dict[str, str | Promise] = {
    "invoice_issued": gettext_lazy("Invoice"),
    "invoice_voided": gettext_lazy("Invoice withdrawn"),
    "invoice_credited": gettext_lazy("Credit note"),
    "payment_captured": gettext_lazy("Payment"),
    "payment_reversed": gettext_lazy("Payment taken back by the bank"),
    "dispute_lost": gettext_lazy("Payment given back by your bank"),
    "dispute_restored": gettext_lazy("Payment that came back from your bank"),
    "credit_applied": gettext_lazy("Credit used"),
    "held_resolved": gettext_lazy("Payment"),
    "unmatched_resolved": gettext_lazy("Payment"),
    "refund_credited": gettext_lazy("Refund as credit"),
    "refund_promised": gettext_lazy("Refund"),
    "refund_done": gettext_lazy("Refund"),
    "refund_failed": gettext_lazy("Refund that did not arrive"),
}
RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """One movement. `amount` above zero: more is owed; `balance` after it, below zero when we owe the customer."""

    on: date
    words: str
    number: str
    invoice_ref: str
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class CustomerStatement:
    """The movements of some days, both ends included."""

    since: date
    until: date
    opening: Money
    rows: tuple[Row, ...]
    closing: Money


def read_days(since: str, until: str) -> tuple[date, date]:
    """The days asked for; the last ninety when nothing is said. Refuses no dates, and an end before its start."""
    today = clock.today(business.profile_facts().time_zone)
    try:
        end = date.fromisoformat(until) if until else today
        start = date.fromisoformat(since) if since else end - timedelta(days=DAYS)
    except (ValueError, OverflowError):
        raise BadInput(fields={"since": _("Write dates such as 2026-11-30.")}) from None
    if start > end:
        raise BadInput(fields={"since": _("The first day comes after the last.")})
    return start, end


def statement_of(customer_ref: str, since: date, until: date) -> CustomerStatement:
    """The statement of these days: two statements of the database."""
    facts = business.profile_facts()
    zone, currency = ZoneInfo(facts.time_zone), facts.currency
    numbers = {
        ids.encode("inv", pk): number
        for pk, number in Invoice.objects.filter(customer_ref=customer_ref).values_list("id", "number_text")
    }
    start = datetime.combine(since, time.min, zone)
    found = customer_statement([customer_ref, *numbers], currency, since=start)
    rows = tuple(
        Row(
            on=line.at.astimezone(zone).date(),
            words=str(KINDS.get(line.kind, line.kind.replace("_", " "))),
            number=numbers.get(line.subject, _("your credit")),
            invoice_ref=line.subject if line.subject in numbers else "",
            amount=Money(line.amount_minor, currency),
            balance=Money(line.balance_minor, currency),
        )
        for line in found.lines
        if line.at.astimezone(zone).date() <= until
    )
    opening = Money(found.opening_minor, currency)
    return CustomerStatement(since, until, opening, rows, rows[-1].balance if rows else opening)


def as_csv(statement: CustomerStatement) -> str:
    """The statement for a spreadsheet; a cell that begins like a formula is disarmed."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow([_("Date"), _("What"), _("Number"), _("Amount"), _("Balance"), _("Currency")])
    currency = statement.opening.currency
    writer.writerow([statement.since, _("Balance before"), "", "", statement.opening.decimal, currency])
    for row in statement.rows:
        words, number = _tame(row.words), _tame(row.number)
        writer.writerow([row.on, words, number, row.amount.decimal, row.balance.decimal, currency])
    return sheet.getvalue()


def _tame(text: str) -> str:
    return f"'{text}" if text.startswith(RISKY) else text
