"""What else was seen of the same person, address, browser or card: the timeline of one payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tiwala.fraud.models import Assessment, Ending, Learned, Sighting
from tiwala.kit.money import Money

SHARED: Final = {
    "customer_ref": "customer",
    "ip_mark": "ip",
    "net_mark": "net",
    "device_mark": "device",
    "card_mark": "card",
    "method_mark": "method",
    "mail_mark": "mail",
    "phone_mark": "phone",
    "bill_mark": "address",
    "ship_mark": "address",
}
"""What two tries may share, by the column that tells."""
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Trace:
    """A try and what it shares with the one looked at, in words of keys.About."""

    payment_ref: str
    customer_ref: str
    at: datetime
    amount: Money
    shares: tuple[str, ...]
    verdict: str
    endings: tuple[str, ...]


def linked_to(sighting: Sighting) -> list[Trace]:
    """The newest tries that share something with this one, itself among them, the newest first."""
    card = _card(sighting)
    several = [
        Sighting.objects.filter(**{column: value}).order_by("-at")[:MOST]
        for column in SHARED
        if (value := getattr(sighting, column))
    ]
    if card:
        refs = Learned.objects.filter(card_mark=card).order_by("-at").values("payment_ref")[:MOST]
        several.append(Sighting.objects.filter(payment_ref__in=refs).order_by("-at")[:MOST])
    found = {one.pk: one for one in several[0].union(*several[1:], all=True)} | {sighting.pk: sighting}
    newest = sorted(found.values(), key=lambda one: one.at, reverse=True)[: MOST * 2]
    return _traces(sighting, newest, card)


def traces_of(several: list[Sighting]) -> list[Trace]:
    """These tries with what became of each: two statements. Nothing is said of what they share."""
    return _traces(None, several, None)


def _card(sighting: Sighting) -> bytes | None:
    told = Learned.objects.filter(payment_ref=sighting.payment_ref).values_list("card_mark", flat=True)
    return next((bytes(one) for one in told if one), None)


def _traces(own: Sighting | None, several: list[Sighting], card: bytes | None) -> list[Trace]:
    refs = [one.payment_ref for one in several]
    verdicts = dict(Assessment.objects.filter(payment_ref__in=refs).values_list("payment_ref", "verdict"))
    endings: dict[str, list[str]] = {}
    for ref, how in Ending.objects.filter(payment_ref__in=refs).order_by("id").values_list("payment_ref", "how"):
        endings.setdefault(ref, []).append(how)
    cards = dict(Learned.objects.filter(payment_ref__in=refs).values_list("payment_ref", "card_mark")) if card else {}
    return [
        Trace(
            payment_ref=one.payment_ref,
            customer_ref=one.customer_ref,
            at=one.at,
            amount=Money(one.amount_minor, one.currency),
            shares=_shared(own, one, is_card=bool(card) and bytes(cards.get(one.payment_ref) or b"") == card)
            if own
            else (),
            verdict=verdicts.get(one.payment_ref, ""),
            endings=tuple(endings.get(one.payment_ref, ())),
        )
        for one in several
    ]


def _shared(own: Sighting, other: Sighting, *, is_card: bool) -> tuple[str, ...]:
    if own.pk == other.pk:
        return ()
    same = [
        name for column, name in SHARED.items() if _plain(own, column) and _plain(own, column) == _plain(other, column)
    ]
    return tuple(dict.fromkeys([*same, *(["card"] if is_card else [])]))


def _plain(sighting: Sighting, column: str) -> object:
    value = getattr(sighting, column)
    return bytes(value) if isinstance(value, memoryview) else value
