"""Long memory in the database: taken in after the answer, once; felt by the next try; labels learned at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tiwala.fraud.actions.assess_try import assess_try
from tiwala.fraud.actions.forget_customer import forget_customer
from tiwala.fraud.actions.forget_old import forget_old
from tiwala.fraud.actions.note_label import note_label
from tiwala.fraud.actions.remember_fraud import remember_fraud
from tiwala.fraud.handlers import hear_captured, hear_failed
from tiwala.fraud.jobs import learn_labels
from tiwala.fraud.models import Entity, Recalled
from tiwala.fraud.tests.makers import OFFICE, a_try, tried
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM

pytestmark = pytest.mark.django_db


def paid(minor: int = 1000_00, days_ago: int = 0, **more: object) -> str:
    facts = a_try(minor, **more)
    with clock.hold(clock.now() - timedelta(days=days_ago)):
        assess_try(facts)
        hear_captured(payment_ref=facts.payment_ref)
    return facts.payment_ref


def known(payment_ref: str, kind: str = "reported") -> None:
    note_label(payment_ref, kind=kind, source="them")
    learn_labels()


def test_a_first_try_knows_nothing_and_the_next_one_knows_it():
    first = tried(ip=OFFICE, ends="paid").values
    assert (first["own_known_d"], first["habit_count"], first["shared_kind"]) == (None, 0, None)
    second = tried(ip=OFFICE).values
    assert (second["habit_count"], second["own_tries_1d"]) == (1, 1)
    assert (second["shared_kind"], second["shared_customers"], second["shared_frauds_7d"]) == ("ip", 1, 0)


def test_the_habit_is_what_was_paid_and_an_amount_far_out_is_told_with_it():
    for n in range(6):
        paid(1000_00 + n, days_ago=10 - n)
    paid(12_000_00, days_ago=1)
    values = tried(12_000_00).values
    assert (values["habit_count"], values["outliers_14d"]) == (6, 1)
    assert values["times_middle"] == pytest.approx(11.999, abs=0.01)
    assert values["times_most"] == pytest.approx(11.999, abs=0.01)


def test_what_was_declined_teaches_no_habit_until_it_is_paid_after_all():
    facts = a_try(500_00)
    assess_try(facts)
    for _ in range(2):
        hear_failed(payment_ref=facts.payment_ref, how="declined", reason="do_not_honor")
    values = tried(500_00).values
    assert (values["habit_count"], values["own_decline_share"], values["own_tries_1d"]) == (0, 1, 1)
    for _ in range(2):
        hear_captured(payment_ref=facts.payment_ref)
    values = tried(500_00).values
    assert (values["habit_count"], values["own_tries_1d"]) == (1, 1)


def test_a_fraud_on_an_address_is_felt_by_the_next_stranger_from_there_at_once():
    for n in range(2):
        ref = paid(ip=OFFICE, customer_ref=f"cus_{n}", days_ago=2)
        for _ in range(2):
            known(ref)
    values = tried(ip=OFFICE, customer_ref="cus_new").values
    assert (values["shared_unexplained_7d"], values["shared_frauds_7d"]) == (2, 2)
    assert values["shared_streak_share"] == 1
    assert values["shared_fraud_ago_d"] == pytest.approx(2, abs=0.1)
    assert tried(ip="198.51.100.1", customer_ref="cus_new").values["shared_frauds_7d"] is None


def test_a_fraud_whose_amount_gives_it_away_does_not_blame_the_address():
    for n in range(6):
        paid(1000_00, days_ago=10 - n)
    known(paid(90_000_00, ip=OFFICE, days_ago=1))
    values = tried(ip=OFFICE, customer_ref="cus_new").values
    assert (values["shared_frauds_7d"], values["shared_unexplained_7d"]) == (1, 0)
    assert tried().values["own_frauds_28d"] == 1


def test_only_what_is_surely_fraud_is_learned_and_once():
    ref = paid(ip=OFFICE)
    for kind in ("cleared", "unsure", "dispute_other"):
        known(ref, kind)
    assert tried(ip=OFFICE).values["shared_frauds_7d"] == 0
    for kind in ("reported", "confirmed", "early_warning"):
        known(ref, kind)
    assert tried(ip=OFFICE).values["shared_frauds_7d"] == 1


def test_a_branch_is_a_key_too():
    known(paid(branch_ref="bra_1"))
    assert tried(branch_ref="bra_1", customer_ref="cus_new").values["shared_kind"] == "place"
    assert tried(branch_ref="bra_2", customer_ref="cus_new").values["shared_kind"] is None


def test_a_fraud_may_be_known_before_the_try_has_ended():
    facts = a_try(ip=OFFICE)
    assess_try(facts)
    remember_fraud(facts.payment_ref, known_at=clock.now())
    hear_captured(payment_ref=facts.payment_ref)
    values = tried(ip=OFFICE).values
    assert (values["shared_frauds_7d"], values["shared_tries_1d"], values["habit_count"]) == (1, 1, 1)


def test_who_is_erased_is_remembered_no_more_and_old_keys_are_forgotten():
    paid(ip=OFFICE, mail="ana@example.test", branch_ref="bra_1")
    forget_customer("cus_ana", by=SYSTEM)
    assert set(Entity.objects.values_list("about", flat=True)) == {"house", "ip", "place"}
    assert not Recalled.objects.exists()
    paid(customer_ref="cus_ben")
    with clock.hold(clock.now() + timedelta(days=2000)):
        forget_old(by=SYSTEM)
    assert not Entity.objects.exists()
    assert not Recalled.objects.exists()


def test_what_was_never_seen_is_not_remembered():
    hear_captured(payment_ref="pay_of_cash")
    remember_fraud("pay_of_cash", known_at=clock.now())
    assert not Recalled.objects.exists()
    assert not Entity.objects.exists()


def test_the_rows_hold_no_key_in_plain():
    paid(ip=OFFICE, mail="ana@example.test", phone="+639171234567", device_key="cookie-secret")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(about || encode(mark, 'escape') || memory::text, ' ') FROM fraud_entity")
        (text,) = cursor.fetchone()
    for secret in (OFFICE, "203.0.113", "example.test", "639171234567", "cookie-secret", "cus_ana"):
        assert secret not in text
    assert set(Entity.objects.values_list("about", flat=True)) == {"customer", "device", "house", "ip", "mail", "phone"}
