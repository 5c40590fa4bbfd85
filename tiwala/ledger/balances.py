"""What is owed and held, read from the books. The one place every balance anywhere comes from.

`open_amount` counts what is owed to us (debits above zero); `credit_of` what we owe (credits above zero).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Sum

from tiwala.kit.db import assert_in_transaction
from tiwala.ledger import chart
from tiwala.ledger.models import Posting, SubjectBalance

PESO = "PHP"


def open_amount(subject: str) -> int:
    """What is still owed on an invoice (its public id), in smallest units of its own currency."""
    return open_amounts([subject])[subject]


def open_amounts(subjects: Iterable[str]) -> dict[str, int]:
    """What is still owed on each invoice, in one query; nothing posted counts as 0."""
    return balances_of(chart.RECEIVABLE, subjects)


def balances_of(account_code: str, subjects: Iterable[str]) -> dict[str, int]:
    """Each subject's balance on one subject account, in its natural sign, in one query."""
    wanted = list(subjects)
    sign = natural_sign(account_code)
    found = SubjectBalance.objects.filter(account_code=account_code, subject__in=wanted)
    sums = found.values_list("subject").annotate(total=Sum("balance_minor"))
    return dict.fromkeys(wanted, 0) | {subject: sign * int(total) for subject, total in sums}


def credit_of(customer_ref: str, *, currency: str = PESO) -> int:
    """What we owe a customer as credit, in smallest units; below zero when a reversal ate spent credit."""
    row = SubjectBalance.objects.filter(account_code=chart.CUSTOMER_CREDIT, subject=customer_ref, currency=currency)
    return -(row.values_list("balance_minor", flat=True).first() or 0)


def lock_subject(account_code: str, subject: str, *, currency: str = PESO) -> int:
    """Lock one subject's balance until the transaction ends and return it, in its natural sign.

    Called before money is allocated: two allocators of one invoice wait for each other here.
    """
    assert_in_transaction()
    assert account_code in chart.BY_SUBJECT, f"{account_code} keeps no balance per subject"
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_lock_subject(%s, %s, %s)", [account_code, subject, currency])
        return natural_sign(account_code) * int(cursor.fetchone()[0])


def lock_subjects(account_code: str, subjects: Iterable[str], *, currency: str = PESO) -> dict[str, int]:
    """Lock several subjects in one order for everybody (sorted), and return their balances."""
    return {subject: lock_subject(account_code, subject, currency=currency) for subject in sorted(set(subjects))}


def account_balance(code: str, currency: str, at: datetime | None = None) -> int:
    """The account's balance before an instant (now when none is given), debits above zero."""
    rows = Posting.objects.filter(account_code=code, currency=currency)
    if at is not None:
        rows = rows.filter(at__lt=at)
    return int(rows.aggregate(total=Sum("amount_minor"))["total"] or 0)


def natural_sign(code: str) -> int:
    """1 where a debit raises the account, -1 where a credit does."""
    return -1 if chart.kind_of(code) in (chart.Kind.LIABILITY, chart.Kind.INCOME) else 1


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One account in the trial balance, its balance on the side where it stands."""

    code: str
    kind: str
    debit_minor: int
    credit_minor: int


def trial_balance(currency: str) -> list[TrialLine]:
    """Every account with its balance; the two columns sum to the same, or the books are broken."""
    rows = (
        Posting.objects.filter(currency=currency)
        .values_list("account_code")
        .annotate(total=Sum("amount_minor"))
        .order_by("account_code")
    )
    return [
        TrialLine(code, chart.kind_of(code).value, debit_minor=max(int(total), 0), credit_minor=max(-int(total), 0))
        for code, total in rows
    ]
