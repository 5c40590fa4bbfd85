"""What the room holds about people is listed, given to them, and forgotten in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps

from tests.makers import make_invoice
from tests.payment_makers import apply, approved, begin, make_account, promise, start_facts
from tiwala.gateways.outcomes import MethodFacts
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.fields import sealed_fields_of
from tiwala.payments.actions.forget_payers import forget_payers
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.models import Attempt
from tiwala.payments.payer import payer_of
from tiwala.payments.personal_data import PERSONAL_FIELDS, held_about


def test_every_sealed_field_is_on_the_list() -> None:
    models = apps.get_app_config("payments").get_models()
    sealed = {f"{model.__name__}.{field.name}" for model in models for field in sealed_fields_of(model)}
    assert sealed == set(PERSONAL_FIELDS)


@pytest.mark.django_db
def test_a_payer_is_remembered_sealed_given_back_to_them_and_forgotten(scripted) -> None:
    invoice, account = make_invoice(), make_account("scripted")
    guest = Actor("guest", "lnk_1", customer_refs=frozenset({invoice.customer_ref}), ip="203.0.113.7")
    device = "Mozilla/5.0\x00" + "x" * 500
    attempt = start_payment(replace(start_facts(invoice, account=account), device=device), by=guest)
    attempt.refresh_from_db()
    assert attempt.payer["ip"] == "203.0.113.7"
    assert len(attempt.payer["device"]) == 199
    apply(attempt, replace(approved(attempt), facts=MethodFacts(brand="visa", last_four="4242")))
    [held] = held_about(invoice.customer_ref)
    assert (held["brand"], held["ip"]) == ("visa", "203.0.113.7")
    with clock.hold(clock.now() + timedelta(days=539)):
        assert forget_payers(by=SYSTEM) == 0
    with clock.hold(clock.now() + timedelta(days=541)):
        assert forget_payers(by=SYSTEM) == 1
        assert forget_payers(by=SYSTEM) == 0
    attempt.refresh_from_db()
    assert (attempt.payer, attempt.method_facts["last_four"]) == (None, "4242")


@pytest.mark.django_db
def test_staff_and_programs_are_no_payers(scripted) -> None:
    begin(make_invoice(), account=make_account("scripted"))
    assert Attempt.objects.get().payer is None
    assert payer_of(Actor("person", "usr_1", is_staff=True, ip="203.0.113.7"), "x") is None
    assert payer_of(Actor("key", "key_1", ip="203.0.113.7"), "x") is None


@pytest.mark.django_db
def test_a_later_word_without_facts_takes_none_away(scripted) -> None:
    attempt = promise(make_invoice(), account=make_account("scripted"))
    apply(attempt, replace(approved(attempt), facts=MethodFacts(authentication="passed")))
    apply(attempt, approved(attempt))
    attempt.refresh_from_db()
    assert attempt.method_facts == {"authentication": "passed"}
