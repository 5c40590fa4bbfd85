"""Let a model's score count: rules that are live may ask for it from now on. Always by a second person."""

from __future__ import annotations

from tiwala.approvals.refusals import FactsChanged
from tiwala.approvals.registry import Done, Frozen, people
from tiwala.audit.actions.record import record
from tiwala.fraud.comparing import not_worse
from tiwala.fraud.modelling import MOVED, hold_models, locked_model, make_room
from tiwala.fraud.scorers import read_whole
from tiwala.fraud.states import ModelStage
from tiwala.kit import clock
from tiwala.kit.actor import Actor


def put_approved_model_live(frozen: Frozen, by: Actor) -> Done:
    """The model of an approved proposal counts from now on; the one before it is retired. A step.

    FactsChanged when it has left the shadow since; ModelRefused when it can no longer be read; ModelWorse when it has
    become known since that the live one is better.
    """
    hold_models()
    one = locked_model(frozen.subject_ref)
    if one.stage != ModelStage.SHADOW or one.sha256 != frozen.facts["sha256"]:
        raise FactsChanged
    read_whole(one)
    not_worse(one)
    make_room(ModelStage.LIVE, by=by, keep=one)
    one.move("go_live", by=by)
    one.approved_by, one.approved_at = by.id[:60], clock.now()
    one.is_alone = by.id in (frozen.asker.id, people().behind(frozen.asker.id))
    one.save(update_fields=[*MOVED, "approved_by", "approved_at", "is_alone"])
    record("fraud_model:live", one.public_id, by=by, model=one.number, asked_by=frozen.asker.id)
    return Done(one.public_id)
