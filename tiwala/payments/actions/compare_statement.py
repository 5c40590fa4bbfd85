"""A gateway's statement, asked for or given as a file, beside our books."""

from __future__ import annotations

from tiwala.audit.actions.record import record
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.actions.tell_of_statement import tell_of_statement
from tiwala.payments.asked_statements import Asked, lines_of
from tiwala.payments.compared import Compared, found_in


def compare_statement(account_ref: str, asked: Asked, *, by: Actor) -> Compared:
    """Put a statement beside the books; the books stay as they are. What differs becomes one task of the account.

    Refuses as `lines_of` does. Calls the gateway for its own statement.
    """
    given = lines_of(account_ref, asked)
    found = found_in(account_ref, given)
    _note(account_ref, asked, found, by=by)
    return found


@action
def _note(account_ref: str, asked: Asked, found: Compared, *, by: Actor) -> None:
    if found.wrong:
        tell_of_statement(account_ref, found, by=by)
    record("statement:compare", account_ref, by=by, statement=asked.name, lines=len(found.judged), wrong=found.wrong)
