"""An invoice is paid, credited or taken back: nothing of it is collected any more."""

from __future__ import annotations

from tiwala.autopay.models import Agreement, Collection
from tiwala.autopay.states import WAITS, CollectionState
from tiwala.autopay.stopping import stop
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.ledger import balances


@action
def stop_paid(invoice_ref: str, *, by: Actor) -> None:
    """Stop what waits for this invoice, when nothing is owed on it. Nothing to stop is no harm."""
    waiting = Collection.objects.filter(invoice_ref=invoice_ref, state__in=[state.value for state in WAITS])
    found = waiting.values_list("pk", "agreement_id").first()
    if found is None or balances.open_amount(invoice_ref) > 0:
        return
    pk, agreement_id = found
    Agreement.objects.locked(agreement_id)
    collection = Collection.objects.locked(pk)
    if CollectionState(collection.state) in WAITS:
        stop(collection, why="paid_otherwise", by=by)
