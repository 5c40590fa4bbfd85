"""Say who is behind a key's text."""

from __future__ import annotations

import re
from datetime import timedelta
from hmac import compare_digest

from django.db.models import Q

from tiwala.identity.models import ApiKey
from tiwala.identity.tokens import digest
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf

KEY_TEXT = re.compile(r"tk_(live|test)_([0-9a-hjkmnp-tv-z]{8})_[0-9a-hjkmnp-tv-z]{52}")
_USED_EVERY = timedelta(minutes=1)
_NOTHING = bytes(32)


def authenticate_key(text: str) -> Actor | None:
    """The key as an actor with its scopes as permissions; None for a wrong, revoked, expired or other mode's key.

    The secret is compared as a hash in constant time, and compared all the same when there is no such key.
    """
    shape = KEY_TEXT.fullmatch(text)
    key: ApiKey | None = ApiKey.objects.filter(key_id=shape[2]).first() if shape else None
    fits = compare_digest(bytes(key.secret_hash) if key else _NOTHING, digest(text))
    if key is None or not fits or not key.is_good(now=clock.now()) or key.is_live != (conf.ops.mode == "live"):
        return None
    _note_use(key)
    return Actor("key", key.public_id, label=key.name, permissions=frozenset(key.scopes))


def _note_use(key: ApiKey) -> None:
    """At most one write a minute and key, however busy the program is."""
    now = clock.now()
    if key.last_used_at is None or now - key.last_used_at >= _USED_EVERY:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - _USED_EVERY)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
