"""Two workers, two windows: the limits hold, nothing is collected twice, and who pauses is heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from tests.autopay_makers import make_agreed, peso, planned
from tests.makers import make_customer, make_invoice
from tests.payment_makers import approved, make_account
from tests.races.at_once import at_once
from tests.saving import keeper
from tests.scripted_gateway import registered
from tiwala.autopay.actions.collect import collect
from tiwala.autopay.actions.collect_due import collect_due
from tiwala.autopay.actions.pause_agreement import pause_agreement
from tiwala.autopay.actions.plan_collection import plan_collection
from tiwala.autopay.models import Collection
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.notify.models import Letter
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.models import Attempt

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
DUE = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _morning():
    with clock.hold(MORNING):
        yield


@pytest.fixture
def scripted():
    with registered() as gateway:
        for verb in ("start", "look_up"):
            gateway.says[verb] = [lambda request: approved(Attempt.objects.get(key=request.attempt_key))]
        yield gateway


@pytest.fixture
def account(scripted):
    return make_account("scripted")


def busy_ones_come_again() -> None:
    """Who met a lock that was held for long comes back in an hour; what the bank was asked by then is asked about."""
    with clock.hold(DUE + timedelta(hours=2)):
        sweep_unknown(by=SYSTEM)
        collect_due(by=SYSTEM)


def test_eight_workers_at_once_never_go_above_the_month(account, scripted):
    ana = make_customer()
    make_agreed(ana, account, cap=peso(150_000), month_cap=peso(450_000))
    rows = [planned(make_invoice(ana)) for _ in range(8)]
    with clock.hold(DUE):
        at_once([partial(collect, row.id, by=SYSTEM) for row in rows])
    busy_ones_come_again()
    states = sorted(Collection.objects.values_list("state", flat=True))
    assert states == ["asks"] * 5 + ["paid"] * 3
    assert sum(asked.amount.minor for asked in scripted.called("start")) == 450_000


def test_eight_workers_at_one_collection_collect_it_once(account, scripted):
    ana = make_customer()
    make_agreed(ana, account)
    row = planned(make_invoice(ana))
    with clock.hold(DUE):
        at_once([partial(collect, row.id, by=SYSTEM)] * 4 + [partial(collect_due, by=SYSTEM)] * 4)
    busy_ones_come_again()
    row.refresh_from_db()
    assert (row.state, row.tries) == ("paid", 1)
    assert len(scripted.called("start")) == 1


def test_who_pauses_at_the_same_instant_either_was_in_time_or_not_and_nothing_begins_after(account, scripted):
    ana = make_customer()
    agreement = make_agreed(ana, account)
    rows = [planned(make_invoice(ana)) for _ in range(3)]
    with clock.hold(DUE):
        pause = partial(pause_agreement, agreement.public_id, by=keeper(ana))
        at_once([pause, *(partial(collect, row.id, by=SYSTEM) for row in rows)])
    busy_ones_come_again()
    ends = {(row.state, row.why) for row in Collection.objects.all()}
    assert ends <= {("paid", ""), ("stopped", "paused")}
    assert len(scripted.called("start")) == Collection.objects.filter(state="paid").count()


def test_planned_by_eight_at_once_it_is_told_once(account, scripted):
    ana = make_customer()
    invoice = make_invoice(ana)
    make_agreed(ana, account)
    at_once([partial(plan_collection, invoice.public_id, by=SYSTEM)] * 8)
    assert Collection.objects.count() == 1
    assert Letter.objects.filter(kind="autopay.coming").count() == 1
