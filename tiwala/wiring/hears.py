"""Who hears what: the one page. A line that does not fit stops the house at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tiwala.approvals.events import ProposalAsked, ProposalDecided
from tiwala.customers import handlers as customers
from tiwala.customers.events import CustomerClosed
from tiwala.gateways.events import NoticeArrived
from tiwala.identity.events import AccessAccepted
from tiwala.invoicing import handlers as invoicing
from tiwala.payments import handlers as payments
from tiwala.payments.events import (
    DisputeDue,
    DisputeEnded,
    DisputeOpened,
    MethodKept,
    MethodRemoved,
    PaymentCaptured,
    PaymentFailed,
    RefundDone,
)
from tiwala.wiring import approval_letters, dispute_letters

HEARS: Mapping[type, Sequence[Callable[..., Any]]] = {
    AccessAccepted: [customers.hear_accepted],
    CustomerClosed: [payments.hear_closed],
    MethodKept: [payments.hear_kept],
    MethodRemoved: [payments.hear_removed],
    NoticeArrived: [payments.hear_notice],
    PaymentCaptured: [payments.hear_captured, invoicing.acknowledge_payment],
    PaymentFailed: [invoicing.tell_of_failure],
    RefundDone: [invoicing.acknowledge_refund],
    DisputeOpened: [dispute_letters.tell_opened],
    DisputeDue: [dispute_letters.tell_due],
    DisputeEnded: [dispute_letters.tell_ended],
    ProposalAsked: [approval_letters.tell_who_may_decide],
    ProposalDecided: [approval_letters.tell_who_asked],
}
