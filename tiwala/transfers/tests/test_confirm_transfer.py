"""A person saw the money: it is taken once, for what it is, and never for what a payer says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from tests.makers import make_customer, make_invoice
from tests.transfer_makers import begin_transfer, make_receiving, seen, show_proof, transfer_of
from tiwala.audit.models import Record
from tiwala.gateways.outcomes import Expired
from tiwala.invoicing.models import Receipt
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import BadInput, NotFound, TryAgain
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.tasks.models import Task
from tiwala.transfers.actions.cancel_transfer import cancel_transfer
from tiwala.transfers.actions.confirm_transfer import confirm_transfer
from tiwala.transfers.errors import AlreadyConfirmed, BankReferenceUsed, OwnMoney
from tiwala.transfers.models import SeenMoney

pytestmark = pytest.mark.django_db(transaction=True)

CASHIER = Actor("person", "usr_cashier", permissions=frozenset({"payment.view", "payment.record_cash"}), is_staff=True)


def in_the_bank() -> int:
    return balances.account_balance("bank", "PHP")


def test_it_pays_the_invoice_and_stands_in_the_bank_s_account() -> None:
    invoice = make_invoice()
    attempt = begin_transfer(invoice)
    proof = show_proof(attempt)
    after = confirm_transfer(seen(attempt), by=CASHIER)
    proof.refresh_from_db()
    assert (after.state, proof.state, proof.decided_by) == ("captured", "accepted", "usr_cashier")
    assert after.masked == "BDO •••• 7890"
    assert (balances.open_amount(invoice.public_id), in_the_bank()) == (0, invoice.total_minor)
    assert not Task.objects.open().filter(kind="transfer_proof").exists()
    assert Record.objects.filter(tag="transfer:confirm", subject_ref=transfer_of(attempt).public_id).exists()


def test_no_proof_is_needed_when_the_money_is_there() -> None:
    assert confirm_transfer(seen(begin_transfer(make_invoice())), by=CASHIER).state == "captured"


def test_too_little_pays_a_part() -> None:
    invoice = make_invoice()
    confirm_transfer(seen(begin_transfer(invoice), amount=Money(50_000, "PHP")), by=CASHIER)
    assert balances.open_amount(invoice.public_id) == invoice.total_minor - 50_000
    begin_transfer(invoice, amount_minor=100_000)  # the rest can be paid


def test_too_much_becomes_credit() -> None:
    invoice = make_invoice()
    confirm_transfer(seen(begin_transfer(invoice), amount=Money(200_000, "PHP")), by=CASHIER)
    assert balances.open_amount(invoice.public_id) == 0
    assert balances.credit_of(invoice.customer_ref) == 50_000


@pytest.mark.parametrize("how", ["expired", "called off"])
def test_money_that_comes_late_is_still_taken(how: str) -> None:
    invoice = make_invoice()
    attempt = begin_transfer(invoice)
    if how == "expired":
        apply_outcome(attempt.pk, Expired(""), by=SYSTEM, source="sweep")
    else:
        cancel_transfer(attempt.pk, by=SYSTEM)
    assert confirm_transfer(seen(attempt), by=CASHIER).state == "captured"
    assert balances.open_amount(invoice.public_id) == 0


def test_money_for_what_was_paid_meanwhile_is_credit_and_a_task() -> None:
    invoice = make_invoice()
    attempt = begin_transfer(invoice)
    cancel_transfer(attempt.pk, by=SYSTEM)
    confirm_transfer(seen(begin_transfer(invoice)), by=CASHIER)
    confirm_transfer(seen(attempt), by=CASHIER)
    assert balances.credit_of(invoice.customer_ref) == invoice.total_minor
    assert Task.objects.filter(kind="late_money").exists()


def test_a_bank_line_pays_once() -> None:
    first, second = begin_transfer(make_invoice()), begin_transfer(make_invoice())
    confirm_transfer(seen(first, bank_reference="AB-12 34"), by=CASHIER)
    with pytest.raises(BankReferenceUsed):
        confirm_transfer(seen(second, bank_reference="ab1234"), by=CASHIER)
    second.refresh_from_db()
    assert second.state == "sent"
    other = begin_transfer(make_invoice(), account=make_receiving("GCash"))
    assert confirm_transfer(seen(other, bank_reference="AB1234"), by=CASHIER).state == "captured"


def test_the_database_says_so_too() -> None:
    attempt = begin_transfer(make_invoice())
    confirm_transfer(seen(attempt, bank_reference="AB1234"), by=CASHIER)
    other = transfer_of(begin_transfer(make_invoice()))
    facts = {"amount_minor": 1, "currency": "PHP", "seen_on": clock.today("Asia/Manila"), "confirmed_by": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        SeenMoney.objects.create(transfer=other, account=other.account, bank_reference="AB1234", **facts)


def test_twice_is_once() -> None:
    attempt = begin_transfer(make_invoice())
    confirm_transfer(seen(attempt), by=CASHIER)
    with pytest.raises(AlreadyConfirmed):
        confirm_transfer(seen(attempt, bank_reference="OTHER1"), by=CASHIER)
    assert in_the_bank() == attempt.amount_minor


@pytest.mark.parametrize("same_line", [True, False])
def test_two_people_at_once_take_it_once(same_line: bool) -> None:
    attempt = begin_transfer(make_invoice())
    lines = [seen(attempt, bank_reference="LINE0" if same_line else f"LINE{turn}") for turn in range(4)]

    def confirm(turn: int) -> str:
        try:
            confirm_transfer(lines[turn], by=CASHIER)
        except (AlreadyConfirmed, TryAgain):
            return "was"
        finally:
            connections.close_all()
        return "took"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(confirm, range(4))) == ["took", "was", "was", "was"]
    assert in_the_bank() == attempt.amount_minor
    assert SeenMoney.objects.count() == 1


def test_one_bank_line_for_two_transfers_at_once_pays_one() -> None:
    attempts = [begin_transfer(make_invoice()) for _ in range(3)]

    def confirm(turn: int) -> str:
        try:
            confirm_transfer(seen(attempts[turn], bank_reference="ONELINE"), by=CASHIER)
        except (BankReferenceUsed, TryAgain):
            return "used"
        finally:
            connections.close_all()
        return "took"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(confirm, range(3))) == ["took", "used", "used"]
    assert in_the_bank() == attempts[0].amount_minor


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": Money(0, "PHP")}, "amount"),
        ({"amount": Money(150_000, "USD")}, "amount"),
        ({"seen_on": clock.today("Asia/Manila") + timedelta(days=1)}, "seen_on"),
        ({"seen_on": clock.today("Asia/Manila") - timedelta(days=100)}, "seen_on"),
        ({"bank_reference": "??"}, "bank_reference"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        confirm_transfer(seen(begin_transfer(make_invoice()), **wrong), by=CASHIER)
    assert set(refused.value.fields) == {field}


def test_nobody_confirms_their_own_money() -> None:
    ana = make_customer()
    attempt = begin_transfer(make_invoice(ana))
    both = Actor("person", "usr_both", permissions=CASHIER.permissions, customer_refs=frozenset({ana.public_id}))
    with pytest.raises(OwnMoney):
        confirm_transfer(seen(attempt), by=both)
    show_proof(attempt, by=CASHIER)
    with pytest.raises(OwnMoney):
        confirm_transfer(seen(attempt), by=CASHIER)


def test_whoever_may_not_see_payments_finds_nothing() -> None:
    attempt = begin_transfer(make_invoice())
    with pytest.raises(NotFound):
        confirm_transfer(seen(attempt), by=Actor("person", "usr_x", is_staff=True))
    assert not Receipt.objects.exists()
