"""Look at a notice as it came, covered where it must be; each look is on record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tiwala.audit.actions.record import record
from tiwala.gateways.models import Notice
from tiwala.gateways.redacting import redacted
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


@dataclass(frozen=True, slots=True)
class OpenedNotice:
    """What a person may see of a notice. `headers` are names only: a proof is never shown."""

    ref: str
    account_ref: str
    name: str
    kind: str
    proof: str
    state: str
    why: str
    attempt_key: str
    reference: str
    came_at: datetime
    read_at: datetime | None
    tries: int
    headers: tuple[str, ...]
    size: int
    text: str = field(repr=False)


@action
def open_notice(notice_ref: str, *, by: Actor) -> OpenedNotice:
    """The notice, its body redacted. NotFound."""
    notice: Notice = Notice.objects.select_related("account").by_public_id(notice_ref)
    body, proof = bytes(notice.body), dict(notice.proof_facts)
    found = OpenedNotice(
        ref=notice.public_id,
        account_ref=notice.account.public_id,
        name=notice.name,
        kind=notice.kind,
        proof=notice.proof,
        state=notice.state,
        why=notice.why,
        attempt_key=notice.attempt_key,
        reference=notice.reference,
        came_at=notice.created_at,
        read_at=notice.handled_at,
        tries=notice.tries,
        headers=tuple(sorted(proof.get("headers", {}))),
        size=len(body),
        text=redacted(body),
    )
    record("notice:view", notice.public_id, by=by)
    return found
