"""The second address is the person's own: its code came back."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity import addresses, one_time_codes
from tiwala.identity.models import SecondAddress, User
from tiwala.identity.refusals import WrongCodes
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


def confirm_second_address(user_id: UUID, *, code: str, by: Actor) -> None:
    """From now on it counts; both addresses hear of it. WrongCodes: wrong, ended, or tried too often."""
    if not _try(user_id, code, by):
        raise WrongCodes


@action
def _try(user_id: UUID, code: str, by: Actor) -> bool:
    """A wrong try is counted and stays counted, hence no refusal in here."""
    user: User = User.objects.locked(user_id)
    found = SecondAddress.objects.select_for_update().filter(user=user, verified_at=None).first()
    if found is None or clock.now() >= found.code_until or found.wrong >= one_time_codes.WRONG_MAX:
        return False
    if not one_time_codes.fits(code, found.code_hash, row=found.pk):
        found.wrong += 1
        found.save(update_fields=["wrong"])
        return False
    found.verified_at, found.code_hash = clock.now(), b""
    found.save(update_fields=["verified_at", "code_hash"])
    addresses.write_to_all(user, "second_address_added", second=found.email)
    record("user:add_address", user.public_id, by=by, verified=True)
    return True
