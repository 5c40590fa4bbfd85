"""Background work of transfers: three lines each, one action."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tiwala.kit import actor
from tiwala.transfers.actions.expire_transfers import expire_transfers as expire
from tiwala.transfers.actions.forget_proofs import forget_proofs as forget


@app.periodic(cron="*/5 * * * *")
@app.task(name="transfers.expire", queueing_lock="transfers.expire", pass_context=False)
def expire_transfers(timestamp: int = 0) -> None:
    """End transfers whose time ran out."""
    del timestamp
    expire(by=actor.job("transfers.expire"))


@app.periodic(cron="47 3 * * *")
@app.task(name="transfers.forget_proofs", queueing_lock="transfers.forget_proofs", pass_context=False)
def forget_proofs(timestamp: int = 0) -> None:
    """Delete what payers showed once it has served."""
    del timestamp
    forget(by=actor.job("transfers.forget_proofs"))
