from datetime import timedelta

import pytest

from tiwala.kit import clock
from tiwala.kit.errors import InvariantBroken
from tiwala.kit.money import Money
from tiwala.ledger import balances, chart, statements
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.ledger.draft import credit, debit, entry
from tiwala.ledger.tests.conftest import CORA, peso, sale

pytestmark = pytest.mark.django_db


def pay(minor, *, invoice="inv_1", source, over=0, at=None):
    post_entry(
        entry(
            "payment_captured",
            source,
            debit(chart.clearing("gac_1"), peso(minor + over)),
            credit(chart.RECEIVABLE, peso(minor), invoice),
            credit(chart.CUSTOMER_CREDIT, peso(over), "cus_1"),
            at=at,
        ),
        by=CORA,
    )


def test_what_is_open_falls_with_each_payment():
    post_entry(sale(11_200), by=CORA)
    pay(5_000, source="pay_1")

    assert balances.open_amount("inv_1") == 6_200
    assert balances.open_amounts(["inv_1", "inv_none"]) == {"inv_1": 6_200, "inv_none": 0}
    assert balances.open_amounts([]) == {}


def test_what_was_paid_beyond_becomes_the_customers_credit():
    post_entry(sale(11_200), by=CORA)
    pay(11_200, source="pay_1", over=800)

    assert balances.credit_of("cus_1") == 800
    assert balances.credit_of("cus_1", currency="USD") == 0
    assert balances.balances_of(chart.CUSTOMER_CREDIT, ["cus_1"]) == {"cus_1": 800}


def test_an_account_has_a_balance_at_every_instant():
    yesterday = clock.now() - timedelta(days=1)
    pay_at = yesterday + timedelta(hours=1)
    post_entry(sale(11_200), by=CORA)
    pay(500, source="pay_1", at=pay_at)
    pay(700, source="pay_2")

    assert balances.account_balance("clearing:gac_1", "PHP") == 1_200
    assert balances.account_balance("clearing:gac_1", "PHP", pay_at) == 0
    assert balances.account_balance("clearing:gac_1", "PHP", clock.now() - timedelta(hours=1)) == 500


def test_the_trial_balance_has_two_equal_columns():
    post_entry(sale(11_200), by=CORA)
    pay(5_000, source="pay_1")
    lines = balances.trial_balance("PHP")

    assert [line.code for line in lines] == ["clearing:gac_1", "receivable", "sales", "vat_payable"]
    assert sum(line.debit_minor for line in lines) == sum(line.credit_minor for line in lines) == 11_200


def test_currencies_do_not_mix():
    post_entry(
        entry("moved", "x", debit(chart.BANK, Money(300, "USD")), credit(chart.CASH, Money(300, "USD"))), by=CORA
    )

    assert balances.trial_balance("PHP") == []
    assert balances.account_balance("bank", "USD") == 300


def test_a_statement_runs_from_its_opening_to_its_closing_balance():
    start = clock.now() - timedelta(days=9)
    post_entry(sale(90_000), by=CORA)
    for day in range(6):
        pay(1_000 + day, source=f"pay_{day}", at=start + timedelta(days=day))
    whole = statements.account_statement("clearing:gac_1", "PHP")
    part = statements.account_statement(
        "clearing:gac_1", "PHP", since=start + timedelta(days=2), until=start + timedelta(days=5), limit=2
    )

    assert (whole.opening_minor, whole.closing_minor, whole.has_more) == (0, 6_015, False)
    assert [line.balance_minor for line in whole.lines] == [1_000, 2_001, 3_003, 4_006, 5_010, 6_015]
    assert (part.opening_minor, part.closing_minor, part.has_more) == (2_001, 4_006, True)
    assert [(line.source, line.amount_minor) for line in part.lines] == [("pay_2", 1_002), ("pay_3", 1_003)]


def test_an_empty_statement_stands_at_its_opening():
    empty = statements.account_statement("bank", "PHP", since=clock.now())

    assert (empty.opening_minor, empty.closing_minor, empty.lines) == (0, 0, ())


def test_a_customers_statement_joins_their_invoices_and_their_credit():
    post_entry(sale(10_000, invoice="inv_1"), by=CORA)
    post_entry(sale(20_000, invoice="inv_2"), by=CORA)
    post_entry(sale(99_000, invoice="inv_other"), by=CORA)
    pay(10_000, source="pay_1", over=500)
    statement = statements.customer_statement(["cus_1", "inv_1", "inv_2"], "PHP")

    assert [line.balance_minor for line in statement.lines][:2] == [10_000, 30_000]
    assert statement.closing_minor == 19_500
    later = statements.customer_statement(["cus_1", "inv_1"], "PHP", since=clock.now() + timedelta(days=1))
    assert (later.opening_minor, later.closing_minor, later.lines) == (-500, -500, ())


def test_locking_a_subject_tells_its_balance():
    post_entry(sale(11_200), by=CORA)
    pay(11_200, source="pay_1", over=800)

    assert balances.lock_subject(chart.CUSTOMER_CREDIT, "cus_1") == 800
    assert balances.lock_subject(chart.RECEIVABLE, "inv_never_seen") == 0
    assert balances.lock_subjects(chart.RECEIVABLE, ["inv_2", "inv_1"]) == {"inv_1": 0, "inv_2": 0}


def test_only_subject_accounts_can_be_locked():
    with pytest.raises(AssertionError):
        balances.lock_subject(chart.SALES, "x")


@pytest.mark.django_db(transaction=True)
def test_a_subject_is_locked_only_inside_a_transaction():
    with pytest.raises(InvariantBroken):
        balances.lock_subject(chart.RECEIVABLE, "inv_1")
