"""Say who is behind a key's text."""

from __future__ import annotations

from datetime import timedelta
from hmac import compare_digest

from django.db.models import Q

from tiwala.identity.actions.note_strange_address import note_strange_address
from tiwala.identity.devices import neighbourhood
from tiwala.identity.key_powers import is_open, powers_of
from tiwala.identity.key_texts import KEY_TEXT
from tiwala.identity.models import ApiKey
from tiwala.identity.networks import includes
from tiwala.identity.tokens import digest
from tiwala.kit import clock
from tiwala.kit.actor import Actor

_USED_EVERY = timedelta(minutes=1)
_NOTHING = bytes(32)


def authenticate_key(text: str, *, ip: str = "") -> Actor | None:
    """The key as an actor with its scopes as permissions; None for a wrong, revoked, expired or other mode's key.

    None too for a key whose owner is gone, or that came from an address it may not come from. It never does more than
    its owner may do today. The secret is compared as a hash in constant time, also when there is no such key.
    """
    shape = KEY_TEXT.fullmatch(text)
    key = _find(shape[2]) if shape else None
    expected = key.hash_for(shape[2], now=clock.now()) if shape and key else None
    fits = compare_digest(expected or _NOTHING, digest(text))
    if key is None or not fits or not is_open(key):
        return None
    if key.networks and not includes(key.networks, ip):
        note_strange_address(key.pk, by=Actor("key", key.public_id, label=key.name, ip=ip))
        return None
    _note_use(key, ip)
    return Actor("key", key.public_id, label=key.name, permissions=powers_of(key))


def _find(key_id: str) -> ApiKey | None:
    """By the new text's id or the old one's, with whose it is."""
    named = Q(key_id=key_id) | Q(previous_key_id=key_id)
    found: ApiKey | None = ApiKey.objects.filter(named).select_related("owner", "service").first()
    return found


def _note_use(key: ApiKey, ip: str) -> None:
    """At most one write a minute and key, however busy the program is."""
    now = clock.now()
    if key.last_used_at is None or now - key.last_used_at >= _USED_EVERY:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - _USED_EVERY)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now, last_used_from=neighbourhood(ip) if ip else "")
