"""Note that a passkey was used, and judge whether it is still the only one of its kind."""

from __future__ import annotations

from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.identity.models import Doubt, Passkey
from tiwala.identity.passkeys import Shown
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.tasks.actions.raise_task import raise_task


@action
def use_passkey(passkey_id: UUID, *, shown: Shown, by: Actor) -> tuple[Passkey, bool]:
    """The passkey with its new count, and whether a doubt arose just now. The signature was checked before.

    A count that does not grow (where either is not 0) may mean a copy; a changed backup mark may not be. Neither locks
    anybody out: the passkey no longer suffices alone, a task asks staff to look, and the person is told.
    """
    passkey: Passkey = Passkey.objects.locked(passkey_id)
    doubt = _doubt(passkey, shown)
    passkey.sign_count = max(passkey.sign_count, shown.sign_count)
    passkey.is_backed_up = shown.is_backed_up and passkey.is_backup_eligible
    is_new = bool(doubt) and not passkey.doubt
    if doubt:
        passkey.doubt, passkey.doubted_at = passkey.doubt or doubt, passkey.doubted_at or clock.now()
    passkey.save(update_fields=["sign_count", "is_backed_up", "doubt", "doubted_at"])
    if doubt:
        facts = {"passkey": passkey.public_id, "why": doubt, "count": shown.sign_count, "known": passkey.sign_count}
        raise_task("passkey_doubted", passkey.public_id, by=by, summary_facts={"user": passkey.user.public_id, **facts})
        record("passkey:doubt", passkey.user.public_id, by=by, outcome="refused", **facts)
    else:
        record("passkey:use", passkey.user.public_id, by=by, passkey=passkey.public_id, verified=shown.is_verified)
    return passkey, is_new


def _doubt(passkey: Passkey, shown: Shown) -> str:
    if shown.is_backup_eligible != passkey.is_backup_eligible:
        return Doubt.BACKUP
    counts = shown.sign_count or passkey.sign_count
    return Doubt.COUNTER if counts and shown.sign_count <= passkey.sign_count else ""
