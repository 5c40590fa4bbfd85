"""Drop what has ended: sessions, links of letters, devices nobody uses, invitations nobody took up, old failures."""

from __future__ import annotations

from datetime import timedelta

from tiwala.identity.browsers import known_for
from tiwala.identity.models import Device, FailedTry, Invitation, LetterLink, Recovery, SecondAddress, Tries
from tiwala.identity.sessions import SessionStore
from tiwala.kit import clock
from tiwala.kit.db import action

_KEPT = timedelta(days=30)
_FAILURES_KEPT = timedelta(days=2)


@action
def forget_expired() -> None:
    """Sessions and links past their end go at once, unused devices too, invitations and ways back 30 days later.

    Failures go after two days, and counters of addresses that nobody has; those of people stay until they get in.
    """
    now = clock.now()
    SessionStore.clear_expired()
    LetterLink.objects.filter(expires_at__lt=now).delete()
    Device.objects.filter(last_signed_in_at__lt=now - known_for()).delete()
    Invitation.objects.filter(expires_at__lt=now - _KEPT).delete()
    Recovery.objects.filter(created_at__lt=now - _KEPT, takes_effect_at=None).delete()
    SecondAddress.objects.filter(verified_at=None, code_until__lt=now - _KEPT).delete()
    FailedTry.objects.filter(at__lt=now - _FAILURES_KEPT).delete()
    Tries.objects.filter(user=None, last_at__lt=now - _FAILURES_KEPT).delete()
