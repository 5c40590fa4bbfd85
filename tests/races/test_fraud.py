"""Many tries at once on one key: none is uncounted. And a fraud room that is stuck never stops a payment."""

from __future__ import annotations

import time
from functools import partial

import pytest
from django.db import connection, transaction

from tests.makers import make_invoice
from tests.payment_makers import make_account, start_facts
from tests.races.at_once import at_once
from tests.scripted_gateway import registered
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.fraud.actions.assess_try import assess_try
from tiwala.fraud.models import Assessment, Sighting
from tiwala.fraud.tests.makers import OFFICE, a_try
from tiwala.gateways import outcomes as o
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.conf import Fraud, conf
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.facts import StartFacts
from tiwala.payments.states import AttemptState

pytestmark = pytest.mark.django_db(transaction=True)


def guest_of(facts: StartFacts) -> Actor:
    """Somebody with the link."""
    own = facts.customer_ref
    return Actor("guest", "link", customer_refs=frozenset({own}), customer_levels={own: "pays"}, ip=OFFICE)


@pytest.fixture
def account():
    with registered() as gateway:
        gateway.says["start"] = [o.NeedsPayer("https://x.example/pay", "chk")]
        yield make_account("scripted")


def test_of_fifty_at_once_none_is_uncounted():
    """In groups of ten, as many as there are lines to the database; the last to look sees all that were begun."""
    for _ in range(5):
        at_once([partial(assess_try, a_try(ip=OFFICE)) for _ in range(10)])
    counts = sorted(one.values["ip_tries_10m"] for one in Assessment.objects.filter(is_degraded=False))
    assert Sighting.objects.count() == len(counts) == counts[-1] == 50
    assert all(count >= place for place, count in enumerate(counts, 1))


def test_a_stuck_room_is_given_up_in_time_and_the_lists_still_count(monkeypatch):
    monkeypatch.setattr(conf, "fraud", Fraud())
    add_to_list(EntryFacts("deny", "ip", OFFICE, "card testing"), by=SYSTEM)

    def stuck() -> float:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE fraud_sighting IN ACCESS EXCLUSIVE MODE")
            time.sleep(2)
        return 0

    def late() -> object:
        time.sleep(0.5)
        began = time.perf_counter()
        return assess_try(a_try(ip=OFFICE, mail="x@mailinator.com")), time.perf_counter() - began

    _, (assessed, took) = at_once([stuck, late])
    assert (assessed.verdict, assessed.is_degraded) == ("block", True)
    assert {reason.rule for reason in assessed.reasons} == {"throwaway_mail"}
    assert took < 1
    assert Assessment.objects.get().is_degraded


def test_a_room_that_is_gone_does_not_stop_a_payment(account):
    facts = start_facts(make_invoice(), account=account)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE fraud_sighting RENAME TO fraud_away")
        cursor.execute("ALTER TABLE fraud_listentry RENAME TO fraud_lists_away")
    try:
        attempt = start_payment(facts, by=guest_of(facts))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE fraud_away RENAME TO fraud_sighting")
            cursor.execute("ALTER TABLE fraud_lists_away RENAME TO fraud_listentry")
    assert attempt.state == AttemptState.SENT
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("10s",)


def test_a_payment_is_assessed_before_the_gateway_is_asked_once(account):
    facts = start_facts(make_invoice(), account=account)
    attempt = start_payment(facts, by=guest_of(facts))
    assert start_payment(facts, by=guest_of(facts)).pk == attempt.pk
    kept = Assessment.objects.get()
    assert kept.payment_ref == attempt.payment.public_id
    assert (kept.values["ip_tries_1h"], kept.values["amount_minor"]) == (1, attempt.amount_minor)
