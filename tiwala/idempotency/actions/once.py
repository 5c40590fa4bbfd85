"""Do a thing once for each key, however often it is asked for.

claim (committed) → run → settle. While the work runs others with the key are refused (409). When the process dies in
between, the claim's lease ends and the next retry runs the work again: what `run` calls is idempotent by the same key
(promises and documents are unique by it), so the second run finds what the first one did and gives the same answer.
A Refusal is not kept: nothing was done, and a corrected request may use the key again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from tiwala.idempotency.answer import Answer, seal, unseal
from tiwala.idempotency.models import Key
from tiwala.idempotency.refusals import BadKey, KeyReused, StillRunning
from tiwala.kit import clock
from tiwala.kit.db import action
from tiwala.kit.errors import Refusal

LEASE = timedelta(seconds=60)
_LONGEST = 200


def once(scope: str, key: str, fingerprint: bytes, run: Callable[[], Answer]) -> Answer:
    """Run the work, or give the answer it gave before. Called by a door, outside any transaction.

    `scope` says whose key it is and for what ("key_01… POST /api/v1/invoices"), so that nobody meets another's key.
    Refuses with BadKey, KeyReused (422: same key, other question) and StillRunning (409).
    """
    if not 0 < len(key) <= _LONGEST or not key.isprintable():
        raise BadKey
    digest = hashlib.sha256(f"{scope}\0{key}".encode(errors="replace")).digest()
    claim = _claim(scope, digest, fingerprint)
    if claim.answer:
        return unseal(bytes(claim.answer), place=str(claim.pk))
    try:
        answer = run()
    except Refusal:
        _release(claim)
        raise
    except BaseException:
        _end_lease(claim)
        raise
    _settle(claim, answer)
    return answer


@action
def _claim(scope: str, digest: bytes, fingerprint: bytes) -> Key:
    """The key's row, held by us when its answer is empty."""
    now = clock.now()
    fresh = Key(scope=scope[:160], digest=digest, fingerprint=fingerprint, leased_until=now + LEASE, created_at=now)
    Key.objects.bulk_create([fresh], ignore_conflicts=True)
    held = Key.objects.select_for_update().get(scope=scope[:160], digest=digest)
    if held.pk == fresh.pk:
        return held
    if bytes(held.fingerprint) != fingerprint:
        raise KeyReused
    if not held.answer:
        _take_over(held)
    return held


def _take_over(held: Key) -> None:
    """Carry on where a process died; refused while its lease runs."""
    now = clock.now()
    if held.leased_until > now:
        raise StillRunning
    held.run += 1
    held.leased_until = now + LEASE
    held.save(update_fields=["run", "leased_until"])


@action
def _release(claim: Key) -> None:
    Key.objects.filter(pk=claim.pk, run=claim.run).delete()


@action
def _end_lease(claim: Key) -> None:
    Key.objects.filter(pk=claim.pk, run=claim.run).update(leased_until=clock.now())


@action
def _settle(claim: Key, answer: Answer) -> None:
    """Keep the answer, unless a later run took the work over: then its answer is the one that is kept."""
    Key.objects.filter(pk=claim.pk, run=claim.run).update(answer=seal(answer, place=str(claim.pk)))
