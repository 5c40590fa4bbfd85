"""Kept ways to pay, as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F

from tiwala.business.words import method_words
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.payments.civil import civil_today
from tiwala.payments.models import SavedMethod


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One kept way, masked. `is_over`: a card's last day is past; `is_soon`: it comes within the letter's days."""

    ref: str
    name: str
    kind: str
    icon: str
    ends_on: date | None
    is_over: bool
    is_soon: bool
    since: datetime
    last_used_at: datetime | None


def kept_rows(customer_ref: str, *, by: Actor) -> tuple[KeptRow, ...]:
    """The customer's kept ways that this actor may see, the one used last first."""
    found = SavedMethod.objects.visible_to(by).filter(customer_ref=customer_ref).kept()
    today = civil_today()
    return tuple(_row(one, today=today) for one in found.order_by(F("last_used_at").desc(nulls_last=True), "-id"))


def _row(method: SavedMethod, *, today: date) -> KeptRow:
    words, soon = method_words(method.method), today + timedelta(days=conf.autopay.ending_warn_days)
    return KeptRow(
        ref=method.public_id,
        name=method.shown or str(words.name),
        kind=str(words.name),
        icon=words.icon,
        ends_on=method.ends_on,
        is_over=method.ends_on is not None and method.ends_on < today,
        is_soon=method.ends_on is not None and today <= method.ends_on <= soon,
        since=method.created_at,
        last_used_at=method.last_used_at,
    )
