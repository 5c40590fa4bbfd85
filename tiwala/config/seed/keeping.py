"""Three customers who keep a card or a wallet; two of them had us collect. By the house's own verbs, as those three."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import override

from tiwala.autopay.actions.collect_due import collect_due
from tiwala.autopay.actions.make_agreement import make_agreement
from tiwala.autopay.actions.pause_agreement import pause_agreement
from tiwala.autopay.actions.plan_for_all import plan_for_all
from tiwala.autopay.facts import Terms, Yes
from tiwala.autopay.models import Agreement
from tiwala.autopay.words import terms_consent
from tiwala.config.seed.bank import Bank
from tiwala.customers.models import Customer
from tiwala.gateways.models import GatewayAccount
from tiwala.identity.models import User
from tiwala.invoicing.models import Invoice
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.conf import conf
from tiwala.kit.money import Money
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.civil import civil_today
from tiwala.payments.facts import StartFacts, Target
from tiwala.payments.models import SavedMethod
from tiwala.payments.saving import keep_facts

AGENT: Final = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
ANAS_PLACE: Final = 11
SHEILA, ELENA = 22, 8
"""Places among the customers: whose card ends soon, and who paused what she had agreed to."""
SCENES: Final = {(9, ANAS_PLACE), (10, ANAS_PLACE), (11, ANAS_PLACE), (9, 4), (10, 4)}
"""Months and places of the invoices that these three pay in their own way."""


class Keeping:
    """What they do in each month. `people` are their accounts, by the customer's public id."""

    def __init__(self, bank: Bank, account: GatewayAccount, people: dict[str, User], *, last_month: str) -> None:
        self.bank, self.account, self.people, self.ends = bank, account, people, last_month

    def plays(self, month: int, place: int) -> bool:
        """Whether this invoice is paid here, and not by the story."""
        return (month, place) in SCENES

    def play(self, invoice: Invoice, month: int, place: int) -> None:
        """Pay it and have the card or wallet kept; agree, pause, or leave it to be collected."""
        match month, place:
            case 9, 11:
                self._keep(invoice, "wallet")
            case 10, 11:
                self._agree(invoice, self._keep(invoice, "card"))
            case 9, 4:
                self._keep(invoice, "card", expires=self.ends)
            case 10, 4:
                agreement = self._agree(invoice, self._keep(invoice, "card"))
                pause_agreement(agreement.public_id, by=self._person(invoice.customer))
            case _:
                pass

    def plan(self) -> None:
        """What was billed is planned, as the worker does it each hour."""
        plan_for_all(by=SYSTEM)

    def collect(self) -> None:
        """What has fallen due is collected, as the worker does it each minute by day."""
        self.bank.move_clock_to_ours()
        collect_due(by=SYSTEM)

    def _keep(self, invoice: Invoice, method: str, *, expires: str = "") -> SavedMethod:
        """Pay with the payer there, who ticked that it be kept."""
        customer = invoice.customer
        with override(customer.language):
            consent = keep_facts(customer.public_id, language=customer.language, agent=AGENT)
        facts = StartFacts(
            customer_ref=customer.public_id,
            targets=(Target(invoice.public_id, invoice.total),),
            method=method,
            gateway_account_ref=self.account.public_id,
            key=f"demo:{invoice.public_id}",
            description=invoice.number_text,
            language=customer.language,
            keep=consent,
        )
        attempt = start_payment(facts, by=self._person(customer))
        card = {"expires": expires} if expires else {}
        self.bank.act(attempt.reference, "pay", remember=True, **card)
        ask_gateway(attempt.id, by=SYSTEM, source="seed")
        return SavedMethod.objects.get(saved_by_id=attempt.id)

    def _agree(self, invoice: Invoice, method: SavedMethod) -> Agreement:
        """At most ₱2,000.00 at a time and ₱4,000.00 a month, told three days before, for everything."""
        customer = invoice.customer
        terms = Terms(method.public_id, Money(200_000, "PHP"), Money(400_000, "PHP"), notice_days=3)
        with override(customer.language):
            words = terms_consent(customer.public_id, terms, method, agent=AGENT)
        yes = Yes(words.sha256, customer.language, AGENT)
        return make_agreement(customer.public_id, terms, yes, by=self._person(customer))

    def _person(self, customer: Customer) -> Actor:
        """The customer's own person, who showed a second factor."""
        ref, user = customer.public_id, self.people[customer.public_id]
        return Actor(
            "person",
            user.public_id,
            label=customer.name,
            customer_refs=frozenset({ref}),
            customer_levels={ref: "manages"},
            has_factor=True,
        )


def ends_soon() -> str:
    """The latest month that a card may end with so that it ends soon, as the bank writes it."""
    after = civil_today() + timedelta(days=conf.autopay.ending_warn_days + 1)
    return f"{after.replace(day=1) - timedelta(days=1):%Y-%m}"
