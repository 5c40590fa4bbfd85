"""A payer's bank warned of a payment before anybody disputed it: a label, and people look."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from tiwala.fraud.cases import WEIGHTS, Label, Review
from tiwala.fraud.facts import Verdict
from tiwala.fraud.models import Assessment, Sighting
from tiwala.fraud.reviewing import review_of
from tiwala.kit.db import action
from tiwala.kit.money import Money


@action
def note_warning(payment_ref: str, *, reference: str, warned_at: datetime) -> None:
    """Keep it once for each warning of theirs; what was never seen is none of ours. It is known from now on only."""
    seen = Sighting.objects.filter(payment_ref=payment_ref).first()
    if seen is None:
        return
    label = Label(
        payment_ref=payment_ref,
        kind="early_warning",
        occurred_at=min(seen.at, warned_at),
        source=f"warning:{reference}"[:60],
        weight=WEIGHTS["early_warning"],
    )
    thought = Assessment.objects.filter(payment_ref=payment_ref).first()
    verdict = cast("Verdict", thought.verdict) if thought else "accept"
    amount = Money(seen.amount_minor, seen.currency)
    review = review_of(payment_ref, amount, customer_ref=seen.customer_ref, verdict=verdict, asked="reported")
    Label.objects.bulk_create([label], ignore_conflicts=True)
    Review.objects.bulk_create([review], ignore_conflicts=True)
