"""Delete the files of proofs whose purpose is over: they show people's accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tiwala.audit.actions.record import record
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action
from tiwala.transfers.models import Proof

BATCH: Final = 500


def forget_proofs(*, by: Actor) -> int:
    """The files of proofs that were decided `conf.pay.proof_keep_days` ago, and the words to their payers; how many.

    What was claimed, who decided and the file's digest stay: the same file sent once more is still known. One that
    waits for a person is kept however old it is.
    """
    count = 0
    while found := _forget(by=by):
        count += found
    return count


@action
def _forget(*, by: Actor) -> int:
    now = clock.now()
    over = Proof.objects.filter(wiped_at=None, state_at__lt=now - timedelta(days=conf.pay.proof_keep_days))
    pks = list(over.decided().order_by("id").values_list("pk", flat=True)[:BATCH])
    count = int(Proof.objects.filter(pk__in=pks).update(content=None, words=None, wiped_at=now))
    if count:
        record("transfer_proof:forget", "", by=by, count=count)
    return count
