"""The notice door's short memory of accounts: no row object and no unsealing on the hot path.

An entry is trusted for a few seconds, then its version is asked for; a refused proof asks at once, so that a secret
that was just rotated in another process is not held against the gateway.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from tiwala.gateways import registry
from tiwala.gateways.models import GatewayAccount
from tiwala.gateways.port import Gateway, Mode
from tiwala.kit import ids
from tiwala.kit.errors import BadId

TRUSTED_S: Final = 5.0
ASK_AGAIN_S: Final = 1.0
_KEPT = 64
_lock = threading.Lock()
_found: OrderedDict[str, KnownAccount] = OrderedDict()


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account as the door needs it. `asked_at` is monotonic seconds."""

    id: UUID
    gateway: str
    mode: Mode
    adapter: Gateway
    version: int
    asked_at: float


def find(gateway: str, account_ref: str) -> KnownAccount | None:
    """The account behind this address, or None. Switched-off ones too: late money must still be heard of."""
    held = _found.get(account_ref)
    if held is None or time.monotonic() - held.asked_at > TRUSTED_S:
        held = _ask(account_ref, held)
    return held if held is not None and held.gateway == gateway else None


def find_newer(account: KnownAccount) -> KnownAccount | None:
    """The account again when it has changed since; asks at most once a second."""
    if time.monotonic() - account.asked_at < ASK_AGAIN_S:
        return None
    again = _ask(ids.encode(GatewayAccount.PREFIX, account.id), account)
    return again if again is not None and again.version != account.version else None


def forget() -> None:
    """Remember nothing (tests)."""
    with _lock:
        _found.clear()


def _ask(account_ref: str, held: KnownAccount | None) -> KnownAccount | None:
    try:
        pk = ids.decode(GatewayAccount.PREFIX, account_ref)
    except BadId:
        return None
    version = GatewayAccount.objects.filter(pk=pk).values_list("version", flat=True).first()
    if version is None:
        return _keep(account_ref, None)
    if held is not None and held.version == version:
        return _keep(account_ref, replace(held, asked_at=time.monotonic()))
    row = GatewayAccount.objects.get(pk=pk)
    mode: Mode = "live" if row.mode == "live" else "test"
    adapter = registry.adapter_for(row)
    return _keep(account_ref, KnownAccount(pk, row.gateway, mode, adapter, row.version, time.monotonic()))


def _keep(account_ref: str, found: KnownAccount | None) -> KnownAccount | None:
    with _lock:
        if found is None:
            _found.pop(account_ref, None)
            return None
        _found[account_ref] = found
        _found.move_to_end(account_ref)
        while len(_found) > _KEPT:
            _found.popitem(last=False)
        return found
