"""A machine that issues, pays, credits, refunds, reverses and repeats at random, beside a model made of dicts."""

from collections import defaultdict

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tiwala.kit.errors import InvariantBroken
from tiwala.ledger import balances, chart, checks
from tiwala.ledger.actions.post_entry import post_entries, post_entry
from tiwala.ledger.actions.reverse_entry import reverse_entry
from tiwala.ledger.draft import credit, debit, entry
from tiwala.ledger.tests.conftest import CORA, peso, sale

INVOICES = st.sampled_from([f"inv_{number}" for number in range(4)])
AMOUNTS = st.integers(1, 5_000_000)


class Books(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.open = defaultdict(int)
        self.credit = 0
        self.clearing = 0
        self.posted = []
        self.sales = []

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def post(self, draft):
        self.posted.append((draft, post_entry(draft, by=CORA)))

    @rule(invoice=INVOICES, amount=AMOUNTS)
    def issue(self, invoice, amount):
        draft = sale(amount, invoice=invoice)
        self.post(draft)
        self.sales.append(self.posted[-1][1])
        self.open[invoice] += amount

    @rule(amounts=st.lists(st.tuples(INVOICES, AMOUNTS), max_size=5))
    def issue_many(self, amounts):
        post_entries([sale(amount, invoice=invoice) for invoice, amount in amounts], by=CORA)
        for invoice, amount in amounts:
            self.open[invoice] += amount

    @rule(invoice=INVOICES, amount=AMOUNTS)
    def pay(self, invoice, amount):
        share = min(amount, balances.lock_subject(chart.RECEIVABLE, invoice))
        self.post(
            entry(
                "payment_captured",
                f"pay_{len(self.posted)}",
                debit(chart.clearing("gac_1"), peso(amount)),
                credit(chart.RECEIVABLE, peso(share), invoice),
                credit(chart.CUSTOMER_CREDIT, peso(amount - share), "cus_1"),
            )
        )
        self.open[invoice] -= share
        self.credit += amount - share
        self.clearing += amount

    @precondition(lambda self: self.credit)
    @rule(invoice=INVOICES)
    def spend_credit(self, invoice):
        share = min(self.open[invoice], balances.credit_of("cus_1"))
        if share:
            self.post(
                entry(
                    "credit_used",
                    f"use_{len(self.posted)}",
                    debit(chart.CUSTOMER_CREDIT, peso(share), "cus_1"),
                    credit(chart.RECEIVABLE, peso(share), invoice),
                )
            )
            self.open[invoice] -= share
            self.credit -= share

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def repeat(self, data):
        draft, written = data.draw(st.sampled_from(self.posted))
        assert post_entry(draft, by=CORA) == written

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def lie(self, data):
        draft, _ = data.draw(st.sampled_from(self.posted))
        other = entry(draft.kind, draft.source, debit(chart.CASH, peso(7)), credit(chart.SALES, peso(7)))
        with pytest.raises(InvariantBroken):
            post_entry(other, by=CORA)

    @precondition(lambda self: self.sales)
    @rule()
    def void_the_newest_unpaid(self):
        written = self.sales.pop()
        side = written.postings.get(account_code=chart.RECEIVABLE)
        if self.open[side.subject] >= side.amount_minor:
            reverse_entry(written, source=written.source, by=CORA)
            reverse_entry(written, source=written.source, by=CORA)
            self.open[side.subject] -= side.amount_minor

    @invariant()
    def the_books_agree_with_the_model(self):
        assert balances.open_amounts(self.open) == dict(self.open)
        assert balances.credit_of("cus_1") == self.credit
        assert balances.account_balance("clearing:gac_1", "PHP") == self.clearing
        lines = balances.trial_balance("PHP")
        assert sum(line.debit_minor for line in lines) == sum(line.credit_minor for line in lines)

    @invariant()
    def the_books_hold(self):
        assert checks.run_all() == []


@pytest.mark.django_db
def test_the_ledger_machine():
    run_state_machine_as_test(Books, settings=settings(max_examples=15, stateful_step_count=15, deadline=None))
