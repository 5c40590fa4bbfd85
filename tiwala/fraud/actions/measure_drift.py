"""Write down how far the newest tries have moved from those that taught the models that stand, and how scores held."""

from __future__ import annotations

from tiwala.fraud.learning.newest import LEAST, newest, shifts_of
from tiwala.fraud.learning.outcomes import held_up, scored
from tiwala.fraud.models import Drift, ModelVersion
from tiwala.fraud.states import ModelStage
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action

_DAY_S = 86_400.0


def measure_drift(*, by: Actor) -> list[Drift]:
    """One row for each model that is live or in shadow; none when there are too few tries to say anything.

    With it, whether as many frauds became known as its scores made expect; of the one in shadow also how it ranks
    beside the live one, on the tries that both scored.
    """
    del by
    standing = list(ModelVersion.objects.filter(stage__in=(ModelStage.LIVE, ModelStage.SHADOW)).defer("document"))
    if not standing:
        return []
    rows = newest()
    if len(rows) < LEAST:
        return []
    found, now, mature_s = scored(), clock.now().timestamp(), conf.fraud.mature_days * _DAY_S
    live = next((one.public_id for one in standing if one.stage == ModelStage.LIVE), None)
    drifts = []
    for one in standing:
        rival = live if one.stage == ModelStage.SHADOW else None
        held = held_up(one.public_id, rival, found, now, mature_s=mature_s)
        drifts.append(Drift(model_ref=one.public_id, tries=len(rows), shifts={**shifts_of(one, rows), "held": held}))
    return _keep(drifts)


@action
def _keep(found: list[Drift]) -> list[Drift]:
    return Drift.objects.bulk_create(found)
