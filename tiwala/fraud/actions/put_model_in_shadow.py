"""Let a model score every try, without anything being done for it."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.fraud.modelling import MOVED, hold_models, locked_model, make_room
from tiwala.fraud.models import ModelVersion
from tiwala.fraud.scorers import read_whole
from tiwala.fraud.states import ModelStage
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed


@action
def put_model_in_shadow(model_ref: str, *, by: Actor) -> ModelVersion:
    """In shadow from now on; what was in shadow is retired, what is live stays live.

    The live one comes back from counting, at once and by one person: that is the way to stop it. ModelRefused when this
    release cannot read it.
    """
    if not by.may("fraud.rules"):
        raise NotAllowed(permission="fraud.rules")
    hold_models()
    one = locked_model(model_ref)
    if one.stage == ModelStage.SHADOW:
        return one
    read_whole(one)
    before = one.stage
    make_room(ModelStage.SHADOW, by=by, keep=one)
    one.move("shadow", by=by)
    one.watched_since = one.watched_since or clock.now()
    one.save(update_fields=[*MOVED, "watched_since"])
    record("fraud_model:shadow", one.public_id, by=by, model=one.number, before=before)
    return one
