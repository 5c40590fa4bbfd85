"""Plan whatever an event missed."""

from __future__ import annotations

import structlog

from tiwala.autopay.actions.plan_for import plan_for
from tiwala.autopay.models import Agreement
from tiwala.kit.actor import Actor
from tiwala.kit.errors import Refusal

log = structlog.get_logger()


def plan_for_all(*, by: Actor) -> int:
    """For every customer with an agreement; one that fails holds up no other. How many were planned."""
    planned = 0
    refs = Agreement.objects.filter(state="active").order_by("id").values_list("customer_ref", flat=True)
    for ref in refs.iterator(chunk_size=200):
        try:
            planned += plan_for(ref, by=by)
        except Refusal as busy:
            log.info("autopay.plan_skipped", code=busy.code)
    return planned
