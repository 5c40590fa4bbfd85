"""Write down how far the newest tries have moved from those that taught the models that stand."""

from __future__ import annotations

from tiwala.fraud.learning.newest import LEAST, newest, shifts_of
from tiwala.fraud.models import Drift, ModelVersion
from tiwala.fraud.states import ModelStage
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


def measure_drift(*, by: Actor) -> list[Drift]:
    """One row for each model that is live or in shadow; none when there are too few tries to say anything."""
    del by
    standing = list(ModelVersion.objects.filter(stage__in=(ModelStage.LIVE, ModelStage.SHADOW)).defer("document"))
    if not standing:
        return []
    rows = newest()
    if len(rows) < LEAST:
        return []
    return _keep([Drift(model_ref=one.public_id, tries=len(rows), shifts=shifts_of(one, rows)) for one in standing])


@action
def _keep(found: list[Drift]) -> list[Drift]:
    return Drift.objects.bulk_create(found)
