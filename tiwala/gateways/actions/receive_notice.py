"""Take a notice in: prove it, store it once, answer. The hot path: no row objects, one statement."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, assert_never

from tiwala.gateways import inbox, known_accounts
from tiwala.gateways.known_accounts import KnownAccount
from tiwala.gateways.port import NoticeFacts, NoticeRefused, RawNotice
from tiwala.kit import clock, logs

_EVENT_ID_MAX: Final = 200
_log = logs.logger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request at the notice door, not yet believed."""

    gateway: str
    account_ref: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    remote_ip: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of it, and the body the gateway wants to read in a 200."""

    how: Literal["stored", "again", "refused", "unknown"]
    answer: bytes = b""


def receive_notice(arrival: Arrival) -> Received:
    """Store a proven notice once, however often it comes; what has no proof leaves no more than a trace.

    When this returns "stored" or "again" the notice is on disk and will be read: by the job it hastens, or by the
    sweep when that job dies. The record in the audit trail is written when it is read.
    """
    account = known_accounts.find(arrival.gateway, arrival.account_ref)
    if account is None:
        _spend_as_much(arrival)
        return Received("unknown")
    raw = _raw(arrival, account)
    told = account.adapter.read_notice(raw)
    if isinstance(told, NoticeRefused) and told.why != "unreadable":
        newer = known_accounts.find_newer(account)
        if newer is not None:
            account, told = newer, newer.adapter.read_notice(raw)
    match told:
        case NoticeFacts():
            return _store(account, raw, told.event_id)
        case NoticeRefused("unreadable"):
            return _store(account, raw, "")
        case NoticeRefused(why):
            _log.warning("gateways.notice_refused", account=arrival.account_ref, why=why)
            inbox.trace(account, raw, why=why)
            return Received("refused")
        case _ as never:
            assert_never(never)


def _store(account: KnownAccount, raw: RawNotice, event_id: str) -> Received:
    is_new = inbox.store(account, raw, event_id=_safe(event_id, raw.body))
    return Received("stored" if is_new else "again", account.adapter.can.notice_answer)


def _raw(arrival: Arrival, account: KnownAccount) -> RawNotice:
    kept = {name: arrival.headers.get(name, "")[:2000] for name in account.adapter.can.proof_headers}
    return RawNotice(kept, arrival.body, arrival.remote_ip, account.mode, clock.machine_now())


def _safe(event_id: str, body: bytes) -> str:
    """Their id of the event, or one made from the body where they gave none that can be kept."""
    if 0 < len(event_id) <= _EVENT_ID_MAX and event_id.isascii() and event_id.isprintable():
        return event_id
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _spend_as_much(arrival: Arrival) -> None:
    """An address that is not there costs about what a forged notice costs."""
    hmac.compare_digest(hmac.new(b"nobody", arrival.body, hashlib.sha256).digest(), bytes(32))
