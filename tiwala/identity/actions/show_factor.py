"""On the way to a new password: the second factor was shown too."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator

from tiwala.audit.actions.record import record
from tiwala.kit import ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@action
def show_factor(user_id: UUID, *, authenticator: Authenticator, by: Actor) -> None:
    """It is noted when it was last used, and what was shown."""
    authenticator.record_usage()
    record("recovery:show_factor", ids.encode("usr", user_id), by=by, type=authenticator.type)
