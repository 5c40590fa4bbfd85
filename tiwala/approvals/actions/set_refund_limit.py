"""Say from which amount on a refund needs a second person."""

from __future__ import annotations

from tiwala.approvals.actions.propose import Wish, propose
from tiwala.approvals.models import FourEyes, Proposal
from tiwala.approvals.queries import needs_nobody, rules
from tiwala.approvals.refusals import FactsChanged
from tiwala.approvals.registry import Done, Frozen
from tiwala.audit.actions.record import record
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock
from tiwala.kit.errors import BadInput, NotAllowed
from tiwala.kit.money import Money


@action
def set_refund_limit(limit: Money, *, reason: str, key: str, by: Actor) -> Proposal | None:
    """A lower limit holds at once (None). A higher one waits for a second person. NotAllowed, BadInput."""
    if not by.may("four_eyes.edit"):
        raise NotAllowed(permission="four_eyes.edit")
    if limit.minor < 0:
        raise BadInput(fields={"limit": "0"})
    now = rules().refund_limit
    if not needs_nobody(by) and (limit.minor > now.minor or limit.currency != now.currency):
        facts = {"amount_minor": limit.minor, "currency": limit.currency, "before_minor": now.minor}
        return propose(Wish("refund_limit", "four-eyes", reason, key, facts), by=by)
    _write(limit, before=now, by=by)
    return None


def raise_limit(frozen: Frozen, by: Actor) -> Done:
    """The proposal's higher limit holds from now on. A step; FactsChanged when another limit was set meanwhile."""
    now = rules().refund_limit
    if now.minor != frozen.facts["before_minor"]:
        raise FactsChanged
    _write(Money(frozen.facts["amount_minor"], frozen.facts["currency"]), before=now, by=by)
    return Done()


def _write(limit: Money, *, before: Money, by: Actor) -> None:
    advisory_lock("approvals:four eyes")
    FourEyes.objects.update_or_create(
        one=True, defaults={"refund_limit_minor": limit.minor, "currency": limit.currency}
    )
    record("four_eyes:limit", "", by=by, before_minor=before.minor, after_minor=limit.minor, currency=limit.currency)
