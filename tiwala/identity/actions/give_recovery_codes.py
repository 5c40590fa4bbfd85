"""Give both codes of a recovery back: then it waits."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity import one_time_codes
from tiwala.identity.models import Recovery
from tiwala.identity.recovering import begin_to_wait
from tiwala.identity.refusals import WrongCodes
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


def give_recovery_codes(recovery_id: UUID, *, codes: tuple[str, str], by: Actor) -> Recovery:
    """The recovery, waiting. WrongCodes for wrong, ended and never sent ones alike; RecoveryWaits.

    Nothing of the account changes before the hold is over, and every address can stop it.
    """
    recovery = _try(recovery_id, codes, by)
    if recovery is None:
        raise WrongCodes
    return recovery


@action
def _try(recovery_id: UUID, codes: tuple[str, str], by: Actor) -> Recovery | None:
    """A wrong try is counted and stays counted, hence no refusal in here."""
    recovery: Recovery = Recovery.objects.locked(recovery_id)
    kept = recovery.first_hash, recovery.second_hash
    pairs = [tuple(zip(codes, order, strict=True)) for order in (kept, kept[::-1])]
    fits = [all(one_time_codes.fits(said, known, row=recovery.pk) for said, known in pair) for pair in pairs]
    is_open = recovery.takes_codes(now=clock.now(), wrong_max=one_time_codes.WRONG_MAX)
    if not is_open or recovery.user is None:
        return None
    if not any(fits):
        recovery.wrong += 1
        recovery.save(update_fields=["wrong"])
        record("recovery:fail", recovery.user.public_id, by=by, outcome="refused", wrong=recovery.wrong)
        return None
    begin_to_wait(recovery, recovery.user, by_business=False)
    record("recovery:prove", recovery.user.public_id, by=by, way="two addresses")
    return recovery
