"""Give money back: promise (row, books, key, committed) → call → apply_refund_outcome (committed)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from tiwala.approvals.queries import needs_nobody, rules
from tiwala.approvals.refusals import SecondPersonNeeded
from tiwala.audit.actions.record import record
from tiwala.business.queries import profile_facts
from tiwala.gateways.port import RefundRequest
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.payments import postings
from tiwala.payments.actions.allocate import current_shares, lock_owed, take_from
from tiwala.payments.actions.apply_refund_outcome import apply_refund_outcome, finish_here
from tiwala.payments.actions.take_back import give_up_surcharge
from tiwala.payments.asking import next_ask
from tiwala.payments.errors import (
    CannotRefundThisWay,
    KeyReused,
    NotEnoughCredit,
    PartsTomorrow,
    RefundWhileDisputed,
    TooMuchBack,
    WholeOnly,
)
from tiwala.payments.events import Share
from tiwala.payments.facts import RefundFacts
from tiwala.payments.giving_back import Source, brought, likely_source, source_for
from tiwala.payments.models import Payment, Refund
from tiwala.payments.queries import is_disputed
from tiwala.payments.refund_terms import next_day
from tiwala.payments.sending import send
from tiwala.payments.states import PaymentState, RefundState
from tiwala.payments.surcharge import Part
from tiwala.payments.traces import trace_of


def refund_payment(facts: RefundFacts, *, by: Actor) -> Refund:
    """Give back a part or all of a captured payment, once per key. A reason is required.

    By the rail it goes to the try that brought it, and never more than that one brought. Refuses: TooMuchBack (more
    than captured less refunded, also under race), PaidByTwo, NotEnoughCredit (it became credit and was used since),
    CannotRefundThisWay (the rail cannot: choose credit or cash), KeyReused. A lost answer is no
    refusal: the refund is `unknown` and asked about. Over the business's limit a person or a program needs a second
    person (ask_for_refund): SecondPersonNeeded.
    """
    check_refund(facts)
    refund, is_new = _promise(facts, by=by)
    return send_refund(refund, by=by) if is_new else refund


def send_refund(refund: Refund, *, by: Actor) -> Refund:
    """Ask the gateway to send back what was promised; what stays here or waits for tomorrow needs no gateway now."""
    if refund.to != "gateway" or refund.state == RefundState.WAITING:
        return refund
    assert refund.attempt is not None, "what goes to a gateway goes to a try"
    adapter = adapter_by_ref(refund.attempt.gateway_account_ref)
    request = RefundRequest(
        reference=refund.attempt.reference,
        amount=refund.amount,
        key=refund.public_id,
        reason=refund.reason,
        trace=trace_of(refund),
    )
    outcome = send(lambda: adapter.refund(request), idempotency=adapter.can.idempotency)
    return apply_refund_outcome(refund.id, outcome, by=by, source="start")


def check_refund(facts: RefundFacts) -> None:
    """Refuse what no payment of this kind can do: BadInput, CannotRefundThisWay, WholeOnly, PartsTomorrow."""
    if facts.to not in ("gateway", "credit", "cash") or facts.amount.minor <= 0 or not facts.reason.strip():
        raise BadInput(fields={"reason": "required"} if not facts.reason.strip() else {}, to=facts.to)
    if facts.to != "gateway":
        return
    payment = Payment.objects.by_public_id(facts.payment_ref)
    source = likely_source(payment, facts.amount.minor, attempt_ref=facts.attempt_ref)
    if source is None:
        return  # nothing came, or nothing is left: the promise says so
    terms = source.terms
    if terms.kind == "none":
        raise CannotRefundThisWay(channel=payment.channel, method=payment.method, why=terms.why)
    if terms.allows(facts.amount.minor, captured_minor=brought(source.attempt)):
        return
    if terms.parts_from is None:
        raise WholeOnly(method=payment.method)
    if not facts.is_later or (terms.until is not None and terms.parts_from > terms.until):
        raise PartsTomorrow(method=payment.method)


@action
def _promise(facts: RefundFacts, *, by: Actor) -> tuple[Refund, bool]:
    return promise_refund(facts, asked_by="", by=by)


def promise_refund(facts: RefundFacts, *, asked_by: str, by: Actor) -> tuple[Refund, bool]:
    """The refund in our books, and whether it is new. A step. `asked_by`: whose wish a second person approved."""
    payment = Payment.objects.locked(ids.decode("pay", facts.payment_ref))
    known = Refund.objects.filter(key=facts.key).first()
    if known is not None:
        return _again(known, facts), False
    if is_disputed(payment):
        raise RefundWhileDisputed(payment=facts.payment_ref)
    if facts.amount.currency != payment.money_currency or payment.state != PaymentState.CAPTURED:
        raise TooMuchBack(payment=facts.payment_ref, state=payment.state)
    if facts.amount > payment.refundable:
        raise TooMuchBack(asked=facts.amount.minor, left=payment.refundable.minor)
    if not asked_by and needs_second_person(payment, facts.amount, by=by):
        raise SecondPersonNeeded
    source = source_for(payment, facts.amount, attempt_ref=facts.attempt_ref) if facts.to == "gateway" else None
    try:
        with transaction.atomic():
            refund = _row(facts, payment, source, asked_by=asked_by or by.id)
    except IntegrityError as clash:
        raise KeyReused(key=facts.key) from clash
    surcharge = _surcharge(payment, refund)
    payment.refunded_minor += facts.amount.minor
    payment.save(update_fields=["refunded_minor"])
    from_credit, reopened = _sources(payment, refund)
    draft = postings.refund_promised(
        refund.public_id,
        refund.amount,
        from_credit=from_credit,
        reopened=reopened,
        customer_ref=payment.customer_ref,
    )
    post_entry(postings.with_surcharge(draft, surcharge), by=by)
    if refund.to in ("credit", "cash"):
        finish_here(refund, payment, by=by)
    record(
        "refund:ask", refund.public_id, by=by, amount_minor=refund.amount_minor, to=refund.to, asked_by=refund.asked_by
    )
    return refund, True


def _again(known: Refund, facts: RefundFacts) -> Refund:
    same = known.payment.public_id == facts.payment_ref and known.amount == facts.amount and known.to == facts.to
    named = known.attempt.public_id if known.attempt else ""
    if not same or facts.attempt_ref not in ("", named):
        raise KeyReused(key=facts.key)
    return known


def needs_second_person(payment: Payment, amount: Money, *, by: Actor) -> bool:
    """Whether this much more goes over the limit, all that was given back of the payment before counted in."""
    limit = rules().refund_limit
    over = amount.currency != limit.currency or payment.refunded_minor + amount.minor > limit.minor
    return over and not needs_nobody(by)


def _row(facts: RefundFacts, payment: Payment, source: Source | None, *, asked_by: str) -> Refund:
    # What was to wait and was approved a day later goes at once.
    now, waits = clock.now(), source is not None and facts.is_later and source.terms.parts_from is not None
    return Refund.objects.create(
        state=RefundState.WAITING if waits else RefundState.ASKED,
        send_at=next_day(now, zone=ZoneInfo(profile_facts().time_zone)) if waits else None,
        payment=payment,
        attempt=source.attempt if source else None,
        amount_minor=facts.amount.minor,
        currency=facts.amount.currency,
        reason=facts.reason.strip()[:300],
        to=facts.to,
        key=facts.key,
        asked_by=asked_by,
        asks=0 if waits else 1,
        next_ask_at=next_ask(now, asks=0, now=now) if facts.to == "gateway" and not waits else None,
    )


def _surcharge(payment: Payment, refund: Refund) -> Part:
    """What of the refund comes out of the surcharge: only what goes beyond all else that is left of the payment."""
    part = give_up_surcharge(payment, out_minor=refund.amount_minor, held_minor=payment.refundable.minor)
    if part.minor:
        refund.surcharge_minor, refund.surcharge_vat_minor = part.minor, part.vat_minor
        refund.save(update_fields=["surcharge_minor", "surcharge_vat_minor"])
    return part


def _sources(payment: Payment, refund: Refund) -> tuple[Money, list[Share]]:
    """Where the money comes from in the books: what is credit first, the rest reopens what it had paid, newest first.

    The surcharge's part counts as credit here; the entry sets it apart. Refunding to credit only reopens: taking credit
    to give credit would move nothing. Refuses (NotEnoughCredit) when what was credited has been used since.
    """
    lock_owed((share.target_ref for share in current_shares(payment)), currency=payment.money_currency)
    credit = max(balances.lock_subject("customer_credit", payment.customer_ref, currency=payment.money_currency), 0)
    wanted = refund.amount_minor - refund.surcharge_minor
    part = 0 if refund.to == "credit" else min(credit, wanted)
    reopened = take_from(payment, wanted - part, why=f"refund:{refund.public_id}")
    missing = wanted - part - sum(share.amount_minor for share in reopened)
    if missing:
        raise NotEnoughCredit(missing_minor=missing, credit_minor=credit)
    return Money(part + refund.surcharge_minor, refund.currency), reopened
