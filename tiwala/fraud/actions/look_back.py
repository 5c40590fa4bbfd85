"""Ask a rule of what was seen and keep what it would have done; long work, and no transaction is held meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tiwala.audit.actions.record import record
from tiwala.fraud.backtest.run import backtest
from tiwala.fraud.backtest.told import told
from tiwala.fraud.errors import RuleRefused
from tiwala.fraud.models import Lookback, RuleVersion
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


def look_back(lookback_ref: str, *, by: Actor) -> None:
    """The answer is kept once; run again after a crash it begins anew, run again after that it does nothing."""
    found: Lookback = Lookback.objects.by_public_id(lookback_ref)
    if found.finished_at is not None:
        return
    version: RuleVersion = RuleVersion.objects.by_public_id(found.version_ref)

    def show(done: int, total: int) -> None:
        _move(lookback_ref, done=done, total=total)

    try:
        tally = backtest(version.text, since=clock.now() - timedelta(days=found.days), show=show)
    except RuleRefused:
        _finish(lookback_ref, result=None, trouble="unreadable", by=by)
    else:
        _finish(lookback_ref, result=told(tally), trouble="", by=by)


@action
def _move(lookback_ref: str, *, done: int, total: int) -> None:
    pk = ids.decode(Lookback.PREFIX, lookback_ref)
    Lookback.objects.filter(pk=pk, finished_at__isnull=True).update(done=done, total=total, moved_at=clock.now())


@action
def _finish(lookback_ref: str, *, result: dict[str, Any] | None, trouble: str, by: Actor) -> None:
    row: Lookback = Lookback.objects.locked(ids.decode(Lookback.PREFIX, lookback_ref))
    if row.finished_at is not None:
        return
    row.result, row.trouble, row.finished_at = result, trouble, clock.now()
    row.save(update_fields=["result", "trouble", "finished_at"])
    record("fraud_lookback:finish", lookback_ref, by=by, trouble=trouble)
