"""The dispute's side of the funnel: notice, look-up and what a person types in all end here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.gateways.port import DisputeFacts
from tiwala.gateways.queries import external_id_of
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.money import Money
from tiwala.payments.actions.hold_disputed import give_up_disputed, hold_disputed, take_fee, win_disputed
from tiwala.payments.events import DisputeEnded, DisputeOpened
from tiwala.payments.models import Attempt, Dispute
from tiwala.payments.queries import disputed_attempt, locked_attempt
from tiwala.payments.sources import unmatched_source
from tiwala.payments.states import DISPUTE, DisputeState
from tiwala.tasks.actions.close_task import close_tasks_about
from tiwala.tasks.actions.raise_task import raise_task

D = DisputeState
LAG: Final = timedelta(hours=24)
"""So long a gateway may still say "answer" after a person has answered on its own pages."""
_log = structlog.get_logger()


@action
def apply_dispute(facts: DisputeFacts, *, account_ref: str, by: Actor, source: str, is_asked: bool) -> Dispute | None:
    """Take in what is known about a dispute: opened at first sight, taken further later, decided once.

    Idempotent and indifferent to order: what was first heard of when it was won was held and released. What is over
    stays so; a contradiction raises a task. None, and a task, when it is about no payment of ours. `is_asked`: its
    gateway can be asked about it.
    """
    attempt = _attempt(facts, account_ref)
    if attempt is None:
        told = {**facts.amount.as_json(), "account": account_ref, "reason": facts.reason, "is": facts.state}
        name = unmatched_source(account_ref, facts.reference)
        raise_task("dispute_unmatched", name, by=by, summary_facts=told, due_at=facts.answer_by)
        return None
    dispute, is_new = _row(facts, attempt, account_ref=account_ref)
    if not dispute.is_open:
        _after_the_end(dispute, facts, by=by)
        return dispute
    _keep_facts(dispute, facts)
    hold_disputed(dispute, attempt, facts.amount if facts.is_taken else Money.zero(facts.amount.currency), by=by)
    take_fee(dispute, facts.fee, by=by)
    dispute.next_ask_at = next_look(dispute, clock.now()) if is_asked else None
    dispute.save()
    if is_new:
        _tell_opened(dispute, by=by, source=source)
    _go_on(dispute, attempt, facts.state, by=by, source=source)
    return dispute


def next_look(dispute: Dispute, now: datetime) -> datetime:
    """Hourly in the first day after a change, then every six hours."""
    return now + timedelta(hours=1 if now - dispute.state_at < timedelta(days=1) else 6)


def _attempt(facts: DisputeFacts, account_ref: str) -> Attempt | None:
    """The try whose money is disputed, locked with its payment."""
    if facts.account and facts.account != external_id_of(account_ref):
        return None
    known = Dispute.objects.filter(gateway_account_ref=account_ref, reference=facts.reference).first()
    found = disputed_attempt(account_ref, facts.attempt_key, facts.payment_reference, known=known)
    return locked_attempt(found.pk) if found is not None and found.found_minor else None


def _row(facts: DisputeFacts, attempt: Attempt, *, account_ref: str) -> tuple[Dispute, bool]:
    now = clock.now()
    asked = {"gateway_account_ref": account_ref, "reference": facts.reference}
    found = Dispute.objects.select_for_update(of=("self",)).filter(**asked).first()
    if found is not None:
        found.payment = attempt.payment
        return found, False
    made = Dispute.objects.create(
        **asked,
        payment=attempt.payment,
        customer_ref=attempt.customer_ref,
        amount_minor=facts.amount.minor,
        currency=facts.amount.currency,
        opened_at=min(facts.opened_at, now),
    )
    return made, True


def _keep_facts(dispute: Dispute, facts: DisputeFacts) -> None:
    if facts.amount.currency == dispute.currency:
        dispute.amount_minor = facts.amount.minor
    dispute.reason = facts.reason[:60] or dispute.reason
    if facts.answer_by != dispute.answer_by and facts.answer_by is not None:
        dispute.answer_by, dispute.told_days = facts.answer_by, None


def _go_on(dispute: Dispute, attempt: Attempt, state: str, *, by: Actor, source: str) -> None:
    now_is = D(dispute.state)
    if state == D.UNDER_REVIEW and now_is is D.NEEDS_ANSWER:
        answered(dispute, by=by)
        record("dispute:answer", dispute.public_id, by=by, source=source)
    elif state == D.NEEDS_ANSWER and now_is is D.UNDER_REVIEW and _is_asked_anew(dispute):
        dispute.move("ask_again")
        dispute.save()
        _ask_a_person(dispute, by=by)
        record("dispute:ask_again", dispute.public_id, by=by, source=source)
    elif state in (D.WON, D.LOST):
        _decide(dispute, attempt, won=state == D.WON, by=by, source=source)


def answered(dispute: Dispute, *, by: Actor) -> None:
    """A step: our answer is there; the clock stops."""
    dispute.move("answer")
    dispute.save()
    close_tasks_about("dispute_open", dispute.public_id, by=by, outcome="answered")


def _is_asked_anew(dispute: Dispute) -> bool:
    return dispute.answered_at is None or clock.now() - dispute.answered_at > LAG


def _decide(dispute: Dispute, attempt: Attempt, *, won: bool, by: Actor, source: str) -> None:
    dispute.move("win" if won else "lose")
    dispute.next_ask_at = None
    end = win_disputed if won else give_up_disputed
    end(dispute, attempt, by=by)
    dispute.save()
    close_tasks_about("dispute_open", dispute.public_id, by=by, outcome="won" if won else "lost")
    if not won:
        raise_task("dispute_lost", dispute.public_id, by=by, summary_facts=dispute.held.as_json())
    amount = dispute.held
    record(f"dispute:{'win' if won else 'lose'}", dispute.public_id, by=by, source=source, amount_minor=amount.minor)
    publish(
        DisputeEnded(
            dispute_ref=dispute.public_id,
            payment_ref=dispute.payment.public_id,
            customer_ref=dispute.customer_ref,
            won=won,
            amount_minor=amount.minor,
            currency=amount.currency,
        )
    )


def _tell_opened(dispute: Dispute, *, by: Actor, source: str) -> None:
    _ask_a_person(dispute, by=by)
    record("dispute:open", dispute.public_id, by=by, source=source, amount_minor=dispute.amount_minor)
    publish(
        DisputeOpened(
            dispute_ref=dispute.public_id,
            payment_ref=dispute.payment.public_id,
            customer_ref=dispute.customer_ref,
            amount_minor=dispute.amount_minor,
            currency=dispute.currency,
        )
    )


def _ask_a_person(dispute: Dispute, *, by: Actor) -> None:
    facts = {**dispute.amount.as_json(), "reason": dispute.reason, "payment": dispute.payment.public_id}
    raise_task("dispute_open", dispute.public_id, by=by, summary_facts=facts, due_at=dispute.answer_by)


def _after_the_end(dispute: Dispute, facts: DisputeFacts, *, by: Actor) -> None:
    """The gateway contradicts what it had said: the books stay, a person looks. A fee given back late is taken in."""
    take_fee(dispute, facts.fee, by=by)
    dispute.save()
    if D(facts.state) in DISPUTE.final and facts.state != dispute.state:
        told = {"is": dispute.state, "gateway_says": facts.state, **dispute.held.as_json()}
        raise_task("dispute_contradicted", dispute.public_id, by=by, summary_facts=told)
