"""Payments that somebody at the fraud desk chose, as they are shown before something is done with all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tiwala.console.queries.people import staff_names
from tiwala.customers import queries as customers
from tiwala.fraud.models import Review, Sighting
from tiwala.kit.actor import Actor
from tiwala.kit.money import Money
from tiwala.ui.templatetags.ui import money


@dataclass(frozen=True, slots=True)
class Chosen:
    """One payment: whose, how much, who has it, and whether it was decided already."""

    payment_ref: str
    name: str
    amount: Money
    at: datetime
    holder: str = ""
    is_done: bool = False

    @property
    def called(self) -> str:
        """What it is called in a sentence: "Ana Reyes ₱1,500.00"."""
        return f"{self.name} {money(self.amount)}"


def chosen(payment_refs: Sequence[str], *, by: Actor) -> list[Chosen]:
    """Those of them that were seen or are looked at, in the order in which they were chosen: five statements."""
    reviews = {one.payment_ref: one for one in Review.objects.visible_to(by).filter(payment_ref__in=payment_refs)}
    seen = {
        one.payment_ref: one for one in Sighting.objects.filter(payment_ref__in=payment_refs) if by.may("fraud.view")
    }
    whose = {one.customer_ref for one in seen.values()} | {one.customer_ref for one in reviews.values()}
    cards = customers.cards_by_ref({ref for ref in whose if ref.startswith("cus_")}, by=by)
    people = staff_names({one.held_by for one in reviews.values() if one.held_by})
    names = {ref: card.name for ref, card in cards.items()} | people
    rows = [(ref, reviews.get(ref) or seen.get(ref)) for ref in payment_refs]
    return [_one(row, reviews.get(ref), names=names) for ref, row in rows if row is not None]


def _one(row: Review | Sighting, review: Review | None, *, names: dict[str, str]) -> Chosen:
    return Chosen(
        payment_ref=row.payment_ref,
        name=names.get(row.customer_ref, row.customer_ref),
        amount=Money(row.amount_minor, row.currency),
        at=row.at if isinstance(row, Sighting) else row.created_at,
        holder=names.get(review.held_by, "") if review else "",
        is_done=bool(review and review.state == "done"),
    )
