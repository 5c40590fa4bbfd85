"""/api/v1/payments"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.makers import make_customer, make_invoice
from tests.payment_makers import approved, make_account
from tests.scripted_gateway import ScriptedGateway, registered
from tiwala.api.tests.caller import Caller, code
from tiwala.business import cache
from tiwala.business.actions.set_payment_option import set_payment_option
from tiwala.business.facts import OptionFacts
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.gateways.outcomes import NeedsPayer, Unknown, Why
from tiwala.invoicing.links import open_link
from tiwala.invoicing.models import Invoice
from tiwala.kit.actor import SYSTEM
from tiwala.payments.models import Attempt, Payment


@pytest.fixture
def gateway(db: None) -> Iterator[ScriptedGateway]:
    """A gateway behind the one way to pay that is offered: cards, in parts of ₱100.00 and more."""
    with registered() as scripted:
        option = OptionFacts(
            method="card",
            gateway_account_ref=make_account("scripted").public_id,
            allow_partial=True,
            min_partial_minor=10_000,
        )
        set_payment_option(option, by=SYSTEM)
        cache.forget()
        yield scripted
    cache.forget()


def _wish(*invoices: Invoice, **more: Any) -> dict[str, Any]:
    targets = [{"invoice": one.public_id} for one in invoices]
    return {"customer": invoices[0].customer_ref, "invoices": targets, "method": "card", **more}


def test_it_leads_to_the_gateways_page(shop: Caller, gateway: ScriptedGateway) -> None:
    invoice = make_invoice()
    response = shop.post("/payments", _wish(invoice))
    assert response.status_code == 201, response.content
    said = response.json()
    assert said["state"] == "open"
    assert said["attempts"][0]["redirect_url"] == "http://scripted.example/pay"
    assert said["invoices"] == [{"invoice": invoice.public_id, "amount_minor": 150_000}]
    asked = gateway.called("start")[0]
    assert asked.amount.minor == 150_000
    assert asked.description == invoice.number_text


def test_the_payer_comes_back_to_the_pay_page_of_that_invoice(shop: Caller, gateway: ScriptedGateway) -> None:
    invoice = make_invoice()
    shop.post("/payments", _wish(invoice))
    token = gateway.called("start")[0].return_url.rstrip("/").rsplit("/", 1)[1]
    assert open_link(token, visitor="x").invoice_ref == invoice.public_id


def test_a_payment_that_may_not_be_is_a_code_of_its_own_and_not_sent(shop: Caller, gateway: ScriptedGateway) -> None:
    invoice = make_invoice()
    add_to_list(EntryFacts("deny", "customer", invoice.customer_ref, "stolen cards"), by=SYSTEM)
    for _ in range(2):
        response = shop.post("/payments", _wish(invoice), key="k")
        assert code(response) == (403, "payment_blocked")
        assert "stolen" not in response.content.decode()
    assert gateway.calls == []
    assert Payment.objects.count() == 1


def test_the_same_key_asks_the_gateway_once(shop: Caller, gateway: ScriptedGateway) -> None:
    wish = _wish(make_invoice())
    first = shop.post("/payments", wish, key="k")
    assert shop.post("/payments", wish, key="k").content == first.content
    assert len(gateway.called("start")) == 1
    assert Payment.objects.count() == 1


def test_a_second_try_while_the_first_lives_is_refused(shop: Caller, gateway: ScriptedGateway) -> None:
    wish = _wish(make_invoice())
    shop.post("/payments", wish)
    assert code(shop.post("/payments", wish)) == (409, "already_being_paid")


def test_a_lost_answer_is_unknown_and_not_a_failure(shop: Caller, gateway: ScriptedGateway) -> None:
    gateway.says["start"] = [Unknown(Why.TIMED_OUT)]
    said = shop.post("/payments", _wish(make_invoice())).json()
    assert (said["state"], said["attempts"][0]["state"]) == ("open", "unknown")


def test_asking_again_takes_in_the_money(shop: Caller, gateway: ScriptedGateway) -> None:
    invoice = make_invoice()
    ref = shop.post("/payments", _wish(invoice)).json()["id"]
    gateway.says["look_up"] = [approved(Attempt.objects.get())]
    said = shop.post(f"/payments/{ref}/asks", key="").json()
    assert said["state"] == "captured"
    assert said["captured"] == {"amount_minor": 150_000, "currency": "PHP"}
    assert said["allocations"] == [{"invoice": invoice.public_id, "amount_minor": 150_000}]
    assert said["attempts"][0]["redirect_url"] == ""
    assert shop.get(f"/invoices/{invoice.public_id}").json()["settlement"] == "paid"
    assert shop.get(f"/payments/{ref}").json() == said


def test_several_invoices_are_paid_at_once(shop: Caller, gateway: ScriptedGateway) -> None:
    ana = make_customer()
    said = shop.post("/payments", _wish(make_invoice(ana), make_invoice(ana))).json()
    assert said["amount"]["amount_minor"] == 300_000


@pytest.mark.parametrize(
    ("amount", "status"), [(9_999, 422), (10_000, 201), (150_000, 201), (150_001, 422), (0, 422), (-5, 422)]
)
def test_a_part_is_taken_as_the_business_allows(
    shop: Caller, gateway: ScriptedGateway, amount: int, status: int
) -> None:
    invoice = make_invoice()
    wish = _wish(invoice) | {"invoices": [{"invoice": invoice.public_id, "amount_minor": amount}]}
    assert shop.post("/payments", wish).status_code == status


def test_what_is_not_owed_by_this_customer_cannot_be_paid(shop: Caller, gateway: ScriptedGateway) -> None:
    wish = _wish(make_invoice(), customer=make_customer().public_id)
    assert code(shop.post("/payments", wish)) == (409, "nothing_due")
    twice = make_invoice()
    assert code(shop.post("/payments", _wish(twice, twice)))[0] == 422
    assert not Payment.objects.exists()


def test_a_method_that_is_not_offered_is_refused(shop: Caller, gateway: ScriptedGateway) -> None:
    assert code(shop.post("/payments", _wish(make_invoice(), method="gcash"))) == (422, "method_not_offered")


def test_it_lists_the_ways_to_pay(shop: Caller, gateway: ScriptedGateway) -> None:
    said = shop.get("/payment-methods").json()["items"]
    assert [(one["method"], one["min_partial_minor"]) for one in said] == [("card", 10_000)]


def test_counted_money_is_captured_at_once_and_the_rest_is_credit(shop: Caller) -> None:
    invoice = make_invoice()
    body = {
        "customer": invoice.customer_ref,
        "invoices": [{"invoice": invoice.public_id}],
        "amount": {"amount_minor": 200_000, "currency": "PHP"},
        "channel": "bank",
    }
    first = shop.post("/payments/counted", body, key="k")
    said = first.json()
    assert (first.status_code, said["state"], said["channel"]) == (201, "captured", "bank")
    assert said["allocations"] == [{"invoice": invoice.public_id, "amount_minor": 150_000}]
    assert shop.post("/payments/counted", body, key="k").json() == said
    assert Payment.objects.count() == 1


def test_the_list_is_filtered(shop: Caller, gateway: ScriptedGateway) -> None:
    invoice, other = make_invoice(), make_invoice()
    gateway.says["start"] = [NeedsPayer("http://scripted.example/1", "a"), NeedsPayer("http://scripted.example/2", "b")]
    ref = shop.post("/payments", _wish(invoice)).json()["id"]
    shop.post("/payments", _wish(other))
    for query in ({"invoice": invoice.public_id}, {"customer": invoice.customer_ref}):
        assert [one["id"] for one in shop.get("/payments", **query).json()["items"]] == [ref]
    assert shop.get("/payments", state="captured").json() == {"items": [], "next_cursor": ""}
