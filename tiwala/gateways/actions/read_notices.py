"""Read what is in the inbox and tell the house."""

from __future__ import annotations

from typing import Final, assert_never

from tiwala.audit.actions.record import Act, record_all
from tiwala.events.actions.publish import publish_all
from tiwala.gateways import inbox, registry
from tiwala.gateways.events import NoticeArrived
from tiwala.gateways.models import GatewayAccount, Notice, NoticeProof, NoticeState
from tiwala.gateways.port import NoticeFacts, NoticeRefused, RawNotice
from tiwala.kit import clock, logs
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.secrets import CannotUnseal, Shredded
from tiwala.tasks.actions.raise_task import raise_task

BATCH: Final = 200
_log = logs.logger(__name__)


@action
def read_notices(*, by: Actor, most: int = BATCH) -> int:
    """Read up to `most` waiting notices, oldest first, and publish each; returns how many were read.

    Proven again before it is believed, by a secret that held when it came. One that cannot be read is kept, and a
    person is told. Two workers share the inbox without waiting for each other; a batch that dies leaves its notices
    waiting for the next.
    """
    waiting = list(
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("account")
        .filter(state=NoticeState.RECEIVED)
        .order_by("id")[:most]
    )
    for notice in waiting:
        _read(notice)
    inbox.keep_read(waiting)
    for notice in waiting:
        if notice.state == NoticeState.FAILED:
            facts = {"account": notice.account.public_id, "why": notice.why}
            raise_task("notice_unreadable", notice.public_id, by=by, summary_facts=facts)
    publish_all([_arrived(notice) for notice in waiting if notice.state == NoticeState.HANDLED])
    record_all([_act(notice) for notice in waiting], by=by)
    return len(waiting)


def _read(notice: Notice) -> None:
    facts = _facts(notice)
    notice.tries += 1
    notice.handled_at = clock.now()
    match facts:
        case NoticeFacts():
            notice.name, notice.kind = facts.name[:100], facts.kind
            notice.attempt_key, notice.reference = facts.attempt_key[:255], facts.reference[:200]
            notice.state = NoticeState.IGNORED if facts.kind == "other" else NoticeState.HANDLED
        case NoticeRefused():
            notice.state, notice.why = NoticeState.FAILED, facts.why
        case _ as never:
            assert_never(never)


def _facts(notice: Notice) -> NoticeFacts | NoticeRefused:
    account: GatewayAccount = notice.account
    try:
        proof = dict(notice.proof_facts)
        raw = RawNotice(
            headers=dict(proof["headers"]),
            body=bytes(notice.body),
            remote_ip=str(proof["remote_ip"]),
            mode="live" if account.mode == "live" else "test",
            received_at=notice.received_at,
        )
        told = registry.adapter_for(account).read_notice(raw)
        if isinstance(told, NoticeFacts) or notice.proof != NoticeProof.OK:
            return told
        past = registry.past_adapter_for(account)  # the door believed it; its secret may have ended since
        return past.read_notice(raw) if past else told
    except (CannotUnseal, Shredded, registry.UnknownGateway, KeyError) as error:
        _log.error("gateways.notice_unreadable", notice=notice.public_id, error=type(error).__name__)
        return NoticeRefused("unreadable")


def _arrived(notice: Notice) -> NoticeArrived:
    account_ref = notice.account.public_id
    return NoticeArrived(notice.public_id, account_ref, notice.attempt_key, notice.reference, notice.kind)


def _act(notice: Notice) -> Act:
    facts = {"account": notice.account.public_id, "kind": notice.kind, "name": notice.name, "why": notice.why}
    outcome = "failed" if notice.state == NoticeState.FAILED else "done"
    return Act("notice:read", notice.public_id, outcome, {name: fact for name, fact in facts.items() if fact})
