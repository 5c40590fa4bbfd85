"""Figures for /metrics that the database knows: read when they are asked for, the same from every process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Max, Model, QuerySet
from prometheus_client.core import GaugeMetricFamily

from tiwala.audit.models import Head, Record
from tiwala.config.ops import queue_state
from tiwala.events.models import Delivery
from tiwala.events.states import DELIVERY
from tiwala.gateways.queries import waiting_notices
from tiwala.kit.conf import conf
from tiwala.notify.models import Letter
from tiwala.notify.states import LetterState
from tiwala.payments.models import Attempt, Refund
from tiwala.payments.states import AttemptState, RefundState
from tiwala.tasks.kinds import KINDS
from tiwala.tasks.models import Task


class Figures:
    """A collector of gauges: one line for each state there is, also at 0, so that alarms can be set."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All of them, in a dozen statements."""
        yield from self._money()
        yield from self._work()
        yield from self._trust()

    def _money(self) -> Iterator[GaugeMetricFamily]:
        yield _by("tiwala_attempts", "Tries at a gateway by state.", "state", _counts(Attempt, AttemptState))
        yield _by("tiwala_refunds", "Refunds by state.", "state", _counts(Refund, RefundState))
        yield _one("tiwala_notices_waiting", "Notices stored and not yet read.", waiting_notices())

    def _work(self) -> Iterator[GaugeMetricFamily]:
        yield _by("tiwala_letters", "Letters by state.", "state", _counts(Letter, LetterState))
        open_ones = Delivery.objects.filter(state__in=[*DELIVERY.open, "failed"])
        deliveries = dict.fromkeys([*DELIVERY.open, "failed"], 0) | _grouped(open_ones, "state")
        yield _by("tiwala_deliveries", "Event deliveries that are not done, by state.", "state", deliveries)
        tasks = dict.fromkeys(KINDS, 0) | _grouped(Task.objects.open().order_by(), "kind")
        yield _by("tiwala_tasks_open", "Things that need a person, by kind.", "kind", tasks)
        jobs = dict.fromkeys(("todo", "doing", "failed"), 0) | queue_state.jobs_by_status()
        yield _by("tiwala_jobs", "Jobs in the queue by status.", "status", jobs)
        yield _one("tiwala_oldest_job_seconds", "How long the oldest due job waits.", queue_state.oldest_job_age_s())
        age_s = queue_state.heartbeat_age_s()
        if age_s is not None:
            yield _one("tiwala_worker_heartbeat_age_seconds", "Since a worker last signed.", age_s)
        last = queue_state.last_runs()
        yield _by(
            "tiwala_job_last_run_timestamp_seconds", "When each periodic job last ran (ledger.check).", "job", last
        )

    def _trust(self) -> Iterator[GaugeMetricFamily]:
        head = Head.objects.aggregate(at=Max("at"), seq=Max("seq"))
        newest = Record.objects.aggregate(seq=Max("seq"))["seq"] or 0
        signed_at = head["at"].timestamp() if head["at"] else 0
        yield _one("tiwala_audit_records", "Number of the newest audit record.", newest)
        yield _one("tiwala_audit_head_timestamp_seconds", "When the audit chain was last signed.", signed_at)
        yield _one("tiwala_audit_unsigned_records", "Records since then.", newest - (head["seq"] or 0))
        free = shutil.disk_usage(conf.ops.data_dir).free
        yield _one("tiwala_disk_free_bytes", "Room where the data are.", free)


def _counts(noun: type[Model], states: type[AttemptState | RefundState | LetterState]) -> dict[str, int]:
    return dict.fromkeys((state.value for state in states), 0) | _grouped(noun._default_manager.all(), "state")


def _grouped(rows: QuerySet[Any], column: str) -> dict[str, int]:
    return dict(rows.values_list(column).annotate(Count("pk")))


def _by(name: str, words: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=[label])
    for value, count in sorted(values.items()):
        family.add_metric([str(value)], count)
    return family


def _one(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)
