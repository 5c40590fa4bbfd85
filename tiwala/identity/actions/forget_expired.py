"""Drop what has ended: old sessions, and invitations that nobody took up."""

from __future__ import annotations

from datetime import timedelta

from tiwala.identity.models import Invitation
from tiwala.identity.sessions import SessionStore
from tiwala.kit import clock
from tiwala.kit.db import action

_KEPT = timedelta(days=30)


@action
def forget_expired() -> None:
    """Sessions past their end go at once, invitations 30 days later, used or not."""
    now = clock.now()
    SessionStore.clear_expired()
    Invitation.objects.filter(expires_at__lt=now - _KEPT).delete()
