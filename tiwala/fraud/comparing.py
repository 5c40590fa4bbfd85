"""A model beside the one that is live: whether it may take its place, as of what became known by last night."""

from __future__ import annotations

from tiwala.fraud.errors import ModelWorse
from tiwala.fraud.models import Drift, ModelVersion
from tiwala.fraud.shelf import Beside, held_of
from tiwala.fraud.states import ModelStage


def beside_live(one: ModelVersion) -> Beside | None:
    """How it ranks beside the model that is live now; None where they were not both watched. Two statements."""
    live = ModelVersion.objects.filter(stage=ModelStage.LIVE).first()
    last = Drift.objects.filter(model_ref=one.public_id).order_by("-at").first()
    held = held_of(last)
    if live is None or held is None or held.beside is None or held.beside.model_ref != live.public_id:
        return None
    return held.beside


def not_worse(one: ModelVersion) -> Beside | None:
    """The same; ModelWorse, with both figures, when the live one is surely better."""
    beside = beside_live(one)
    if beside is not None and beside.is_worse:
        raise ModelWorse(ours=beside.ours or 0.0, theirs=beside.theirs or 0.0)
    return beside
