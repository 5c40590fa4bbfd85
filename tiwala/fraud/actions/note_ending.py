"""Write down how a try ended, once it is known."""

from __future__ import annotations

from typing import Final, Literal

from tiwala.fraud.models import Assessment, Ending, Sighting
from tiwala.kit.db import action

How = Literal["paid", "declined", "blocked", "refunded", "disputed"]
_ODD_FROM: Final = 3
"""So many times the usual is no part of a habit: what is far out must not teach what is usual."""


@action
def note_ending(payment_ref: str, *, how: How, reason: str = "") -> None:
    """Keep the ending of a try that was seen. Told twice, it is kept once; what was never seen is none of ours."""
    if not Sighting.objects.filter(payment_ref=payment_ref).exists():
        return
    ending = Ending(payment_ref=payment_ref, how=how, reason=reason[:40], is_odd=how == "paid" and _is_odd(payment_ref))
    Ending.objects.bulk_create([ending], ignore_conflicts=True)


def _is_odd(payment_ref: str) -> bool:
    values = Assessment.objects.filter(payment_ref=payment_ref).values_list("values", flat=True).first() or {}
    times = values.get("times_usual")
    return times is not None and times >= _ODD_FROM
