"""What the fraud room is told of a try, before it and after the gateway's answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.makers import make_customer, make_invoice
from tests.payment_makers import approved, begin, make_account
from tests.saving import asked_to_keep, keeper
from tiwala.fraud.models import Assessment, Learned, Sighting
from tiwala.gateways import outcomes as o
from tiwala.kit.actor import SYSTEM
from tiwala.payments import handlers
from tiwala.payments.actions.apply_outcome import apply_outcome
from tiwala.payments.models import Attempt, SavedMethod

pytestmark = pytest.mark.django_db
CARD = o.MethodFacts(brand="Visa", last_four="4242", bin="424242", fingerprint="fp_1", country="PH")


@pytest.fixture
def account(scripted):
    return make_account("scripted")


def test_a_declined_card_is_learned_from_the_answer(account, scripted):
    scripted.says["start"] = [o.Declined(o.DeclineReason.BANK_REFUSED, facts=CARD)]
    attempt = begin(make_invoice(), account=account)
    for _ in range(2):
        handlers.tell_card(payment_ref=attempt.payment.public_id)
    learned = Learned.objects.get()
    assert (learned.payment_ref, learned.bin, learned.country) == (attempt.payment.public_id, "424242", "PH")


def test_a_kept_card_is_known_before_its_try(account, scripted):
    ana = make_customer("Ana Reyes")
    first = asked_to_keep(ana, account)
    money = approved(first, saved=o.SavedMethod("tok_1", CARD), facts=CARD)
    apply_outcome(first.id, money, by=SYSTEM, source="test")
    kept = SavedMethod.objects.get()
    scripted.says["start"] = [lambda request: approved(Attempt.objects.get(key=request.attempt_key))]
    begin(make_invoice(ana), account=account, saved_ref=kept.public_id, by=keeper(ana))
    values = Assessment.objects.get().values
    assert (values["card_tries_24h"], values["bin_country"], values["is_kept_method"]) == (1, "PH", True)


def test_what_the_house_knows_of_the_customer_goes_along_and_staff_have_no_browser(account, scripted):
    ana = make_customer("Ana Reyes")
    for by in (keeper(ana), replace(keeper(ana), is_staff=True, permissions=frozenset({"payment.record_cash"}))):
        scripted.says["start"] = [o.Declined(o.DeclineReason.BANK_REFUSED)]
        begin(make_invoice(ana), account=account, by=by, device_key="browser")
    payer, staff = Sighting.objects.order_by("id")
    assert payer.mail_mark
    assert payer.device_mark
    assert payer.ip_mark
    assert (staff.device_mark, staff.ip_mark, staff.mail_mark) == (None, None, payer.mail_mark)


def test_the_branch_that_sold_it_is_told(account, scripted):
    scripted.says["start"] = [o.Declined(o.DeclineReason.BANK_REFUSED)]
    begin(make_invoice(), account=account, branch_ref="brn_1")
    assert Sighting.objects.get().branch_ref == "brn_1"
