"""The health line in one statement: mail, worker, books, trail, backup, notices. Counts and instants only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from tiwala.fraud.countries import condition_now
from tiwala.kit import clock
from tiwala.kit.conf import conf

_SQL = """
SELECT (SELECT count(*) FROM notify_letter WHERE state IN ('waiting', 'sending')),
       (SELECT min(created_at) FROM notify_letter WHERE state IN ('waiting', 'sending')),
       (SELECT count(*) FROM notify_letter WHERE state = 'failed'),
       (SELECT max(last_heartbeat) FROM procrastinate_workers),
       (SELECT to_timestamp(max(d.defer_timestamp)) FROM procrastinate_periodic_defers d
          LEFT JOIN procrastinate_jobs j ON j.id = d.job_id
         WHERE d.task_name = 'ledger.check' AND (j.id IS NULL OR j.status = 'succeeded')),
       (SELECT max(at) FROM audit_head),
       (SELECT max(at) FROM audit_record WHERE subject_ref = 'house' AND tag = 'operator:backup'),
       (SELECT count(*) FROM gateways_notice WHERE state = 'received'),
       (SELECT max(signed_at) FROM identity_accessreview),
       (SELECT min(due_at) FROM identity_accessreview WHERE state = 'open')
"""

BACKUP_OLDEST = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Health:
    """How the house keeps itself; None for what never happened yet."""

    letters_waiting: int
    letters_since: datetime | None
    letters_failed: int
    worker_at: datetime | None
    books_proven_at: datetime | None
    trail_signed_at: datetime | None
    backup_at: datetime | None
    notices_waiting: int
    reviewed_at: datetime | None
    review_due_at: datetime | None

    @property
    def has_mail_server(self) -> bool:
        """Whether letters leave the house at all."""
        return bool(conf.mail.smtp_url)

    @property
    def countries(self) -> str:
        """How the file of countries is: none, missing, broken, old or good. Looked at by this process, lately."""
        return condition_now()

    @property
    def is_review_late(self) -> bool:
        """Whether a review of who may do what should have been signed by now."""
        return self.review_due_at is not None and clock.now() >= self.review_due_at

    @property
    def is_worker_alive(self) -> bool:
        """Whether a worker was heard of lately. Its heartbeat is stamped by the database's own clock."""
        if self.worker_at is None:
            return False
        return (clock.machine_now() - self.worker_at).total_seconds() < conf.ops.heartbeat_oldest_s

    @property
    def is_backup_late(self) -> bool:
        """Whether a live house has no backup of the last two days."""
        if conf.ops.mode != "live":
            return False
        return self.backup_at is None or clock.now() - self.backup_at > BACKUP_OLDEST


def health() -> Health:
    """One statement, whatever the house holds."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        return Health(*cursor.fetchone())
