"""What disputes and banks' early warnings teach the fraud room."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from tiwala.fraud.actions.note_label import note_label
from tiwala.fraud.actions.note_warning import note_warning
from tiwala.kit import ids
from tiwala.payments.models import Dispute

NOT_THEM: Final = frozenset({"fraudulent", "unrecognized", "unrecognised", "fraud"})
"""Gateways' own words for it; any other dispute (not received, paid twice, …) says nothing about who paid."""


def note_dispute(*, dispute_ref: str, payment_ref: str) -> None:
    """A payer's bank wants money back: kept as a label, once."""
    found = Dispute.objects.filter(pk=ids.decode("dsp", dispute_ref)).first()
    if found is not None:
        kind = "dispute_fraud" if found.reason.strip().lower() in NOT_THEM else "dispute_other"
        note_label(payment_ref, kind=kind, source=f"dispute:{dispute_ref}")


def hear_warned(*, payment_ref: str, reference: str, warned_at: str) -> None:
    """A payer's bank warns of fraud: a label and a review, once for each warning."""
    note_warning(payment_ref, reference=reference, warned_at=datetime.fromisoformat(warned_at))
