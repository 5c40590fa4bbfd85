"""Turn an entry around by another one: nothing in the books is ever changed."""

from __future__ import annotations

from tiwala.kit.actor import Actor
from tiwala.ledger.actions.post_entry import post_entry
from tiwala.ledger.draft import EntryDraft, Leg
from tiwala.ledger.models import Entry, Posting


def reverse_entry(entry: Entry, *, source: str, by: Actor) -> Entry:
    """Write the same sides the other way round as `<kind>_reversed` from `source`. A step; twice is once."""
    sides = Posting.objects.filter(entry=entry).order_by("id")
    legs = tuple(Leg(side.account_code, -side.amount_minor, side.currency, side.subject) for side in sides)
    memo = f"reverses {entry.public_id}"
    return post_entry(EntryDraft(f"{entry.kind}_reversed", source, legs, memo=memo), by=by)
