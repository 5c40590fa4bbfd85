"""One of everything, so that every page has something to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tests.dispute_makers import dispute
from tests.makers import make_business, make_customer, make_draft, make_gateway, make_invoice
from tests.payment_makers import captured
from tests.transfer_makers import begin_transfer, show_proof, transfer_of
from tiwala.business.actions.set_payment_option import set_payment_option
from tiwala.business.facts import OptionFacts
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.fraud.actions.bring_packs import bring_packs
from tiwala.fraud.models import RuleVersion
from tiwala.fraud.tests.makers import a_burst, a_lookback, looked_at
from tiwala.fraud.tests.schools import keep_model
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.actions.make_role import RoleFacts, make_role
from tiwala.identity.actions.make_staff import make_staff
from tiwala.invoicing.actions.credit_invoice import credit_invoice
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.invoicing.actions.send_invoice import send_invoice
from tiwala.invoicing.actions.void_invoice import void_invoice
from tiwala.invoicing.facts import CreditFacts
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.db import action
from tiwala.kit.money import Money
from tiwala.notify.models import Letter
from tiwala.payments.actions.record_cash_payment import record_cash_payment
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.facts import CashFacts, RefundFacts, Target
from tiwala.payments.models import Payment
from tiwala.tasks.actions.raise_task import raise_task


@dataclass(frozen=True)
class World:
    """Public ids of one of everything."""

    customer: str
    draft: str
    open: str
    paid: str
    void: str
    payment: str
    refund: str
    dispute: str
    disputed: str
    task: str
    letter: str
    gateway: str
    option: str
    key: str
    role: str
    person: str
    transfer: str
    proof: str
    rule: str
    burst: str
    lookback: str
    model: str
    looked_at: str


def pay(invoice: Invoice, minor: int, key: str = "") -> Payment:
    """Counted cash for an invoice."""
    amount = Money(minor, "PHP")
    facts = CashFacts(invoice.customer_ref, (Target(invoice.public_id, amount),), amount, key=key or ids.uuid7().hex)
    return record_cash_payment(facts, by=SYSTEM)


@action
def a_task(subject: str) -> str:
    """Something that needs a person."""
    facts = {"amount_minor": 150_000, "currency": "PHP"}
    return raise_task("late_money", subject, by=SYSTEM, summary_facts=facts).public_id


def make_world() -> World:
    """A business in the middle of its day."""
    make_business()
    bring_packs(by=SYSTEM)
    add_to_list(EntryFacts("deny", "net", "203.0.113.0", "Cards were tried from there"), by=SYSTEM)
    ana, account = make_customer(), make_gateway()
    option = set_payment_option(OptionFacts(method="card", gateway_account_ref=account.public_id), by=SYSTEM)
    with clock.hold(clock.now() - timedelta(days=40)):
        late = make_invoice(ana)
    waiting, paid, void = (make_invoice(ana) for _ in range(3))
    void_invoice(void.public_id, reason="Typed twice", by=SYSTEM)
    credit_invoice(late.public_id, facts=CreditFacts(Money(10_000, "PHP"), "Late delivery", "cn"), by=SYSTEM)
    payment = pay(paid, 200_000)
    refund = refund_payment(RefundFacts(payment.public_id, Money(10_000, "PHP"), "Too much", "cash", "r1"), by=SYSTEM)
    online = captured(make_invoice(ana), account=account)
    make_pay_link(waiting.public_id, by=SYSTEM)
    send_invoice(waiting.public_id, by=SYSTEM)
    key, _text = issue_key(KeyFacts("Web shop", frozenset({"invoice.view"})), by=SYSTEM)
    by_hand = begin_transfer(make_invoice(ana))
    proof = show_proof(by_hand)
    return World(
        rule=RuleVersion.objects.get(name="throwaway_mail").public_id,
        lookback=a_lookback(),
        burst=a_burst(online.payment.public_id),
        model=keep_model(stage="shadow", watched_since=clock.now() - timedelta(days=30)).public_id,
        transfer=transfer_of(by_hand).public_id,
        proof=proof.public_id,
        looked_at=looked_at(online.payment.public_id, ana.public_id),
        customer=ana.public_id,
        draft=make_draft(ana).public_id,
        open=waiting.public_id,
        paid=paid.public_id,
        void=void.public_id,
        payment=payment.public_id,
        refund=refund.public_id,
        dispute=dispute(online).public_id,
        disputed=online.payment.public_id,
        task=a_task(payment.public_id),
        letter=Letter.objects.latest("id").public_id,
        gateway=account.public_id,
        option=option.public_id,
        key=key.public_id,
        role=make_role(RoleFacts("Front desk", frozenset({"invoice.view"})), by=SYSTEM).public_id,
        person=make_staff(PersonFacts("Mia Tan", "mia@example.ph"), role="support", by=SYSTEM).public_id,
    )
