"""What a key opens at this moment."""

from __future__ import annotations

from tiwala.identity.models import ApiKey
from tiwala.identity.queries import actor_for
from tiwala.kit import clock
from tiwala.kit.conf import conf


def is_open(key: ApiKey) -> bool:
    """Whether it is good, of this installation's mode, and whoever owns it is still there."""
    is_ours = key.is_good(now=clock.now()) and key.is_live == (conf.ops.mode == "live")
    is_owned = (key.owner is None or key.owner.is_active) and (key.service is None or key.service.ended_at is None)
    return is_ours and is_owned


def powers_of(key: ApiKey) -> frozenset[str]:
    """Its scopes, and never more than its owner may do today."""
    scopes = frozenset(key.scopes)
    return scopes & actor_for(key.owner).permissions if key.owner else scopes
