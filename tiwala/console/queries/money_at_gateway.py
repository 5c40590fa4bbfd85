"""What is still at a gateway, what it paid out and kept, and which days of its statements were read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Sum

from tiwala.kit.money import Money
from tiwala.ledger.models import Posting
from tiwala.payments.models import BookedLine, StatementDay
from tiwala.payments.postings import money_account

DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class MoneyAt:
    """In one currency: what the books say the gateway still holds, and what left it so far."""

    there: Money
    paid_out: Money
    fees: Money
    vat: Money


def money_at(account_ref: str) -> list[MoneyAt]:
    """Each currency that ever moved there: two statements."""
    there = dict(
        Posting.objects.filter(account_code=money_account("online", account_ref))
        .values_list("currency")
        .annotate(total=Sum("amount_minor"))
        .order_by("currency")
    )
    sums = {
        currency: (int(sent), int(kept), int(vat))
        for currency, sent, kept, vat in BookedLine.objects.standing()
        .filter(gateway_account_ref=account_ref)
        .values_list("currency")
        .annotate(sent=Sum("paid_out_minor"), kept=Sum("fee_minor"), apart=Sum("vat_minor"))
    }
    return [
        MoneyAt(Money(int(minor), currency), *(Money(one, currency) for one in sums.get(currency, (0, 0, 0))))
        for currency, minor in there.items()
    ]


def days_read(account_ref: str) -> list[StatementDay]:
    """The last days whose statements were read, newest first."""
    return list(StatementDay.objects.filter(gateway_account_ref=account_ref).order_by("-day")[:DAYS])
