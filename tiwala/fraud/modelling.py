"""What the verbs about models share: one at a time changes them, and one at most stands in a stage."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from tiwala.audit.actions.record import record
from tiwala.fraud import standing
from tiwala.fraud.models import ModelVersion
from tiwala.fraud.states import ModelStage
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import advisory_lock

MOVED = ("stage", "staged_at", "staged_by")


def hold_models() -> None:
    """One at a time changes models; what changed counts here as soon as it is committed."""
    advisory_lock("fraud:models")
    standing.ask_again()
    transaction.on_commit(standing.ask_again)


def locked_model(ref: str) -> ModelVersion:
    """The version of this public id, locked."""
    found: ModelVersion = ModelVersion.objects.locked(ids.decode(ModelVersion.PREFIX, ref))
    return found


def is_watched(one: ModelVersion) -> bool:
    """Whether it has been in shadow for as long as is asked before it may count."""
    waited = timedelta(days=conf.fraud.model_shadow_days)
    return one.watched_since is not None and one.watched_since <= clock.now() - waited


def make_room(stage: ModelStage, *, by: Actor, keep: ModelVersion) -> None:
    """Retire whatever stands in this stage: one at most may."""
    for other in ModelVersion.objects.select_for_update().filter(stage=stage).exclude(pk=keep.pk):
        retire_step(other, by=by)


def retire_step(one: ModelVersion, *, by: Actor) -> None:
    """A step: it scores no more, and stays to be read."""
    before = one.stage
    one.move("retire", by=by)
    one.save(update_fields=MOVED)
    record("fraud_model:retire", one.public_id, by=by, model=one.number, before=before)
