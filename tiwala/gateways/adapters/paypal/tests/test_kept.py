"""Kept methods at PayPal: saved with a payment, charged by their token, ended there."""

from __future__ import annotations

import json

import pytest

from tiwala.gateways.adapters.paypal import wire
from tiwala.gateways.adapters.paypal.tests.scripted import (
    CREATE,
    FACTS,
    ID,
    KEY,
    ORDER,
    QUERY,
    Script,
    asked,
    capture,
    hold,
    order,
)
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Declined,
    DeclineReason,
    NeedsPayer,
    Pending,
    SavedMethod,
    Unknown,
    Why,
    may_send_again,
)
from tiwala.gateways.port import LookUp, MethodForgotten
from tiwala.gateways.tests.contract import ask, begin, kept_token, new_key
from tiwala.kit import http

TOKEN = "8kk8451t"
DELETE = f"DELETE /v3/vault/payment-tokens/{TOKEN}"
MAY_KEEP = {**FACTS.keys, "features": "vault, holds"}


def script():
    return Script(keys=MAY_KEEP)


def source(**changes):
    vault = {"id": TOKEN, "status": "VAULTED", "customer": {"id": "cust_1"}} | changes.pop("vault", {})
    wallet = {"email_address": "dan.cruz@example.com", "attributes": {"vault": vault}} | changes
    return {"payment_source": {"paypal": {name: value for name, value in wallet.items() if value is not None}}}


def charge(answer, **changes):
    made = script()
    made[CREATE] = answer
    with http.use_transport(made):
        return made, made.gateway.start(asked(token=TOKEN, **changes))


def saved(shown):
    made = script()
    made[ORDER] = shown
    with http.use_transport(made):
        return made.gateway.look_up(QUERY).saved


def test_only_where_the_account_may_it_is_kept_and_charged():
    assert not Script().gateway.can.method("paypal").off_session
    assert not Script().gateway.can.forgets_methods
    assert script().gateway.can.method("paypal").off_session
    assert script().gateway.can.forgets_methods
    plain = Script()
    with http.use_transport(plain):
        assert plain.gateway.start(asked(token=TOKEN)) == Declined(DeclineReason.METHOD_UNAVAILABLE)
    assert plain.asked == []


def test_keeping_is_asked_for_with_the_payment_and_never_without_leave():
    wallet = wire.asked(asked(save_method=True))["payment_source"]["paypal"]
    assert wallet["attributes"]["vault"] == {
        "store_in_vault": "ON_SUCCESS",
        "usage_type": "MERCHANT",
        "permit_multiple_payment_tokens": True,
    }
    assert "attributes" not in wire.asked(asked())["payment_source"]["paypal"]
    plain = Script()
    plain[CREATE] = order("PAYER_ACTION_REQUIRED")
    with http.use_transport(plain):
        plain.gateway.start(asked(save_method=True))
    assert "attributes" not in json.loads(plain.asked[0][1].content)["payment_source"]["paypal"]


def test_what_is_kept_is_a_token_and_a_masked_account():
    found = saved(order("COMPLETED", capture()) | source())
    assert isinstance(found, SavedMethod)
    assert (found.token, found.facts.brand, found.facts.wallet) == (TOKEN, "PayPal", "d•••@example.com")
    assert TOKEN not in repr(found)


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        (None, ""),
        ("", ""),
        ("@example.com", ""),
        ("dan", ""),
        ("d@x.ph", "d•••@x.ph"),
        ("0917" + "1" * 7 + "@example.com", "0•••@example.com"),
        ("dan@" + "1" * 9 + ".ph", ""),
        ("dan@" + "x" * 80, ""),
        (7, ""),
    ],
)
def test_no_more_of_an_address_is_told_than_who_has_it_needs(email, shown):
    assert saved(order("COMPLETED", capture()) | source(email_address=email)).facts.wallet == shown


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"payment_source": {}},
        {"payment_source": {"paypal": {}}},
        {"payment_source": {"paypal": {"attributes": {}}}},
        source(vault={"id": None, "status": "APPROVED"}),
        source(vault={"id": "../x"}),
        source(vault={"id": 7}),
        {"payment_source": {"card": {"last_digits": "1111"}}},
    ],
)
def test_without_a_token_nothing_is_kept_and_the_money_counts(shown):
    assert saved(order("COMPLETED", capture()) | shown) is None


def test_a_token_that_comes_later_makes_us_look_once_more():
    said = {"id": "WH-1", "event_type": "VAULT.PAYMENT-TOKEN.CREATED", "resource": {"id": TOKEN}}
    assert wire.event(said).kind == "other"
    told = wire.event(said | {"resource": {"id": TOKEN, "metadata": {"order_id": ID}}})
    assert (told.kind, told.reference, told.attempt_key) == ("payment", ID, "")
    gone = said | {"event_type": "VAULT.PAYMENT-TOKEN.DELETED"}
    assert wire.event(gone).kind == "other"


def test_a_charge_is_one_call_that_carries_the_token():
    made, outcome = charge((201, order("COMPLETED", capture())))
    assert isinstance(outcome, Approved)
    sent = made.asked[0][1]
    assert json.loads(sent.content)["payment_source"] == {"paypal": {"vault_id": TOKEN}}
    assert sent.headers["paypal-request-id"] == KEY
    assert len(made.asked) == 1


def test_money_may_be_set_aside_by_a_kept_method():
    made, outcome = charge((201, order("COMPLETED", intent="AUTHORIZE", holds=[hold()])), capture="manual")
    assert isinstance(outcome, Authorized)
    assert json.loads(made.asked[0][1].content)["intent"] == "AUTHORIZE"


def test_a_payer_who_is_wanted_goes_on_where_there_is_one_and_is_a_no_otherwise():
    wanted = (201, order("PAYER_ACTION_REQUIRED"))
    assert charge(wanted)[1] == Declined(DeclineReason.NOT_AUTHENTICATED, ID)
    made, outcome = charge(wanted, payer_present=True)
    assert isinstance(outcome, NeedsPayer)
    context = json.loads(made.asked[0][1].content)["payment_source"]["paypal"]["experience_context"]
    assert context["return_url"] == "https://shop.example/b"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("PENDING", Pending(ID)),
        ("DECLINED", Declined(DeclineReason.UNSPECIFIED, ID)),
        ("MOON", Unknown(Why.UNREADABLE)),
    ],
)
def test_each_state_of_the_money(status, outcome):
    assert charge((201, order("COMPLETED", capture(status=status))))[1] == outcome


@pytest.mark.parametrize(
    ("status", "issue", "reason"),
    [
        (422, "INSTRUMENT_DECLINED", DeclineReason.BANK_REFUSED),
        (422, "PAYER_ACCOUNT_RESTRICTED", DeclineReason.ACCOUNT_CLOSED),
        (422, "TOKEN_ID_NOT_FOUND", DeclineReason.METHOD_UNAVAILABLE),
        (422, "AGREEMENT_ALREADY_CANCELLED", DeclineReason.METHOD_UNAVAILABLE),
        (404, "INVALID_RESOURCE_ID", DeclineReason.METHOD_UNAVAILABLE),
        (422, "PAYER_ACTION_REQUIRED", DeclineReason.NOT_AUTHENTICATED),
        (422, "TRANSACTION_LIMIT_EXCEEDED", DeclineReason.OVER_LIMIT),
        (422, "CURRENCY_NOT_SUPPORTED", DeclineReason.METHOD_UNAVAILABLE),
        (403, "PERMISSION_DENIED", DeclineReason.METHOD_UNAVAILABLE),
    ],
)
def test_a_no_that_they_document_is_a_no(status, issue, reason):
    assert charge((status, {"details": [{"issue": issue}]}))[1] == Declined(reason)


@pytest.mark.parametrize(
    "answer", [(422, {"details": [{"issue": "MOON"}]}), (500, {}), (409, {}), (400, {}), (201, {})]
)
def test_what_is_no_clear_no_is_unknown_and_never_sent_elsewhere(answer):
    outcome = charge(answer)[1]
    assert isinstance(outcome, Unknown)
    assert not may_send_again(outcome)


def test_only_where_nothing_was_done_it_may_be_sent_again():
    assert may_send_again(charge((429, {}))[1])


def test_by_a_key_alone_a_charge_is_neither_found_nor_called_missing():
    made = script()
    with http.use_transport(made):
        charged = made.gateway.look_up(LookUp(KEY, by_kept=True))
        page = made.gateway.look_up(LookUp(KEY))
    assert charged == Unknown(Why.AMBIGUOUS)
    assert page == Unknown(Why.NOT_FOUND)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((204, None), MethodForgotten()),
        ((404, {}), MethodForgotten()),
        ((403, {}), Unknown(Why.SERVER_ERROR)),
        ((500, {}), Unknown(Why.SERVER_ERROR)),
        ((400, {}), Unknown(Why.SERVER_ERROR)),
    ],
)
def test_it_is_ended_there_and_only_a_clear_answer_is_an_end(answer, outcome):
    made = script()
    made[DELETE] = answer
    with http.use_transport(made):
        assert made.gateway.forget_method(TOKEN, key="sav_1") == outcome
    assert [call for call, _ in made.asked] == [DELETE]


@pytest.mark.journey
class TestOverTheStandIn:
    def test_each_keeping_has_a_token_of_its_own(self, harness):
        first, second = kept_token(harness), kept_token(harness)
        assert first != second
        assert harness.gateway.forget_method(first, key=new_key()) == MethodForgotten()
        assert isinstance(harness.gateway.start(ask(harness, token=second)), Approved)

    def test_a_payer_who_does_not_want_it_kept_pays_all_the_same(self, harness):
        _, outcome = begin(harness, save_method=True)
        harness.act(outcome.reference, "pay", keep=False)
        money = harness.gateway.look_up(LookUp("", outcome.reference))
        assert isinstance(money, Approved)
        assert money.saved is None

    def test_a_charge_sent_twice_takes_the_money_once(self, harness):
        request = ask(harness, token=kept_token(harness))
        first, again = harness.gateway.start(request), harness.gateway.start(request)
        assert first == again
        assert isinstance(harness.gateway.look_up(LookUp(request.attempt_key, first.reference)), Approved)

    def test_a_wallet_that_is_empty_says_no(self, harness):
        token = kept_token(harness)
        harness.act(token, "run_dry")
        assert harness.gateway.start(ask(harness, token=token)) == Declined(DeclineReason.BANK_REFUSED)
