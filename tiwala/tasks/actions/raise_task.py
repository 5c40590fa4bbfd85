"""Ask for a person, in the transaction that found the need."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db.models import F

from tiwala.kit.actor import Actor
from tiwala.kit.db import assert_in_transaction
from tiwala.tasks.kinds import kind as known_kind
from tiwala.tasks.models import Task
from tiwala.tasks.states import TASK


def raise_task(
    kind: str, subject_ref: str, *, by: Actor, summary_facts: dict[str, Any], due_at: datetime | None = None
) -> Task:
    """The open task of this kind about this subject, made when there was none; found again, it counts `times`. A step.

    `summary_facts` are ids, amounts (`amount_minor` with `currency`) and words of ours: no personal data.
    """
    assert_in_transaction()
    known_kind(kind)
    facts = json.loads(json.dumps(summary_facts, default=str)) | {"raised_by": f"{by.kind}:{by.id}"}
    fresh = Task(kind=kind, subject_ref=subject_ref, facts=facts, due_at=due_at)
    Task.objects.bulk_create([fresh], ignore_conflicts=True)
    open_states = [state.value for state in TASK.open]
    found = Task.objects.select_for_update().get(kind=kind, subject_ref=subject_ref, state__in=open_states)
    if found.pk != fresh.pk:
        Task.objects.filter(pk=found.pk).update(times=F("times") + 1, facts=facts)
        found.times, found.facts = found.times + 1, facts
    return found
