"""The hourly proof of the books."""

from procrastinate.contrib.django import app

from tiwala.kit import queue
from tiwala.ledger import checks


@app.periodic(cron="7 * * * *")
@app.task(name="ledger.check", queueing_lock="ledger.check")
def check(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Prove the books and hand every finding to a person."""
    for found in checks.run_all():
        facts = {"check": found.check, "detail": found.detail}
        queue.defer("tasks.raise", kind="ledger_finding", subject_ref=f"{found.check}:{found.subject}", facts=facts)
