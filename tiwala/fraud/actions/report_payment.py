"""Somebody says that a payment was not theirs: people look, the business is told, and the word counts as a label."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, cast

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.fraud.cases import WEIGHTS, Label, Review
from tiwala.fraud.errors import TooManyReports
from tiwala.fraud.events import PaymentReported
from tiwala.fraud.facts import ReportFacts, Verdict
from tiwala.fraud.models import Assessment, Sighting
from tiwala.fraud.reviewing import review_of
from tiwala.fraud.states import ReviewState
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock
from tiwala.tasks.actions.raise_task import raise_task

TASK: Final = "payment_reported"
MOST: Final = 5
"""So many payments may be reported for one customer within `WITHIN`; after that a person has to be talked to."""
WITHIN: Final = timedelta(days=30)
SOURCE: Final = "customer_report"


@action
def report_payment(facts: ReportFacts, *, by: Actor) -> Review:
    """The review of the payment, open and due soon; once a payment, said again it changes nothing.

    TooManyReports beyond `MOST`. A review that was closed is opened anew: what people found then, they found without
    this word. Money stays where it is; only people give it back.
    """
    advisory_lock(f"fraud:report:{facts.customer_ref}")
    known: Review | None = Review.objects.select_for_update(of=("self",)).filter(payment_ref=facts.payment_ref).first()
    if known is not None and known.reported_at is not None:
        return known
    lately = Review.objects.filter(customer_ref=facts.customer_ref, reported_at__gt=clock.now() - WITHIN)
    if lately.count() >= MOST:
        raise TooManyReports(customer=facts.customer_ref)
    review = _reported(facts, known)
    _label(facts.payment_ref)
    said = {"amount_minor": facts.amount.minor, "currency": facts.amount.currency, "review": review.public_id}
    raise_task(TASK, facts.payment_ref, by=by, summary_facts=said, due_at=review.due_at)
    record("fraud_review:report", review.public_id, by=by, payment=facts.payment_ref)
    publish(PaymentReported(review.public_id, facts.payment_ref, facts.customer_ref))
    return review


def _reported(facts: ReportFacts, known: Review | None) -> Review:
    """The review as it stands from now on."""
    thought = Assessment.objects.filter(payment_ref=facts.payment_ref).first()
    verdict = cast("Verdict", thought.verdict) if thought else "accept"
    fresh = review_of(
        facts.payment_ref, facts.amount, customer_ref=facts.customer_ref, verdict=verdict, asked="reported"
    )
    if known is None:
        Review.objects.bulk_create([fresh], ignore_conflicts=True)
        known = Review.objects.select_for_update(of=("self",)).get(payment_ref=facts.payment_ref)
    known.reported_at = clock.now()
    if known.state == ReviewState.DONE:
        known.move("reopen")
        known.outcome, known.due_at = "", fresh.due_at
    known.due_at = min(known.due_at, fresh.due_at)
    known.save(update_fields=["state", "state_at", "outcome", "due_at", "reported_at"])
    return known


def _label(payment_ref: str) -> None:
    """What was never seen teaches nothing."""
    at = Sighting.objects.filter(payment_ref=payment_ref).values_list("at", flat=True).first()
    if at is not None:
        label = Label(
            payment_ref=payment_ref, kind="reported", occurred_at=at, source=SOURCE, weight=WEIGHTS["reported"]
        )
        Label.objects.bulk_create([label], ignore_conflicts=True)
