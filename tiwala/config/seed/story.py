"""What happens in each month of the demo year."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from tiwala.config.seed import people
from tiwala.config.seed.bank import Bank
from tiwala.config.seed.keeping import ANAS_PLACE, Keeping
from tiwala.config.seed.statements import book_month
from tiwala.customers.models import Customer
from tiwala.events.actions.deliver import deliver
from tiwala.events.models import Delivery
from tiwala.events.states import DeliveryState
from tiwala.gateways.models import GatewayAccount
from tiwala.invoicing.actions.credit_invoice import credit_invoice
from tiwala.invoicing.actions.draft_invoice import draft_invoice
from tiwala.invoicing.actions.issue_invoice import issue_invoice
from tiwala.invoicing.actions.void_invoice import void_invoice
from tiwala.invoicing.facts import CreditFacts, InvoiceFacts
from tiwala.invoicing.models import Invoice
from tiwala.invoicing.totals import LineFacts, TaxClass
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.answer_dispute import answer_dispute
from tiwala.payments.actions.ask_for_payback import ask_for_payback
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.open_dispute import open_dispute
from tiwala.payments.actions.record_cash_payment import record_cash_payment
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.civil import at_hour, civil_day
from tiwala.payments.facts import CashFacts, PaybackFacts, RefundFacts, StartFacts, Target, TypedDispute
from tiwala.payments.models import Payment

ZONE = "Asia/Manila"
A_MONTH = 15
"""Invoices a month: thirteen months make close to two hundred, the last month fills up."""
TOTAL = 200
DUE_AFTER = timedelta(days=15)
ANA, ANAS_PLAN = 4, 1
"""The customer whom one may sign in as: billed for the same each month, and with something to pay now."""
DRAFTS, WAITING, FAILED = (4, 9, 14, 19), (0, 3, 7, 8, 11, 12, 15, 18), (2, 10)
ONLINE = ("wallet", "wallet", "card", "card", "qrph", "bank", "otc")


@contextmanager
def at(day: datetime) -> Iterator[None]:
    """Live on that day: the clock is held at it."""
    with clock.hold(day.astimezone(UTC)):
        yield


def _owed(invoice: Invoice) -> bool:
    return balances.open_amount(invoice.public_id) == invoice.total_minor


class Story:
    """The demo business, month by month. Without a bank every past payment is cash or transfer."""

    def __init__(
        self, chance: Random, *, keeping: Keeping | None, account: GatewayAccount, customers: list[Customer]
    ) -> None:
        self.chance, self.account, self.customers = chance, account, customers
        self.keeping, self.bank = keeping, keeping.bank if keeping else None
        self.count = 0

    def live(self, day: datetime, *, month: int, is_last: bool) -> None:
        """Bill on one day; be paid, and make the usual mistakes, on the days after it."""
        billed: list[tuple[timedelta, int, Invoice]] = []
        for place in range(TOTAL - self.count if is_last else A_MONTH):
            who = self._who(place, month)
            self.count += 1
            with at(day + timedelta(minutes=2 * place)):
                drawn = self.chance.randrange(len(people.PLANS))
                plan = people.PLANS[ANAS_PLAN if who == ANA else drawn]
                draft = self._draft(self.customers[who], plan, place)
                if is_last and place in DRAFTS:
                    continue
                after = timedelta(days=self.chance.randrange(13), minutes=60 + self.chance.randrange(100))
                billed.append((after, place, issue_invoice(draft.public_id, by=SYSTEM)))
        if month and self.bank is not None:
            self._read_statements(self.bank, day)
        with at(day + timedelta(minutes=59)):
            self._hear()
            if self.keeping is not None:
                self.keeping.plan()
        for after, place, invoice in sorted(billed, key=lambda one: one[:2]):
            with at(day + after):
                self._settle(invoice, place, month=month, is_last=is_last)
        if self.keeping is not None and not is_last:
            with at(at_hour(civil_day(day) + DUE_AFTER)):
                self.keeping.collect()
                self._hear()

    def _read_statements(self, bank: Bank, now: datetime) -> None:
        """What the gateway kept and paid out of the last month."""
        with at(now):
            bank.move_clock_to_ours()
            book_month(self.account.public_id, ZONE)

    def _who(self, place: int, month: int) -> int:
        """Everybody in turn, but Ana in her own place only: nothing of hers goes back or stays open."""
        turn = (self.count * 7 + month) % len(self.customers)
        return ANA if place == ANAS_PLACE else turn + (turn == ANA)

    def _settle(self, invoice: Invoice, place: int, *, month: int, is_last: bool) -> None:
        if self.bank is not None:
            self.bank.move_clock_to_ours()
        if self.keeping is not None and self.keeping.plays(month, place):
            self.keeping.play(invoice, month, place)
        elif not is_last:
            self._past(invoice, place)
        elif place in WAITING:
            return
        elif place in FAILED:
            self._fail(invoice)
        else:
            self._pay(invoice)
        self._hear()

    def leave_work_for_a_person(self) -> None:
        """Money that does not match, money that came too late, a dispute, a payback: what a new day begins with."""
        if self.bank is None:
            return
        self.bank.move_clock_to_ours()
        open_ones = [
            invoice for invoice in Invoice.objects.filter(state="issued").order_by("-id")[:40] if _owed(invoice)
        ]
        wrong, late = open_ones[1], open_ones[2]
        reference, attempt_id = self._start(wrong, f"demo:{wrong.public_id}:wrong", method="wallet")
        self.bank.act(reference, "pay", amount_minor=wrong.total_minor - 10_000)
        ask_gateway(attempt_id, by=SYSTEM, source="seed")
        reference, attempt_id = self._start(late, f"demo:{late.public_id}:late", method="otc")
        self.bank.act(reference, "expire")
        ask_gateway(attempt_id, by=SYSTEM, source="seed")
        self._cash(late, late.total_minor)
        self.bank.act(reference, "pay")
        ask_gateway(attempt_id, by=SYSTEM, source="seed")
        self._quarrel(self.bank)
        self._pay_back()
        self._hear()
        book_month(self.account.public_id, ZONE)

    def _quarrel(self, bank: Bank) -> None:
        """Two cards were disputed: one was won, one waits for an answer."""
        paid = Payment.objects.filter(method="card", state="captured", refunded_minor=0).order_by("-captured_at")
        for payment, is_won in zip(paid[:2], (True, False), strict=False):
            attempt = payment.attempts.filter(state="captured").latest("state_at")
            reference = bank.dispute(attempt.reference)
            typed = TypedDispute(payment.public_id, reference, attempt.amount)
            opened = open_dispute(typed, by=SYSTEM, source="seed")
            if is_won:
                answer_dispute(opened.public_id, text="The line was used every day.", how="gateway", by=SYSTEM)
                bank.decide(reference, won=True)
                open_dispute(typed, by=SYSTEM, source="seed")

    def _pay_back(self) -> None:
        """A QR Ph payment cannot go back: its payer is asked for an account."""
        payment = Payment.objects.filter(method="qrph", state="captured", refunded_minor=0).latest("captured_at")
        amount = Money(payment.captured_minor // 4, "PHP")
        facts = PaybackFacts(payment.public_id, amount, "A week without service", f"demo:{payment.public_id}:payback")
        ask_for_payback(facts, by=SYSTEM)

    def _draft(self, customer: Customer, plan: people.Plan, place: int) -> Invoice:
        day = clock.today(ZONE)
        lines = [LineFacts(f"{plan.name}, {day:%B %Y}", Decimal(1), plan.price_minor, TaxClass.VAT)]
        if place in (1, 7, 13):
            lines.append(LineFacts("Router rental", Decimal(1), 15_000, TaxClass.VAT, discount_minor=2_500))
        if place in (2, 14):
            lines.append(LineFacts("Fiber cable, per metre", Decimal("12.5"), 1_850, TaxClass.VAT, unit="m"))
        facts = InvoiceFacts(
            customer_ref=customer.public_id,
            lines=tuple(lines),
            due_on=day + DUE_AFTER,
            description=f"Internet, {day:%B %Y}",
            branch_code="00001" if place in (3, 7, 11) else "00000",
        )
        return draft_invoice(facts, by=SYSTEM)

    def _past(self, invoice: Invoice, place: int) -> None:
        match place:
            case 3:
                void_invoice(invoice.public_id, reason="Billed twice for the same month", by=SYSTEM)
            case 5:
                self._cash(invoice, invoice.total_minor // 2)
            case 7 if self.chance.random() < 0.5:  # noqa: PLR2004 -- half of the months
                pass
            case 8:
                self._cash(invoice, invoice.total_minor + 20_000)
            case 10:
                self._pay(invoice)
                amount = Money(invoice.total_minor // 10, "PHP")
                credit_invoice(
                    invoice.public_id,
                    facts=CreditFacts(amount, "Two days without service", invoice.public_id),
                    by=SYSTEM,
                )
            case 12:
                self._refunded(invoice)
            case 13:
                self._fail(invoice)
                self._pay(invoice)
            case _ if place % 3 == 0:
                self._cash(invoice, invoice.total_minor, channel="bank" if place % 2 else "cash")
            case _:
                self._pay(invoice)

    def _cash(self, invoice: Invoice, amount_minor: int, *, channel: str = "cash") -> Payment:
        target = Target(invoice.public_id, Money(min(amount_minor, invoice.total_minor), "PHP"))
        facts = CashFacts(
            invoice.customer_ref,
            (target,),
            Money(amount_minor, "PHP"),
            key=f"demo:{invoice.public_id}",
            channel=channel,
        )
        return record_cash_payment(facts, by=SYSTEM)

    def _start(self, invoice: Invoice, key: str, *, method: str) -> tuple[str, UUID]:
        facts = StartFacts(
            customer_ref=invoice.customer_ref,
            targets=(Target(invoice.public_id, invoice.total),),
            method=method,
            gateway_account_ref=self.account.public_id,
            key=key,
            description=invoice.number_text,
        )
        attempt = start_payment(facts, by=SYSTEM)
        return attempt.reference, attempt.id

    def _pay(self, invoice: Invoice) -> Payment | None:
        if self.bank is None:
            return self._cash(invoice, invoice.total_minor)
        key = f"demo:{invoice.public_id}"
        reference, attempt_id = self._start(invoice, key, method=self.chance.choice(ONLINE))
        self.bank.act(reference, "pay")
        ask_gateway(attempt_id, by=SYSTEM, source="seed")
        return Payment.objects.filter(key=key).first()

    def _fail(self, invoice: Invoice) -> None:
        if self.bank is None:
            return
        reference, attempt_id = self._start(invoice, f"demo:{invoice.public_id}:fail", method="card")
        self.bank.act(reference, "fail", decline_code="insufficient_funds")
        ask_gateway(attempt_id, by=SYSTEM, source="seed")

    def _refunded(self, invoice: Invoice) -> None:
        payment = self._cash(invoice, invoice.total_minor)
        facts = RefundFacts(
            payment.public_id,
            Money(invoice.total_minor // 5, "PHP"),
            "Paid for a month abroad",
            to="cash" if self.chance.random() < 0.5 else "credit",  # noqa: PLR2004 -- one or the other
            key=f"demo:{invoice.public_id}:refund",
        )
        refund_payment(facts, by=SYSTEM)

    def _credit(self, invoice: Invoice) -> None:
        amount = Money(invoice.total_minor // 10, "PHP")
        facts = CreditFacts(amount, "Two days without service", key=f"demo:{invoice.public_id}")
        credit_invoice(invoice.public_id, facts=facts, by=SYSTEM)

    def _hear(self) -> None:
        """Run what waits now, so that receipts carry the day of the payment and not of the demo's making."""
        waiting = Delivery.objects.filter(state=DeliveryState.WAITING).order_by("id").values_list("id", flat=True)
        for delivery_id in list(waiting):
            deliver(delivery_id)
