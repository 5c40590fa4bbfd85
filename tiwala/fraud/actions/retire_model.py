"""Ask a model no more."""

from __future__ import annotations

from tiwala.fraud.modelling import hold_models, locked_model, retire_step
from tiwala.fraud.models import ModelVersion
from tiwala.fraud.states import ModelStage
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed


@action
def retire_model(model_ref: str, *, by: Actor) -> ModelVersion:
    """It stays to be read and can come back to shadow. Retired already, it stays as it is."""
    if not by.may("fraud.rules"):
        raise NotAllowed(permission="fraud.rules")
    hold_models()
    one = locked_model(model_ref)
    if one.stage != ModelStage.RETIRED:
        retire_step(one, by=by)
    return one
