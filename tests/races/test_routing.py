"""Many payers at once while a gateway fails: one tries, nobody pays twice, what is unknown stays where it is."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from tests.makers import make_invoice
from tests.payment_makers import make_account, start_facts
from tests.races.at_once import at_once
from tests.scripted_gateway import registered
from tiwala.gateways import outcomes as o
from tiwala.gateways.actions.judge_circuit import judge_circuit
from tiwala.gateways.models import Call, Circuit
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf
from tiwala.kit.errors import Refusal
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.models import Attempt, AttemptHold

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = o.NeedsPayer("https://x.example/pay", "chk")


@pytest.fixture
def scripted():
    with registered() as gateway:
        yield gateway


@pytest.fixture
def accounts(scripted):
    return [make_account("scripted") for _ in range(2)]


def start(invoice, accounts, **more):
    others = tuple(one.public_id for one in accounts[1:])
    return start_payment(start_facts(invoice, account=accounts[0], others=others, **more), by=SYSTEM)


def broken(account) -> None:
    Call.objects.bulk_create(
        Call(at=clock.now(), account_ref=account.public_id, method="card", verb="start", kind="failed", took_ms=9)
        for _ in range(4)
    )
    judge_circuit(account.public_id, "card", went_well=False, began_at=clock.now(), by=SYSTEM)


def test_of_fifty_payers_one_tries_the_half_open_gateway_and_none_is_turned_away(accounts, scripted):
    broken(accounts[0])
    scripted.says["start"] = [lambda asked: o.NeedsPayer("https://x.example/pay", f"chk_{asked.attempt_key}")]
    invoices = [make_invoice() for _ in range(50)]
    Circuit.objects.update(open_until=clock.now())
    answers = at_once([partial(start, invoice, accounts) for invoice in invoices])
    assert not [one for one in answers if isinstance(one, Refusal)]
    live = Counter(Attempt.objects.filter(state="sent").values_list("gateway_account_ref", flat=True))
    assert sum(live.values()) == 50
    assert AttemptHold.objects.filter(live=True).count() == 50


def test_a_half_open_gateway_that_hangs_is_asked_by_one_of_fifty(accounts, scripted):
    broken(accounts[0])
    invoices = [make_invoice() for _ in range(50)]
    Circuit.objects.update(open_until=clock.now())
    scripted.says["start"] = [o.Unknown(o.Why.TIMED_OUT)]
    at_once([partial(start, invoice, accounts[:1]) for invoice in invoices])
    assert Call.objects.filter(account_ref=accounts[0].public_id, kind="unknown").count() == 1
    assert Attempt.objects.filter(state="unknown").count() == 1
    assert not AttemptHold.objects.filter(live=True).exclude(attempt__state="unknown").exists()


def test_an_unknown_try_holds_against_every_other_way_and_account(accounts, scripted):
    invoice = make_invoice()
    scripted.says["start"] = [o.Unknown(o.Why.TIMED_OUT)]
    first = start(invoice, accounts)
    scripted.says["start"] = [GOOD]
    works = [partial(start, invoice, accounts[::-1], method=method) for method in ("card", "qrph", "otc", "wallet")] * 3
    answers = at_once(works)
    assert {answer.code for answer in answers} == {"already_being_paid"}
    assert list(Attempt.objects.values_list("id", "state")) == [(first.id, "unknown")]


def test_moving_on_leaves_no_gap_for_another_window(accounts, scripted):
    dice = random.Random(3)
    for _ in range(5):
        invoice = make_invoice()
        scripted.says["start"] = [lambda asked: dice.choice([o.Unknown(o.Why.NOT_SENT), GOOD])]
        at_once([partial(start, invoice, accounts) for _ in range(6)])
        assert AttemptHold.objects.filter(target_ref=invoice.public_id, live=True).count() <= 1
        assert Attempt.objects.filter(holds__target_ref=invoice.public_id, state="sent").count() <= 1


def test_a_try_that_dies_gives_the_way_free(accounts, scripted):
    broken(accounts[0])
    Circuit.objects.update(open_until=clock.now())

    def dies(_asked):
        raise SystemExit

    scripted.says["start"] = [dies]
    with pytest.raises(SystemExit):
        start(make_invoice(), accounts[:1])
    assert Circuit.objects.get().state == "half_open"
    with clock.hold(clock.now() + timedelta(seconds=conf.routing.probe_s + 1)):
        scripted.says["start"] = [GOOD]
        assert start(make_invoice(), accounts[:1]).state == "sent"
    assert Circuit.objects.get().state == "closed"
