"""Train a model from the house's own history, and keep it when it is not worse than what stands."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tiwala.audit.actions.record import record
from tiwala.fraud.errors import SchoolingFailed
from tiwala.fraud.learning.child import schooled_apart
from tiwala.fraud.learning.enough import enough
from tiwala.fraud.learning.history import lessons
from tiwala.fraud.modelling import hold_models, retire_step
from tiwala.fraud.models import ModelVersion, Training
from tiwala.fraud.states import ModelStage
from tiwala.kit import clock, logs
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action

log = logs.logger(__name__)


def train_model(*, by: Actor) -> Training | None:
    """What came of it; None, and nothing was read, when too little is known or the last training is not long ago.

    Read in short statements, calculated in a process of its own, written in one transaction at the end: killed on the
    way, there is nothing.
    """
    if not _is_due() or not enough().is_enough:
        return None
    began = clock.now()
    standing = list(ModelVersion.objects.filter(stage__in=(ModelStage.LIVE, ModelStage.SHADOW)).order_by("-stage"))
    try:
        found = schooled_apart(lessons(), began.timestamp(), standing)
    except SchoolingFailed as failed:
        log.error("fraud.training_failed", how=failed.how, error=failed.why)
        found = {"how": failed.how, "tries": 0, "frauds": 0, "facts": {"why": failed.why}}
    return _keep(found, began=began, by=by)


def _is_due() -> bool:
    """A week after the last one that came to its end; one that was given up is tried again the next night."""
    last = Training.objects.order_by("-id").first()
    if last is None:
        return True
    days = 1 if last.how in ("too_long", "failed") else conf.fraud.model_every_days
    return last.began_at <= clock.now() - timedelta(days=days, hours=-1)


@action
def _keep(found: dict[str, Any], *, began: datetime, by: Actor) -> Training:
    hold_models()
    made = _version(found, began=began, by=by) if found["how"] == "kept" else None
    facts = {**found["facts"], "measures": found.get("measures") or {}}
    training = Training.objects.create(
        began_at=began,
        how=found["how"],
        tries=found["tries"],
        frauds=found["frauds"],
        facts=facts,
        model_ref=made.public_id if made else "",
    )
    ref = made.public_id if made else ""
    record("fraud_model:train", ref, by=by, how=training.how, tries=training.tries, frauds=training.frauds)
    return training


def _version(found: dict[str, Any], *, began: datetime, by: Actor) -> ModelVersion:
    """The new one: in shadow where nothing is, else a draft in place of the last draft."""
    for draft in ModelVersion.objects.select_for_update().filter(stage=ModelStage.DRAFT):
        retire_step(draft, by=by)
    is_free = not ModelVersion.objects.filter(stage=ModelStage.SHADOW).exists()
    document = json.dumps(found["document"], separators=(",", ":"), allow_nan=False)
    newest = ModelVersion.objects.order_by("-number").values_list("number", flat=True).first()
    made: ModelVersion = ModelVersion.objects.create(
        number=(newest or 0) + 1,
        document=document,
        sha256=hashlib.sha256(document.encode()).hexdigest(),
        tries=found["tries"],
        frauds=found["frauds"],
        tries_since=datetime.fromtimestamp(found["tries_since"], UTC),
        tries_until=datetime.fromtimestamp(found["tries_until"], UTC),
        known_until=began,
        measures=found["measures"],
        spreads=found["spreads"],
        author_ref=by.id[:60],
        stage=ModelStage.SHADOW if is_free else ModelStage.DRAFT,
        staged_by=by.id[:60],
        watched_since=clock.now() if is_free else None,
    )
    return made
