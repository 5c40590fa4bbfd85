"""What must hold in the books, as SQL that returns nothing. Rooms above add their own through wiring."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from tiwala.kit.errors import InvariantBroken
from tiwala.ledger import chart
from tiwala.ledger.models import Account

_MOST = 100
"""Findings kept per check: the first hundred say enough."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the books that should not be: which check, on what (an id), and what is wrong."""

    check: str
    subject: str
    detail: str


Check = str | Callable[[], Iterable[Finding]]
"""SQL returning rows (subject, detail), none when all is well; or a function returning findings."""

_UNBALANCED = """
SELECT entry_id::text, currency || ' sums to ' || sum(amount_minor)
  FROM ledger_posting GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0
"""
_ONE_SIDED = """
SELECT e.id::text, 'has ' || count(p.id) || ' postings'
  FROM ledger_entry e LEFT JOIN ledger_posting p ON p.entry_id = e.id GROUP BY e.id HAVING count(p.id) < 2
"""
_ORPHAN = """
SELECT p.id::text, 'belongs to no entry' FROM ledger_posting p
 WHERE NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = p.entry_id)
"""
_NO_SOURCE = "SELECT id::text, 'has no source' FROM ledger_entry WHERE btrim(source) = '' OR btrim(kind) = ''"
_WRONG_ACCOUNT = """
SELECT p.id::text, 'says ' || p.account_code || ' ' || p.currency || ', its account is ' || a.code || ' ' || a.currency
  FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
 WHERE a.code <> p.account_code OR a.currency <> p.currency
"""
_WRONG_TIME = """
SELECT p.id::text, 'is dated ' || p.at || ', its entry ' || e.at
  FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id WHERE e.at <> p.at
"""
_SUBJECT_BALANCE = """
SELECT coalesce(k.subject, p.subject),
       coalesce(k.account_code, p.account_code) || ' is kept as ' || coalesce(k.balance_minor, 0)
       || ', its postings sum to ' || coalesce(p.total, 0)
  FROM ledger_subject_balance k
  FULL JOIN (SELECT account_code, subject, currency, sum(amount_minor) AS total FROM ledger_posting
              WHERE account_code IN ('receivable', 'customer_credit', 'unapplied', 'refunds_due')
              GROUP BY account_code, subject, currency) p
    ON p.account_code = k.account_code AND p.subject = k.subject AND p.currency = k.currency
 WHERE coalesce(k.balance_minor, 0) <> coalesce(p.total, 0)
"""
_OVERPAID = """
SELECT subject, 'is paid beyond what was owed by ' || -balance_minor || ' ' || currency
  FROM ledger_subject_balance WHERE account_code = 'receivable' AND balance_minor < 0
"""


def _not_in_chart() -> Iterable[Finding]:
    for code, kind in Account.objects.values_list("code", "kind"):
        try:
            expected = chart.kind_of(code).value
        except InvariantBroken:
            expected = "nothing"
        if expected != kind:
            yield Finding("account_not_in_chart", code, f"is kept as {kind}, the chart says {expected}")


_checks: dict[str, Check] = {
    "entry_unbalanced": _UNBALANCED,
    "entry_one_sided": _ONE_SIDED,
    "posting_orphan": _ORPHAN,
    "entry_without_source": _NO_SOURCE,
    "posting_on_wrong_account": _WRONG_ACCOUNT,
    "posting_at_wrong_time": _WRONG_TIME,
    "subject_balance_differs": _SUBJECT_BALANCE,
    "receivable_overpaid": _OVERPAID,
    "account_not_in_chart": _not_in_chart,
}


def register(name: str, check: Check) -> None:
    """Add a check of a room above. Called once at start, from wiring; the same name twice is a mistake."""
    if _checks.get(name, check) is not check:
        raise InvariantBroken(f"two checks named {name}")
    _checks[name] = check


def names() -> list[str]:
    """Every check there is, in the order in which they run."""
    return list(_checks)


def run_all(progress: Callable[[str], None] = lambda _name: None) -> list[Finding]:
    """Prove the books: every check over the whole database. `progress` hears each check's name as it begins."""
    findings: list[Finding] = []
    for name, check in _checks.items():
        progress(name)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout TO '15min'")  # all of the books, however many there are
            findings += _run(name, check)
    return findings


def _run(name: str, check: Check) -> list[Finding]:
    if not isinstance(check, str):
        return list(check())[:_MOST]
    with connection.cursor() as cursor:
        cursor.execute(check)
        return [Finding(name, str(subject), str(detail)) for subject, detail in cursor.fetchmany(_MOST)]
