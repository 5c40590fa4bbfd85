"""The demo gateway's statements of the past, read as the house reads them each morning."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.payments.actions.book_statement import book_statement
from tiwala.payments.asked_statements import Asked
from tiwala.payments.models import Attempt, StatementDay

BACK: Final = timedelta(days=35)


def book_month(account_ref: str, zone: str) -> None:
    """The days up to yesterday on which money came, and the mornings after them, where they are not read yet."""
    today, since = clock.today(zone), clock.now() - BACK
    came = Attempt.objects.filter(gateway_account_ref=account_ref, found_minor__isnull=False, state_at__gte=since)
    moved = {at.astimezone(ZoneInfo(zone)).date() for at in came.values_list("state_at", flat=True)}
    days = {day for one in moved for day in (one, one + timedelta(days=1)) if day < today}
    read = StatementDay.objects.filter(gateway_account_ref=account_ref, day__in=days).values_list("day", flat=True)
    for day in sorted(days - set(read)):
        book_statement(account_ref, Asked(day=day), by=SYSTEM)
