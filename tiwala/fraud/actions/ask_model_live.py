"""Ask for a second person, so that a model's score counts."""

from __future__ import annotations

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import Proposal
from tiwala.fraud.comparing import not_worse
from tiwala.fraud.errors import ModelTooYoung
from tiwala.fraud.modelling import hold_models, is_watched, locked_model
from tiwala.fraud.scorers import carried, read_whole
from tiwala.fraud.states import ModelStage
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action
from tiwala.kit.errors import NotAllowed, WrongState


@action
def ask_model_live(model_ref: str, *, reason: str, key: str, by: Actor) -> Proposal:
    """The proposal that waits. Nothing counts by asking.

    WrongState for one that is not in shadow; ModelTooYoung before it was watched for `conf.fraud.model_shadow_days`;
    ModelWorse when enough is known of the tries that it and the live one both scored, and the live one was better.
    """
    if not by.may("fraud.rules"):
        raise NotAllowed(permission="fraud.rules")
    hold_models()
    one = locked_model(model_ref)
    if one.stage != ModelStage.SHADOW:
        raise WrongState(machine="fraud model", state=one.stage)
    if not is_watched(one):
        raise ModelTooYoung(days=conf.fraud.model_shadow_days)
    read_whole(one)
    beside = not_worse(one)
    whole = one.measures.get("whole", {})
    facts = {
        "model": one.number,
        "model_frauds": one.frauds,
        "model_precision": whole.get("precision") or "",
        "model_carries": carried(one.frauds),
        "sha256": one.sha256,
    }
    if beside is not None and beside.ours is not None and beside.theirs is not None:
        facts |= {"model_beside": f"{beside.ours:.3f}", "model_live": f"{beside.theirs:.3f}"}
    return propose(Wish("fraud_model", one.public_id, reason, key, facts), by=by)
