"""Every signal that the fraud room promises is really fed when somebody pays, through the payments room."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import payer
from tests.makers import line, make_customer, make_invoice
from tests.mmdb_maker import database
from tests.payment_makers import approved, begin, make_account
from tests.saving import make_kept
from tests.scripted_gateway import ScriptedGateway
from tiwala.audit.actions.record import record
from tiwala.customers.models import Customer
from tiwala.fraud.actions.note_ending import note_ending
from tiwala.fraud.countries import file_now
from tiwala.fraud.handlers import hear_captured, hear_failed
from tiwala.fraud.models import Assessment
from tiwala.fraud.tests.makers import goes_live
from tiwala.gateways import outcomes as o
from tiwala.gateways.models import GatewayAccount
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.disown import disown
from tiwala.identity.actions.make_customer_user import make_customer_user
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import Fraud, conf
from tiwala.kit.db import action
from tiwala.payments import handlers
from tiwala.payments.models import Attempt

pytestmark = pytest.mark.django_db
MANILA_IP, TOKYO_IP = "203.0.113.7", "198.51.100.9"
MANILA = "12 Mabini Street, Quezon City"
WORLD = {"203.0.113.0/24": {"country": {"iso_code": "PH"}}, "198.51.100.0/24": {"country": {"iso_code": "JP"}}}
NO_CARD = o.MethodFacts()
JAPANESE = o.MethodFacts(brand="Visa", last_four="4242", bin="424242", fingerprint="fp_1", country="JP")


@pytest.fixture
def account(scripted: ScriptedGateway) -> GatewayAccount:
    return make_account("scripted")


@pytest.fixture(autouse=True)
def _world(tmp_path, monkeypatch) -> None:
    path = tmp_path / "countries.mmdb"
    path.write_bytes(database(WORLD))
    monkeypatch.setattr(conf, "fraud", Fraud(late_ms=8_000, ip_countries=str(path)))
    file_now()


class Till:
    """Ana pays, and what was seen of it is looked up."""

    def __init__(self, account: GatewayAccount, scripted: ScriptedGateway, customer: Customer) -> None:
        self.account, self.scripted, self.customer = account, scripted, customer

    def pays(
        self, minor: int = 1_500_00, *, ip: str = MANILA_IP, card: Any = NO_CARD, ends: str = "", **more: Any
    ) -> Any:
        by = replace(payer("ana", self.customer.public_id), ip=ip, has_factor=True)
        self.scripted.says["start"] = [o.Declined(o.DeclineReason.BANK_REFUSED, facts=card)]
        if ends == "paid":
            self.scripted.says["start"] = [self._approves]
        attempt = begin(make_invoice(self.customer, line(minor)), account=self.account, by=by, **more)
        self._tell(attempt.payment.public_id, ends)
        return Assessment.objects.get(payment_ref=attempt.payment.public_id).values

    def _approves(self, request: Any) -> o.Outcome:
        return approved(Attempt.objects.get(key=request.attempt_key))

    def _tell(self, payment_ref: str, ends: str) -> None:
        if ends == "paid":
            hear_captured(payment_ref=payment_ref)
        else:
            hear_failed(payment_ref=payment_ref, how="declined", reason="bank_refused")
        handlers.tell_card(payment_ref=payment_ref)


@pytest.fixture
def till(account: GatewayAccount, scripted: ScriptedGateway) -> Till:
    return Till(account, scripted, make_customer("Ana Reyes", address=MANILA, phone="0917 123 4567"))


def test_billing_shipping_address_and_card_at_odds(till: Till) -> None:
    till.pays(card=JAPANESE)
    seen = till.pays(ip=TOKYO_IP, ship_address="1 Rue de Rivoli, Paris, France")
    told = ("bill_country", "ship_country", "ip_country", "bin_country", "phone_country")
    assert tuple(seen[name] for name in told) == ("PH", "FR", "JP", "JP", "PH")
    assert (seen["is_ip_bill_mismatch"], seen["is_bill_ship_mismatch"], seen["is_bin_bill_mismatch"]) == (True,) * 3
    assert seen["is_ip_bin_mismatch"] is False
    assert seen["country_mismatches"] == 3


def test_a_country_that_the_customers_address_names_is_theirs(account, scripted) -> None:
    ken = Till(account, scripted, make_customer("Ken Sato", address="4-2-8 Shibakoen, Tokyo 105-0011, Japan"))
    seen = ken.pays()
    assert (seen["bill_country"], seen["is_ip_bill_mismatch"]) == ("JP", True)
    nowhere = Till(account, scripted, make_customer("Nina Cruz")).pays()
    assert nowhere["bill_country"] is None


def test_impossible_travel_and_a_large_amount_soon_after_a_small_one(till: Till) -> None:
    begun = clock.now()
    till.pays(100_00)
    with clock.hold(begun + timedelta(minutes=20)):
        seen = till.pays(9_000_00, ip=TOKYO_IP)
    assert (seen["is_impossible_travel"], seen["is_large_after_small"]) == (True, True)


def test_many_cards_of_one_bin_from_one_address(account, scripted) -> None:
    for number in range(4):
        card = replace(JAPANESE, fingerprint=f"fp_{number}", last_four=f"{4000 + number}")
        Till(account, scripted, make_customer(f"Payer {number}")).pays(card=card)
    seen = Till(account, scripted, make_customer("One more")).pays()
    assert (seen["ip_cards_of_one_bin_24h"], seen["ip_cards_24h"], seen["ip_customers_24h"]) == (4, 4, 5)


def test_time_since_sign_up_refunds_and_disputes(till: Till) -> None:
    with clock.hold(clock.now() + timedelta(hours=30)):
        till.pays(ends="paid")
        first = Assessment.objects.get()
        assert first.values["customer_age_h"] == pytest.approx(30, abs=0.1)
        for how in ("refunded", "disputed"):
            note_ending(first.payment_ref, how=how)
        seen = till.pays()
    assert (seen["customer_refunds"], seen["customer_disputes"], seen["customer_paid"]) == (1, 1, 1)


def test_a_mailbox_for_throwing_away(account, scripted) -> None:
    seen = Till(account, scripted, make_customer("Nobody", email="x@mailinator.com")).pays()
    assert seen["mail_is_disposable"] is True


def test_sign_in_trouble_is_missing_without_an_account_and_told_with_one(till: Till) -> None:
    assert till.pays()["sign_in_fails_1h"] is None
    facts = PersonFacts("Ana Reyes", "ana.reyes@example.ph")
    user = make_customer_user(facts, customer_ref=till.customer.public_id, by=SYSTEM)
    seen = till.pays()
    names = ("sign_in_fails_1h", "sign_in_fails_24h", "account_changes_24h", "account_is_disowned")
    assert tuple(seen[name] for name in names) == (0, 0, 0, False)
    disown(user.pk, by=SYSTEM)
    assert till.pays()["account_is_disowned"] is True


def test_a_kept_card_in_a_new_browser_after_a_change_of_password_is_stepped_up(till: Till) -> None:
    goes_live("changed_then_paying")
    kept, facts = make_kept(till.customer, till.account), PersonFacts("Ana Reyes", "ana.reyes@example.ph")
    user = make_customer_user(facts, customer_ref=till.customer.public_id, by=SYSTEM)

    def is_asked(device: str) -> bool:
        till.pays(device_key=device, saved_ref=kept.public_id)
        return bool(till.scripted.called("start")[-1].challenge)

    with clock.hold(clock.now() + timedelta(days=2)):
        till.pays(device_key="her own")
        assert not is_asked("another")
        _password_changed(user.public_id)
        assert not is_asked("her own")
        assert is_asked("a third")


@action
def _password_changed(user_ref: str) -> None:
    """As identity's hooks write it down."""
    record("user:change_password", user_ref, by=SYSTEM)
