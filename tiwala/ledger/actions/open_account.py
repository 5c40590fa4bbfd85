"""Open an account of the chart in one currency."""

from __future__ import annotations

from collections.abc import Iterable

from tiwala.kit.db import assert_in_transaction
from tiwala.ledger import chart
from tiwala.ledger.models import Account

Place = tuple[str, str]
"""(account code, currency)."""


def open_account(code: str, currency: str) -> Account:
    """The account, opened when it was not there. A code that is not in the chart breaks the books. A step."""
    open_accounts([(code, currency)])
    return Account.objects.filter(code=code, currency=currency).get()


def open_accounts(places: Iterable[Place]) -> dict[Place, int]:
    """The row ids of these accounts, opened where missing; one query when all are there. A step."""
    assert_in_transaction()
    wanted = sorted(set(places))
    found = _find(wanted)
    missing = [place for place in wanted if place not in found]
    if missing:
        Account.objects.bulk_create(
            [Account(code=code, currency=currency, kind=chart.kind_of(code).value) for code, currency in missing],
            ignore_conflicts=True,
        )
        found = _find(wanted)
    return found


def _find(places: list[Place]) -> dict[Place, int]:
    codes = {code for code, _ in places}
    rows = Account.objects.filter(code__in=codes).values_list("id", "code", "currency")
    return {(code, currency): pk for pk, code, currency in rows}
