"""Ask for a second person, in the transaction of the verb that needs one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tiwala.approvals import registry
from tiwala.approvals.events import ProposalAsked
from tiwala.approvals.kinds import ALONE_WAITS, LASTS, kind
from tiwala.approvals.models import Proposal
from tiwala.approvals.refusals import KeyReused
from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import assert_in_transaction
from tiwala.kit.errors import BadInput, NotAllowed
from tiwala.tasks.actions.raise_task import raise_task

REASON_LETTERS = 300


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to do. `facts`: ids, amounts, words of ours. `sealed`: keys, and what is personal."""

    kind: str
    subject_ref: str
    reason: str
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    sealed: Mapping[str, Any] | None = field(default=None, repr=False)


def propose(wish: Wish, *, by: Actor) -> Proposal:
    """The proposal that waits, once per key. A step; the caller has checked that the thing itself could be done.

    A reason is required (BadInput). NotAllowed without the kind's permission, KeyReused for another question.
    """
    assert_in_transaction()
    about = kind(wish.kind)
    if not by.may(about.ask):
        raise NotAllowed(permission=about.ask)
    reason = " ".join(wish.reason.split())
    if not reason or len(reason) > REASON_LETTERS:
        raise BadInput(fields={"reason": _("Please say why, in at most 300 letters.")})
    known = Proposal.objects.filter(key=wish.key).first()
    if known is not None:
        return _again(known, wish, by=by)
    now = clock.now()
    rest = ALONE_WAITS if about.is_instruction else timedelta(seconds=registry.people().alone_waits_s())
    proposal = Proposal(
        kind=wish.kind,
        subject_ref=wish.subject_ref,
        facts=_plain(wish.facts),
        sealed=_plain(wish.sealed) if wish.sealed is not None else None,
        reason=reason,
        key=wish.key,
        asked_by=by.id,
        stands_for=registry.people().behind(by.id),
        asked_at=now,
        ripe_at=now + rest,
        expires_at=now + LASTS,
    )
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as clash:
        raise KeyReused(key=wish.key) from clash
    raise_task(
        "second_person", proposal.public_id, by=by, summary_facts={"kind": wish.kind}, due_at=proposal.expires_at
    )
    publish(ProposalAsked(proposal.public_id, wish.kind, by.id))
    record("approval:ask", proposal.public_id, by=by, kind=wish.kind, about=wish.subject_ref)
    return proposal


def _again(known: Proposal, wish: Wish, *, by: Actor) -> Proposal:
    same = (known.kind, known.subject_ref, known.asked_by) == (wish.kind, wish.subject_ref, by.id)
    if not same or known.facts != _plain(wish.facts):
        raise KeyReused(key=wish.key)
    return known


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))
