"""Who hears what: the one page. A line that does not fit stops the house at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tiwala.approvals.events import ProposalAsked, ProposalDecided
from tiwala.autopay import handlers as autopay
from tiwala.autopay.events import AgreementStands
from tiwala.customers import handlers as customers
from tiwala.customers.events import CustomerClosed
from tiwala.fraud import handlers as fraud
from tiwala.fraud.events import BurstBegan, CustomerAsked, PaymentReported, ReviewClosed
from tiwala.gateways.events import NoticeArrived
from tiwala.identity.events import AccessAccepted
from tiwala.invoicing import handlers as invoicing
from tiwala.invoicing.events import InvoiceCredited, InvoiceVoided
from tiwala.payments import handlers as payments
from tiwala.payments.events import (
    DisputeDue,
    DisputeEnded,
    DisputeOpened,
    MethodKept,
    MethodRemoved,
    PaymentCaptured,
    PaymentFailed,
    PaymentWarned,
    RefundDone,
)
from tiwala.wiring import approval_letters, burst_letters, dispute_letters, fraud_labels, report_letters

FIRST: Sequence[Callable[..., Any]] = (payments.hear_notice, payments.hear_captured)
"""Before all others when there is a queue: whether somebody has paid, and what else is open for the same debt."""

HEARS: Mapping[type, Sequence[Callable[..., Any]]] = {
    AgreementStands: [autopay.hear_stands],
    InvoiceCredited: [autopay.hear_not_owed],
    InvoiceVoided: [autopay.hear_not_owed],
    AccessAccepted: [customers.hear_accepted],
    CustomerClosed: [payments.hear_closed],
    MethodKept: [payments.hear_kept],
    MethodRemoved: [payments.hear_removed, autopay.hear_removed],
    NoticeArrived: [payments.hear_notice],
    PaymentCaptured: [
        payments.hear_captured,
        payments.tell_card,
        invoicing.acknowledge_payment,
        autopay.hear_captured,
        fraud.hear_captured,
    ],
    PaymentFailed: [invoicing.tell_of_failure, autopay.hear_failed, fraud.hear_failed, payments.tell_card],
    RefundDone: [invoicing.acknowledge_refund, fraud.hear_refunded],
    DisputeOpened: [dispute_letters.tell_opened, fraud.hear_disputed, fraud_labels.note_dispute],
    DisputeDue: [dispute_letters.tell_due],
    DisputeEnded: [dispute_letters.tell_ended],
    PaymentWarned: [fraud_labels.hear_warned],
    ReviewClosed: [invoicing.tell_looked_at],
    PaymentReported: [report_letters.tell_reported],
    BurstBegan: [burst_letters.tell_began],
    CustomerAsked: [invoicing.ask_customer_whose],
    ProposalAsked: [approval_letters.tell_who_may_decide],
    ProposalDecided: [approval_letters.tell_who_asked],
}
