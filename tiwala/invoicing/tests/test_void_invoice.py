"""Voiding: only what nobody paid; the number stays."""

import pytest

from tests.makers import make_invoice
from tests.payment_makers import captured, make_account
from tiwala.invoicing.actions.credit_invoice import credit_invoice
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.invoicing.actions.void_invoice import void_invoice
from tiwala.invoicing.errors import HasMoney
from tiwala.invoicing.facts import CreditFacts
from tiwala.invoicing.links import open_link
from tiwala.invoicing.models import Invoice
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, WrongState
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.facts import RefundFacts

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_keeps_the_number_owes_nothing_and_its_links_say_so():
    invoice = make_invoice()
    _, token = make_pay_link(invoice.public_id, by=SYSTEM)
    void = void_invoice(invoice.public_id, reason="Typed twice", by=SYSTEM)
    assert (void.state, void.number) == ("void", invoice.number)
    assert balances.open_amount(invoice.public_id) == 0
    opened = open_link(token, visitor="203.0.113.7")
    assert opened is not None
    assert opened.state == "void"
    assert make_invoice().number == invoice.number + 1


def test_it_refuses_what_has_money_on_it_what_is_void_and_no_reason():
    invoice = make_invoice()
    with pytest.raises(BadInput):
        void_invoice(invoice.public_id, reason=" ", by=SYSTEM)
    credit_invoice(invoice.public_id, facts=CreditFacts(Money(100, "PHP"), "Less", "k"), by=SYSTEM)
    with pytest.raises(HasMoney):
        void_invoice(invoice.public_id, reason="Typed twice", by=SYSTEM)
    other = make_invoice()
    void_invoice(other.public_id, reason="Typed twice", by=SYSTEM)
    with pytest.raises(WrongState):
        void_invoice(other.public_id, reason="Again", by=SYSTEM)
    assert Invoice.objects.get(pk=invoice.pk).state == "issued"


def test_it_refuses_what_was_credited_even_when_all_of_it_is_owed_again():
    invoice = make_invoice()
    paid = captured(invoice, account=make_account())
    credit_invoice(invoice.public_id, facts=CreditFacts(Money(50_000, "PHP"), "Less", "k"), by=SYSTEM)
    back = RefundFacts(paid.payment.public_id, paid.amount, "Returned", "credit", "r")
    refund_payment(back, by=SYSTEM)
    assert balances.open_amount(invoice.public_id) == invoice.total_minor
    with pytest.raises(HasMoney):
        void_invoice(invoice.public_id, reason="Typed twice", by=SYSTEM)
    assert balances.credit_of(invoice.customer_ref) - balances.open_amount(invoice.public_id) == 50_000
