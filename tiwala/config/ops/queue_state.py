"""What the job queue says of itself. Ages are by the database's own clock, which also stamped them."""

from __future__ import annotations

from typing import Any

from django.db import connection

_HEARTBEAT = "SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers"
_OLDEST = """
SELECT coalesce(extract(epoch FROM now() - min(since)), 0)::float8 FROM (
  SELECT coalesce(j.scheduled_at, min(e.at)) AS since
    FROM (SELECT id, scheduled_at FROM procrastinate_jobs
           WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
           ORDER BY priority DESC, id LIMIT 200) j
    LEFT JOIN procrastinate_events e ON e.job_id = j.id
   GROUP BY j.id, j.scheduled_at) waiting
"""
_BY_STATUS = "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status"
_LAST_RUNS = """
SELECT p.task_name, max(p.defer_timestamp) FROM procrastinate_periodic_defers p
  LEFT JOIN procrastinate_jobs j ON j.id = p.job_id
 WHERE j.id IS NULL OR j.status = 'succeeded' GROUP BY p.task_name
"""


def heartbeat_age_s() -> float | None:
    """How long since a worker last signed; None when there is none."""
    age_s: float | None = _rows(_HEARTBEAT)[0][0]
    return age_s


def oldest_job_age_s() -> float:
    """How long the job that is due the longest has waited; 0 when none waits."""
    return max(float(_rows(_OLDEST)[0][0]), 0.0)


def jobs_by_status() -> dict[str, int]:
    """How many jobs there are in each status. Those that succeeded are removed at once."""
    return dict(_rows(_BY_STATUS))


def last_runs() -> dict[str, int]:
    """When each periodic job was last due and then done, as Unix time."""
    return dict(_rows(_LAST_RUNS))


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
