"""Put on a list a key that was seen, by the try that it was seen at: nobody has to know or type the key itself."""

from __future__ import annotations

from typing import Final

from tiwala.fraud.keys import About
from tiwala.fraud.keys import mark as blinded
from tiwala.fraud.listing import EntryFacts, checked_seen, write_marked
from tiwala.fraud.models import Learned, ListEntry, Sighting
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed, NotFound

SEEN: Final[tuple[About, ...]] = ("ip", "net", "device", "card", "method", "customer", "bin")
"""What may be listed by a try: what many tries of a burst share."""


@action
def list_seen(payment_ref: str, facts: EntryFacts, *, by: Actor) -> ListEntry:
    """The same as add_to_list for the try's key of `facts.about`; `facts.key` is how people see it, masked.

    NotFound when this try was not seen or had no such key. NotAllowed, BadInput.
    """
    if not by.may("fraud.lists"):
        raise NotAllowed(permission="fraud.lists")
    own = _mark(payment_ref, facts.about) if facts.about in SEEN else None
    if own is None:
        raise NotFound(wanted="pay")
    return write_marked(checked_seen(facts), own, shown=facts.key[:80], by=by)


def _mark(payment_ref: str, about: About) -> bytes | None:
    seen = Sighting.objects.filter(payment_ref=payment_ref).first()
    if seen is None:
        return None
    if about == "customer":
        return blinded("customer", seen.customer_ref)
    if about == "bin":
        learned = Learned.objects.filter(payment_ref=payment_ref).exclude(bin="").order_by("-pk").first()
        return blinded("bin", learned.bin if learned else seen.bin)
    told = None
    if about == "card":
        told = Learned.objects.filter(payment_ref=payment_ref, card_mark__isnull=False).order_by("-pk").first()
    found = told.card_mark if told else getattr(seen, f"{about}_mark")
    return bytes(found) if found else None
