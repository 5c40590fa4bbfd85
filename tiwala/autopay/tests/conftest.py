"""A customer with a kept card, a gateway under the test's control, and ten in the morning in Manila."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.makers import make_business, make_customer
from tests.payment_makers import approved, make_account
from tests.scripted_gateway import ScriptedGateway, registered
from tiwala.gateways import outcomes as o
from tiwala.gateways.port import StartRequest
from tiwala.kit import clock
from tiwala.ledger import checks as ledger_checks
from tiwala.payments.checks import CHECKS
from tiwala.payments.models import Attempt

MORNING = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
"""Ten in the morning, Tuesday, 1 December, in Manila."""


@pytest.fixture(autouse=True)
def _payments_checks() -> None:
    for name, sql in CHECKS.items():
        ledger_checks.register(name, sql)


@pytest.fixture(autouse=True)
def morning() -> Iterator[datetime]:
    with clock.hold(MORNING):
        yield MORNING


@pytest.fixture
def scripted() -> Iterator[ScriptedGateway]:
    with registered() as gateway:
        gateway.says["start"] = [paid]
        yield gateway


@pytest.fixture
def account(scripted, db):
    make_business()
    return make_account("scripted")


@pytest.fixture
def ana(account):
    return make_customer("Ana Reyes")


def paid(request: StartRequest) -> o.Approved:
    """The bank says yes at once."""
    return approved(Attempt.objects.get(key=request.attempt_key))
