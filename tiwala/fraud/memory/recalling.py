"""What the verbs of long memory share: a try is taken in once, in its caller's transaction."""

from __future__ import annotations

from tiwala.fraud.memory.book import Ended, Key, take_in, take_payment
from tiwala.fraud.memory.features import Looked
from tiwala.fraud.memory.rows import Locked, keys_of_row, tokens_of
from tiwala.fraud.models import Recalled, Sighting


def remembered_once(seen: Sighting, *, ended: Ended) -> Recalled:
    """A step: the same in its caller's transaction, which holds the row's lock afterwards."""
    Recalled.objects.bulk_create([Recalled(payment_ref=seen.payment_ref)], ignore_conflicts=True)
    recalled = Recalled.objects.select_for_update().get(payment_ref=seen.payment_ref)
    if recalled.ended and (recalled.ended == "paid" or ended != "paid"):
        return recalled
    looked, keys = looked_of(seen)
    rows = Locked(keys, seen.currency)
    if recalled.ended:
        recalled.is_explained |= take_payment(rows.memories, looked, keys)
    else:
        recalled.is_explained = take_in(rows.memories, rows.amounts, looked, keys, ended=ended).is_explained
    rows.keep()
    recalled.ended = ended
    recalled.save(update_fields=["is_explained", "ended"])
    return recalled


def looked_of(seen: Sighting) -> tuple[Looked, list[Key]]:
    """A try that was written down, as memories see it, and its keys."""
    keys = keys_of_row(seen)
    return Looked(int(seen.at.timestamp()), seen.amount_minor, seen.currency, tokens_of(keys)), keys
