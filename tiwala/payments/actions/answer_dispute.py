"""Answer a dispute: handed in through the gateway, or recorded as sent by its pages or by mail."""

from __future__ import annotations

import hashlib
from typing import Final, assert_never, cast

from tiwala.audit.actions.record import record
from tiwala.gateways.outcomes import Unknown
from tiwala.gateways.port import AnswerRefused, AnswersDisputes, DisputeAnswered
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import BadInput, NotFound, WrongState
from tiwala.payments.actions.apply_dispute import answered
from tiwala.payments.errors import AnswerNotTaken, AnswerUncertain
from tiwala.payments.models import Dispute
from tiwala.payments.states import DisputeState

WAYS: Final = ("gateway", "pages", "mail")
LONGEST: Final = 5_000


def answer_dispute(dispute_ref: str, *, text: str, how: str, by: Actor) -> Dispute:
    """Our answer is with the gateway, and who sent what and when is kept (the text sealed).

    By "gateway" it is handed in first, outside a transaction: AnswerNotTaken, AnswerUncertain leave nothing behind.
    "pages" and "mail" record what a person did there. Refuses: BadInput, WrongState once the bank has decided.
    """
    text = text.strip()
    if how not in WAYS or not text or len(text) > LONGEST:
        raise BadInput(fields={} if text else {"text": "required"}, how=how)
    dispute = Dispute.objects.filter(pk=ids.decode("dsp", dispute_ref)).first()
    if dispute is None:
        raise NotFound(wanted="dsp")
    _must_be_open(dispute)
    if how == "gateway":
        _hand_in(dispute, text)
    return _record(dispute_ref, text=text, how=how, by=by)


def _hand_in(dispute: Dispute, text: str) -> None:
    adapter = adapter_by_ref(dispute.gateway_account_ref)
    if not adapter.can.answers_disputes:
        raise BadInput(how="gateway")
    key = f"{dispute.public_id}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    said = cast("AnswersDisputes", adapter).answer_dispute(dispute.reference, text=text, key=key)
    match said:
        case DisputeAnswered():
            return
        case AnswerRefused(why=why):
            raise AnswerNotTaken(why=why)
        case Unknown(why=why):
            raise AnswerUncertain(why=why)
        case _ as never:
            assert_never(never)


@action
def _record(dispute_ref: str, *, text: str, how: str, by: Actor) -> Dispute:
    dispute = Dispute.objects.locked(ids.decode("dsp", dispute_ref))
    _must_be_open(dispute)
    dispute.answered_at, dispute.answered_by, dispute.answered_how, dispute.answer = clock.now(), by.id, how, text
    if dispute.state == DisputeState.NEEDS_ANSWER:
        answered(dispute, by=by)
    dispute.save()
    record("dispute:answer", dispute.public_id, by=by, how=how, evidence=dispute.evidence_ref)
    return dispute


def _must_be_open(dispute: Dispute) -> None:
    if not dispute.is_open:
        raise WrongState(machine="dispute", state=dispute.state, move="answer")
