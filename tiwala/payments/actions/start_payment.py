"""Begin to pay: promise (row and key, committed) → call (the key goes along) → apply_outcome (committed)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from tiwala.audit.actions.record import record
from tiwala.customers import queries as customers
from tiwala.customers.access import must_pay_for
from tiwala.customers.actions.give_consent import give_consent
from tiwala.customers.models import Consent, Customer
from tiwala.fraud.actions.assess_try import assess_try
from tiwala.fraud.actions.note_blocked import note_blocked
from tiwala.fraud.facts import SEVERITY, Assessed, Verdict
from tiwala.fraud.reviewing import cleared_lately
from tiwala.gateways.actions.let_through import let_through
from tiwala.gateways.capabilities import MethodKind
from tiwala.gateways.outcomes import Declined, DeclineReason, Outcome, Unknown, Why, may_send_again
from tiwala.gateways.port import StartRequest
from tiwala.gateways.queries import account_by_public_id
from tiwala.gateways.registry import adapter_for
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action
from tiwala.payments.actions.allocate import lock_owed
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.payments.actions.block_attempt import Reason, block_attempt
from tiwala.payments.actions.move_on import move_on
from tiwala.payments.asking import next_ask
from tiwala.payments.errors import AlreadyBeingPaid, KeyReused, MethodDown, MethodNotOffered, NothingDue
from tiwala.payments.facts import StartFacts
from tiwala.payments.models import Attempt, AttemptHold, Payment, PaymentTarget, SavedMethod
from tiwala.payments.obeying import STEP_UP, is_denied, why_not
from tiwala.payments.pacing import refuse_too_many
from tiwala.payments.payer import payer_of
from tiwala.payments.repeating import Unheard, kept
from tiwala.payments.roads import Road, Roads, is_nothing_there
from tiwala.payments.saving import must_be_proven, usable
from tiwala.payments.sending import send
from tiwala.payments.states import AttemptState
from tiwala.payments.watching import try_of


def start_payment(facts: StartFacts, *, by: Actor) -> Attempt:
    """Ask a gateway for money, once per key. The same key again gives the same attempt, asked no second time.

    An account that does nothing (not reached, refused, its circuit open) is left for the next of `facts.others`, while
    `conf.routing.budget_s` lasts. An attempt whose outcome is unknown never is: it is asked about until it is known.
    What the fraud room says is obeyed before any gateway hears of the try: it may come back blocked.
    Refuses: AlreadyBeingPaid (a live attempt holds one of the targets), NothingDue (one of them is not owed),
    KeyReused, MethodNotOffered, MethodDown, TooManyStarts (a payer, again and again), AccessTooLow (who only sees),
    ProofTooLow and MethodGone (saved methods).
    """
    (must_be_proven if facts.keep or facts.saved_ref else must_pay_for)(facts.customer_ref, by=by)
    roads = Roads(facts)
    road = roads.first()
    attempt, customer = _promise(facts, road=road, by=by)
    if customer is None or road is None:
        return attempt
    verdict = _verdict(attempt, assess_try(try_of(attempt, customer, facts=facts, by=by)))
    if (reason := why_not(verdict, facts, road=road, by=by)) is not None:
        return _blocked(attempt, reason, by=by)
    is_checked = verdict == STEP_UP
    request = _request(facts, attempt, road=road, is_checked=is_checked)
    outcome = _ask(road, request, by=by)
    while is_nothing_there(outcome) and (road := roads.another()) is not None:
        if why_not(verdict, facts, road=road, by=by) is not None:
            continue  # its bank would not ask what has to be asked
        following = move_on(attempt.id, account_ref=road.account_ref, by=by)
        if following is None:
            break
        attempt = following
        request = _request(facts, attempt, road=road, is_checked=is_checked)
        outcome = _ask(road, request, by=by)
    if may_send_again(outcome):
        # Nobody did anything: the payer may choose another way at once.
        outcome = Declined(DeclineReason.METHOD_UNAVAILABLE)
    return apply_outcome(attempt.id, outcome, by=by, source="start", unheard=_kept(attempt, request, outcome))


def _blocked(attempt: Attempt, reason: Reason, *, by: Actor) -> Attempt:
    """The try, refused; the fraud room knows before the next one begins."""
    blocked = block_attempt(attempt.id, reason=reason, by=by)
    note_blocked(attempt.payment.public_id, reason=reason)
    return blocked


def _verdict(attempt: Attempt, assessed: Assessed) -> Verdict:
    """What shall be done. Where a person looked because this payer asked, a rule does not refuse them for a week."""
    verdict = assessed.verdict
    may_pass = SEVERITY.index(verdict) > SEVERITY.index("review") and not is_denied(assessed)
    return "review" if may_pass and cleared_lately(attempt.customer_ref) else verdict


def _ask(road: Road, request: StartRequest, *, by: Actor) -> Outcome:
    """What the road's account says; where one payer at a time tries, and another is trying, nothing is sent.

    A silence is met with the same call once more if there is time; not where a kept method is charged (a bank thinks),
    nor where the account is only being tried.
    """
    if road.is_tried and let_through(road.account_ref, request.method, by=by) == "shut":
        return Unknown(Why.NOT_SENT)
    budget_s = 0.0 if request.token or road.is_tried else conf.routing.budget_s
    return send(lambda: road.adapter.start(request), idempotency=road.adapter.can.idempotency, budget_s=budget_s)


def _kept(attempt: Attempt, request: StartRequest, outcome: Outcome) -> Unheard | None:
    """The start, when its answer was lost, for whoever asks about it next."""
    if not isinstance(outcome, Unknown):
        return None
    account = account_by_public_id(attempt.gateway_account_ref)
    return Unheard(kept(request, can=adapter_for(account).can, version=account.version))


@action
def _promise(facts: StartFacts, *, road: Road | None, by: Actor) -> tuple[Attempt, Customer | None]:
    """The attempt, and whose it is; nobody's when the key was used before, for then all was done already."""
    known = Payment.objects.filter(key=facts.key).first()
    if known is not None:
        return _again(known, facts), None
    if road is None:
        raise MethodNotOffered(method=facts.method)
    if road.is_shut:
        raise MethodDown(method=facts.method)
    customer = customers.by_ref(facts.customer_ref, by=SYSTEM)
    owed = lock_owed((target.ref for target in facts.targets), currency=facts.amount.currency)
    refuse_too_many(owed, by=by)
    saved = _saved(facts)
    try:
        with transaction.atomic():
            consent = give_consent(facts.keep, by=by) if facts.keep else None
            attempt = _rows(facts, road=road, customer_id=customer.id, kept=(consent, saved), by=by)
    except IntegrityError as clash:
        known = Payment.objects.filter(key=facts.key).first()
        if known is not None:
            return _again(known, facts), None
        raise AlreadyBeingPaid(targets=[target.ref for target in facts.targets]) from clash
    if min(owed.values()) <= 0:
        raise NothingDue(targets=[ref for ref, minor in owed.items() if minor <= 0])
    record("payment:start", attempt.payment.public_id, by=by, amount_minor=facts.amount.minor, method=facts.method)
    return attempt, customer


def _again(known: Payment, facts: StartFacts) -> Attempt:
    if known.fingerprint != facts.fingerprint:
        raise KeyReused(key=facts.key)
    return known.attempts.select_related("payment").latest("created_at")


def _lasts(kind: MethodKind) -> timedelta:
    """How long the payer has: a code is carried to a store, all else is done on the spot."""
    return timedelta(hours=conf.pay.code_hours) if kind == "code" else timedelta(minutes=conf.pay.attempt_minutes)


def _saved(facts: StartFacts) -> SavedMethod | None:
    """The kept method that pays, locked: nobody removes it before this is promised."""
    if not facts.saved_ref:
        return None
    return usable(
        facts.saved_ref,
        customer_ref=facts.customer_ref,
        account_ref=facts.gateway_account_ref,
        method=facts.method,
    )


def _rows(
    facts: StartFacts, *, road: Road, customer_id: UUID, kept: tuple[Consent | None, SavedMethod | None], by: Actor
) -> Attempt:
    amount, now = facts.amount, clock.now()
    payment = Payment.objects.create(
        customer_id=customer_id,
        customer_ref=facts.customer_ref,
        amount_minor=amount.minor,
        currency=amount.currency,
        key=facts.key,
        fingerprint=facts.fingerprint,
        method=facts.method,
        gateway_account_ref=road.account_ref,
    )
    PaymentTarget.objects.bulk_create(
        PaymentTarget(payment=payment, target_ref=target.ref, amount_minor=target.amount.minor, position=place)
        for place, target in enumerate(facts.targets)
    )
    new_id = ids.uuid7()
    attempt = Attempt.objects.create(
        id=new_id,
        payment=payment,
        customer_ref=facts.customer_ref,
        gateway_account_ref=road.account_ref,
        method=facts.method,
        amount_minor=facts.asked.minor,
        surcharge_minor=facts.surcharge_minor,
        currency=amount.currency,
        key=ids.encode("att", new_id),
        state=AttemptState.CREATED,
        return_path=facts.return_path,
        payer=payer_of(by, facts.device),
        expires_at=now + _lasts(road.can.kind),
        next_ask_at=next_ask(now, asks=0, now=now),
        asks=1,
        keep_consent=kept[0],
        saved_method=kept[1],
        payer_present=facts.payer_present,
    )
    AttemptHold.objects.bulk_create(
        AttemptHold(attempt=attempt, target_ref=ref) for ref in sorted(target.ref for target in facts.targets)
    )
    return attempt


def _request(facts: StartFacts, attempt: Attempt, *, road: Road, is_checked: bool) -> StartRequest:
    back = f"{conf.outside.base_url}{facts.return_path}"
    return StartRequest(
        attempt_key=attempt.key,
        amount=facts.asked,
        method=facts.method,
        return_url=back,
        cancel_url=back,
        description=facts.description,
        expires_at=attempt.expires_at,
        language="fil" if facts.language == "fil" else "en",
        direct=road.can.kind != "redirect",
        capture=facts.capture,
        save_method=attempt.keep_consent_id is not None,
        token=(attempt.saved_method.token or "") if attempt.saved_method else "",
        payer_present=attempt.payer_present,
        challenge=is_checked and road.can.challenges,
    )
