"""What needs a person, by kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from tiwala.kit.actor import Actor
from tiwala.tasks.kinds import KINDS
from tiwala.tasks.models import Task


@dataclass(frozen=True, slots=True)
class WaitingKind:
    """A kind of task that somebody should look at: how many, since when."""

    name: str
    title: str
    count: int
    since: datetime
    is_about_money: bool


def waiting_tasks(*, by: Actor) -> list[WaitingKind]:
    """One statement; kinds about money first, then the longest waiting."""
    rows = (
        Task.objects.visible_to(by)
        .open()
        .order_by()
        .values_list("kind")
        .annotate(count=Count("pk"), since=Min("created_at"))
    )
    kinds = [
        WaitingKind(name, str(KINDS[name].title), count, since, KINDS[name].is_about_money)
        for name, count, since in rows
        if name in KINDS
    ]
    return sorted(kinds, key=lambda kind: (not kind.is_about_money, kind.since))
