"""A removed method pays nothing from that instant; the gateway is asked until it has forgotten it too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.cast import CORA, payer
from tests.makers import make_customer, make_invoice
from tests.payment_makers import approved, begin, make_account
from tests.saving import keeper, make_kept
from tiwala.customers.access import AccessTooLow
from tiwala.customers.actions.close_customer import close_customer
from tiwala.events.models import Message
from tiwala.gateways import outcomes as o
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import GatewayBreakdown, NotFound
from tiwala.payments import handlers
from tiwala.payments.actions.forget_method import forget_method
from tiwala.payments.actions.sweep_forgetting import sweep_forgetting
from tiwala.payments.errors import MethodGone, ProofTooLow
from tiwala.payments.models import Attempt, SavedMethod
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(scripted):
    return make_account("scripted")


@pytest.fixture
def ana():
    return make_customer("Ana Reyes")


@pytest.fixture
def card(ana, account):
    return make_kept(ana, account, token="tok_1")


def pay(ana, card, account, **more):
    facts = {"account": account, "saved_ref": card.public_id, "by": keeper(ana)} | more
    return begin(make_invoice(ana), **facts)


def test_a_kept_card_pays_with_its_token_and_its_payer_there(ana, card, account, scripted):
    scripted.says["start"] = [lambda request: approved(Attempt.objects.get(key=request.attempt_key))]
    attempt = pay(ana, card, account)
    asked = scripted.called("start")[0]
    assert (asked.token, asked.payer_present, asked.save_method) == ("tok_1", True, False)
    assert "tok_1" not in repr(asked)
    card.refresh_from_db()
    assert (attempt.state, card.last_used_at is not None) == ("captured", True)


def test_a_bank_may_still_ask_the_payer_for_a_code(ana, card, account, scripted):
    scripted.says["start"] = [o.NeedsPayer("https://bank.example/3ds", "chk_1")]
    attempt = pay(ana, card, account)
    assert (attempt.state, attempt.redirect_url) == ("sent", "https://bank.example/3ds")


def test_removed_it_is_gone_here_and_at_the_gateway_and_its_token_with_it(ana, card, account, scripted):
    gone = forget_method(card.public_id, by=keeper(ana))
    assert scripted.called("forget_method") == [("tok_1", card.public_id)]
    assert (gone.state, gone.token, gone.removed_why) == ("forgotten", None, "removed")
    with pytest.raises(MethodGone):
        pay(ana, card, account)
    assert scripted.called("start") == []
    forget_method(card.public_id, by=keeper(ana))
    assert len(scripted.called("forget_method")) == 1


def test_a_lost_answer_is_asked_again_until_it_is_certain_and_nothing_pays_meanwhile(ana, card, account, scripted):
    lost = o.Unknown(o.Why.TIMED_OUT)
    scripted.says["forget_method"] = [lost, GatewayBreakdown("down", retry=True), lost, o.Unknown("x")]
    assert forget_method(card.public_id, by=keeper(ana)).state == "forgetting"
    with pytest.raises(MethodGone):
        pay(ana, card, account)
    began = clock.now()
    for hours in (1, 2, 30):
        with clock.hold(began + timedelta(hours=hours)):
            assert sweep_forgetting(by=SYSTEM) == 1
            assert sweep_forgetting(by=SYSTEM) == 0
    scripted.says["forget_method"] = []
    with clock.hold(began + timedelta(days=2)):
        sweep_forgetting(by=SYSTEM)
    card.refresh_from_db()
    assert (card.state, card.token) == ("forgotten", None)


def test_after_days_without_an_answer_a_person_is_asked_and_it_is_still_asked_daily(ana, card, scripted):
    scripted.says["forget_method"] = [o.Unknown(o.Why.LINE_BROKE)]
    forget_method(card.public_id, by=keeper(ana))
    began = clock.now()
    for day in range(1, 25):
        with clock.hold(began + timedelta(days=day)):
            assert sweep_forgetting(by=SYSTEM) == 1
    assert Task.objects.get(kind="method_not_forgotten").subject_ref == card.public_id
    scripted.says["forget_method"] = []
    with clock.hold(began + timedelta(days=26)):
        sweep_forgetting(by=SYSTEM)
    assert not Task.objects.open().exists()


def test_at_a_gateway_that_cannot_forget_our_token_goes_all_the_same(ana, card, scripted):
    scripted.can = replace(scripted.can, forgets_methods=False)
    assert forget_method(card.public_id, by=keeper(ana)).state == "forgotten"
    assert scripted.called("forget_method") == []


def test_others_neither_use_nor_remove_it(ana, card, account, scripted):
    ben = make_customer("Ben Cruz")
    with pytest.raises(MethodGone):
        begin(make_invoice(ben), account=account, saved_ref=card.public_id, by=keeper(ben, "ben"))
    with pytest.raises(NotFound):
        forget_method(card.public_id, by=keeper(ben, "ben"))
    with pytest.raises(AccessTooLow):
        forget_method(card.public_id, by=replace(payer("sam", ana.public_id, level="sees"), has_factor=True))
    with pytest.raises(ProofTooLow):
        forget_method(card.public_id, by=payer("ana", ana.public_id))
    with pytest.raises(ProofTooLow):
        pay(ana, card, account, by=payer("ana", ana.public_id))
    with pytest.raises(MethodGone):
        pay(ana, card, make_account("scripted"))
    assert scripted.called("start") == scripted.called("forget_method") == []


def test_the_database_lets_a_method_pay_only_its_own_customers_things(ana, card, account):
    other = begin(make_invoice(make_customer("Ben Cruz")), account=account)
    for wrong in ({"customer_ref": other.customer_ref}, {"gateway_account_ref": "gac_other"}, {"method": "wallet"}):
        facts = {
            "payment": other.payment,
            "customer_ref": ana.public_id,
            "gateway_account_ref": account.public_id,
            "method": "card",
            "amount_minor": 1,
            "currency": "PHP",
            "key": "forged",
            "saved_method": card,
        }
        with pytest.raises(DatabaseError, match="does not pay this"), transaction.atomic():
            Attempt.objects.create(**facts | wrong)


def test_when_a_customer_is_closed_nothing_of_theirs_stays_kept(ana, card, account):
    other = make_kept(make_customer("Ben Cruz"), account)
    close_customer(ana.id, by=SYSTEM)
    handlers.hear_closed(customer_ref=ana.public_id)
    handlers.hear_closed(customer_ref=ana.public_id)
    assert SavedMethod.objects.get(pk=card.pk).state == "forgotten"
    assert SavedMethod.objects.get(pk=other.pk).state == "kept"


def test_the_removal_is_told_to_others_and_a_letter_is_written(ana, card):
    forget_method(card.public_id, by=keeper(ana))
    told = Message.objects.get(name="payments.method_removed")
    assert told.payload == {"method_ref": card.public_id, "customer_ref": ana.public_id, "why": "removed"}
    handlers.hear_removed(method_ref=card.public_id)


def test_staff_see_them_masked(ana, card):
    assert SavedMethod.objects.visible_to(CORA).get().shown == "Visa •••• 4242"
    assert not SavedMethod.objects.visible_to(payer("ben", "cus_x")).exists()
