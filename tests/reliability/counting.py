"""What is true in the end: the bank's own file against invoices, attempts and tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.journeys.demo_house import Bill, DemoHouse
from tests.journeys.truth import charged_by_the_bank, differences
from tiwala.ledger.chart import RECEIVABLE

OPEN = ("created", "sent", "unknown", "authorized")


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of a run; all but the first two must be nothing, or be in a person's list."""

    paid: int
    unpaid: int
    charged_twice: tuple[str, ...]
    paid_and_not_charged: tuple[str, ...]
    charged_and_not_paid: tuple[str, ...]
    bank_and_books_differ: tuple[str, ...]
    still_unknown: int
    unknown_with_a_person: int
    states: dict[str, int]
    tasks: dict[str, int]
    books: str
    trail: str

    @property
    def wrong(self) -> list[str]:
        """Every promise that was not kept, by name."""
        kept = {
            "a payer was charged twice": not self.charged_twice,
            "an invoice is paid without money": not self.paid_and_not_charged,
            "money came and the invoice is unpaid": not self.charged_and_not_paid,
            "bank and books differ": not self.bank_and_books_differ,
            "an unknown has nobody": self.still_unknown <= self.unknown_with_a_person,
            "the books do not balance": not self.books,
            "the audit chain is broken": not self.trail,
        }
        return [name for name, holds in kept.items() if not holds]


def count(house: DemoHouse, bills: Sequence[Bill]) -> Counts:
    """Look at everything once more, from both sides."""
    charges = _charges(house)
    owed = _owed(house)
    charged = {bill.ref: charges.get(bill.ref, []) for bill in bills}
    # A transfer that somebody promised waits for a person from the start; the unknown ones are with a gateway.
    asked = house.sql("SELECT state FROM payments_attempt WHERE gateway_account_ref <> ''")
    states = Counter(str(state) for (state,) in asked)
    open_tasks = house.sql("SELECT kind, count(*) FROM tasks_task WHERE state IN ('open', 'claimed') GROUP BY kind")
    tasks = {str(kind): int(str(number)) for kind, number in open_tasks}
    return Counts(
        paid=sum(owed[bill.ref] == 0 for bill in bills),
        unpaid=sum(owed[bill.ref] != 0 for bill in bills),
        charged_twice=tuple(bill.number for bill in bills if len(charged[bill.ref]) > 1),
        paid_and_not_charged=tuple(bill.number for bill in bills if not owed[bill.ref] and not charged[bill.ref]),
        charged_and_not_paid=tuple(bill.number for bill in bills if owed[bill.ref] and charged[bill.ref]),
        bank_and_books_differ=tuple(differences(house)),
        still_unknown=sum(states[state] for state in OPEN),
        unknown_with_a_person=_with_a_person(house),
        states=dict(states),
        tasks=tasks,
        books=_proof(house, "ledger", "check"),
        trail=_proof(house, "audit", "verify"),
    )


def _charges(house: DemoHouse) -> dict[str, list[int]]:
    taken = charged_by_the_bank(house)
    found = house.sql(
        "SELECT target_ref, reference FROM payments_attempt JOIN payments_paymenttarget USING (payment_id)"
    )
    charges: dict[str, list[int]] = {}
    for target, reference in found:
        if str(reference) in taken:
            charges.setdefault(str(target), []).append(taken[str(reference)][0])
    return charges


def _owed(house: DemoHouse) -> dict[str, int]:
    """What is still due on every invoice, from the ledger's postings alone."""
    found = house.sql(
        f"SELECT subject, sum(balance_minor) FROM ledger_subject_balance WHERE account_code = '{RECEIVABLE}' GROUP BY 1"  # noqa: S608 -- our own word
    )
    return {str(ref): int(str(minor)) for ref, minor in found}


def _with_a_person(house: DemoHouse) -> int:
    found = house.sql(
        "SELECT count(*) FROM payments_attempt a WHERE a.state IN ('created', 'sent', 'unknown', 'authorized')"
        " AND a.gateway_account_ref <> ''"
        " AND EXISTS (SELECT 1 FROM tasks_task t WHERE t.subject_ref = a.key AND t.state IN ('open', 'claimed'))"
    )
    return int(str(found[0][0]))


def _proof(house: DemoHouse, *words: str) -> str:
    done = house.command(*words)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()[-400:]
