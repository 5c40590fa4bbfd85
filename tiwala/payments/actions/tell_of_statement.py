"""A person hears of what differs in a gateway's statement."""

from __future__ import annotations

from tiwala.kit.actor import Actor
from tiwala.payments.compared import Compared
from tiwala.payments.comparing import WRONG
from tiwala.tasks.actions.raise_task import raise_task


def tell_of_statement(account_ref: str, found: Compared, *, by: Actor) -> None:
    """One task of the account, for whatever differs. A step."""
    first = next((one.payment_ref for one in found.met if one.what in WRONG and one.payment_ref), "")
    facts = {"account": account_ref, "count": found.wrong, "first": first}
    raise_task("statement_differs", account_ref, by=by, summary_facts=facts)
