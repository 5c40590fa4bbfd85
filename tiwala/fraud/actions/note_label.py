"""Write down what became known about a payment that was seen: a dispute, a warning, a report."""

from __future__ import annotations

from datetime import datetime

from tiwala.fraud.cases import WEIGHTS, Label
from tiwala.fraud.models import Sighting
from tiwala.kit.db import action


@action
def note_label(payment_ref: str, *, kind: str, source: str, occurred_at: datetime | None = None) -> None:
    """Keep the label, once for each kind and source; what was never seen is none of ours."""
    at = Sighting.objects.filter(payment_ref=payment_ref).values_list("at", flat=True).first()
    if at is None:
        return
    label = Label(
        payment_ref=payment_ref,
        kind=kind,
        occurred_at=occurred_at or at,
        source=source[:60],
        weight=WEIGHTS[kind],
    )
    Label.objects.bulk_create([label], ignore_conflicts=True)
