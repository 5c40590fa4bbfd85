"""Say up to which amount one person may find a payment in order."""

from __future__ import annotations

from typing import Any

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import Proposal
from tiwala.approvals.queries import needs_nobody
from tiwala.approvals.refusals import FactsChanged
from tiwala.approvals.registry import Done, Frozen
from tiwala.audit.actions.record import record
from tiwala.fraud.limits import Limits, clear_limit
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock
from tiwala.kit.errors import BadInput, NotAllowed
from tiwala.kit.money import Money


@action
def set_clear_limit(limit: Money, *, reason: str, key: str, by: Actor) -> Proposal | None:
    """A lower limit holds at once (None). A higher one waits for a second person. NotAllowed, BadInput."""
    if not by.may("four_eyes.edit"):
        raise NotAllowed(permission="four_eyes.edit")
    if limit.minor < 0:
        raise BadInput(fields={"limit": "0"})
    advisory_lock("fraud:limits")
    now = clear_limit()
    if not needs_nobody(by) and (limit.minor > now.minor or limit.currency != now.currency):
        facts = {"amount_minor": limit.minor, "currency": limit.currency, "before_minor": now.minor}
        return propose(Wish("clear_limit", "fraud", reason, key, facts), by=by)
    _write(limit, before=now, by=by)
    return None


def raise_clear_limit(frozen: Frozen, by: Actor) -> Done:
    """The proposal's higher limit holds from now on. A step; FactsChanged when another limit was set meanwhile."""
    advisory_lock("fraud:limits")
    now = clear_limit()
    if now.minor != frozen.facts["before_minor"]:
        raise FactsChanged
    limit = Money(frozen.facts["amount_minor"], frozen.facts["currency"])
    _write(limit, before=now, by=by, asked_by=frozen.asker.id)
    return Done()


def _write(limit: Money, *, before: Money, by: Actor, asked_by: str = "") -> None:
    Limits.objects.update_or_create(one=True, defaults={"clear_minor": limit.minor, "clear_currency": limit.currency})
    told: dict[str, Any] = {"asked_by": asked_by} if asked_by else {}
    told |= {"before_minor": before.minor, "after_minor": limit.minor, "currency": limit.currency}
    record("fraud_limit:clear", "", by=by, **told)
