"""Night after night, the statements that gateways give by themselves, day by day, into the books."""

from __future__ import annotations

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from tiwala.business.queries import profile_facts
from tiwala.gateways.models import GatewayAccount
from tiwala.gateways.queries import accounts_of_house, adapter_by_ref
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.errors import GatewayBreakdown, Refusal
from tiwala.payments.actions.book_statement import book_statement
from tiwala.payments.asked_statements import Asked
from tiwala.payments.statement_days import days_to_read

LONGEST_S: Final = 900
_log = structlog.get_logger()


def read_statements(*, by: Actor) -> int:
    """Book what each account's statements tell of, up to yesterday; returns how many fees and payouts were booked.

    Also at accounts that are switched off: payouts come later. An account that does not answer holds up no other; its
    days are read the next night. What needs a person's word stays out and becomes a task.
    """
    return sum(_at(account, by=by) for account in accounts_of_house())


def _at(account: GatewayAccount, *, by: Actor) -> int:
    ref, zone, booked = account.public_id, ZoneInfo(profile_facts().time_zone), 0
    try:
        if not adapter_by_ref(ref).can.gives_statement:
            return 0
        for day in days_to_read(account, clock.today(str(zone)), zone):
            booked += _book(ref, day, by=by)
    except (GatewayBreakdown, Refusal) as broken:
        _log.warning("statements.not_read", account_ref=ref, why=type(broken).__name__)
    return booked


def _book(account_ref: str, day: date, *, by: Actor) -> int:
    return len(book_statement(account_ref, Asked(day=day), by=by, patience_s=LONGEST_S).booked)
