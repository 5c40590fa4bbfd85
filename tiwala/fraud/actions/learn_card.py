"""Keep what a gateway's answer told of the card, so that the next tries are judged by it."""

from __future__ import annotations

from tiwala.fraud.facts import CardFacts
from tiwala.fraud.keys import bin_of, card_key, country, mark
from tiwala.fraud.models import Learned, Sighting
from tiwala.kit.db import action

_BRAND_MOST = 30


@action
def learn_card(payment_ref: str, card: CardFacts) -> None:
    """Add the card to the memory of a try that was seen. Told twice, it is kept once; a number never is."""
    mark_of_card, told_bin, told_country = mark("card", card_key(card)), bin_of(card), country(card.country)
    if mark_of_card is None and not told_bin and not told_country:
        return
    if not Sighting.objects.filter(payment_ref=payment_ref).exists():
        return
    learned = Learned(
        payment_ref=payment_ref,
        card_mark=mark_of_card,
        is_exact=bool(card.fingerprint),
        bin=told_bin,
        country=told_country,
        brand=card.brand[:_BRAND_MOST] if card.brand.replace(" ", "").isalpha() else "",
    )
    Learned.objects.bulk_create([learned], ignore_conflicts=True)
