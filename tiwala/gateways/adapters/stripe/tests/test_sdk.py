"""Stripe's own SDK as a second opinion: the same forms as ours, and our stand-in is Stripe to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
import stripe

from tiwala.gateways.adapters.stripe import asking
from tiwala.gateways.port import RefundRequest, StartRequest
from tiwala.gateways.tests.contract import new_key, paid, peso
from tiwala.kit import clock

ASKED = StartRequest("att_1", peso("150.00"), "card", "https://pay.example.ph/back", description="Invoice 0001")


class Heard(stripe.HTTPClient):
    """Keeps what the SDK would send."""

    name = "heard"

    def request(self, method, url, headers, post_data=None):
        self.said = (method, url, headers, post_data)
        return b'{"id": "x", "object": "x"}', 200, {}

    def close(self):
        """Nothing is open."""


@pytest.fixture
def heard():
    return Heard()


@pytest.fixture
def sdk(heard):
    return stripe.StripeClient("sk_test_1", http_client=heard)


def said(heard):
    return dict(parse_qsl(heard.said[3], keep_blank_values=True))


class TestForms:
    def test_a_page_is_asked_for_in_the_same_words(self, sdk, heard):
        request = replace(ASKED, save_method=True, challenge=True, description="Invoice 0001 · école")
        ours = asking.page(request, now=clock.machine_now())
        sdk.v1.checkout.sessions.create(as_their_params(ours), {"idempotency_key": request.attempt_key})
        assert said(heard) == ours
        assert heard.said[2]["Idempotency-Key"] == request.attempt_key
        assert heard.said[2]["Stripe-Version"] == asking.API_VERSION

    def test_a_kept_card_is_charged_in_the_same_words(self, sdk, heard):
        request = replace(ASKED, payer_present=True, challenge=True)
        ours = asking.charge(request, customer="cus_1", method="pm_1")
        sdk.v1.payment_intents.create(as_their_params(ours))
        assert said(heard) == ours

    def test_money_goes_back_in_the_same_words(self, sdk, heard):
        ours = asking.refund(RefundRequest("cs_1", peso("12.50"), new_key()), "pi_1")
        sdk.v1.refunds.create(as_their_params(ours))
        assert said(heard) == ours


def as_their_params(form):
    """Our form as the nested values that the SDK takes."""
    found = {}
    for name, value in form.items():
        head, *steps = name.replace("]", "").split("[")
        place, path = found, [head, *steps]
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1]] = value
    return _listed(found)


def _listed(value):
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(one) for name, one in value.items()}
    return list(inner.values()) if all(name.isdigit() for name in inner) else inner


@pytest.mark.journey
class TestStandIn:
    @pytest.fixture
    def client(self, harness):
        return stripe.StripeClient(
            harness.facts.keys["api_key"], base_addresses={"api": harness.facts.base_url}, max_network_retries=0
        )

    def test_it_reads_what_we_began(self, harness, client):
        request, reference = paid(harness)
        page = client.v1.checkout.sessions.retrieve(reference, {"expand": ["payment_intent.latest_charge"]})
        assert (page.status, page.payment_status, page.client_reference_id) == ("complete", "paid", request.attempt_key)
        assert page.payment_intent.latest_charge.payment_method_details.card.last4 == "4242"

    def test_it_gives_money_back_and_we_see_it(self, harness, client):
        _, reference = paid(harness)
        intent = client.v1.checkout.sessions.retrieve(reference).payment_intent
        made = client.v1.refunds.create({"payment_intent": intent, "amount": 5000})
        assert made.status == "succeeded"
        (seen,) = harness.gateway._finding.refunds_of(intent)
        assert seen["id"] == made.id

    def test_errors_are_theirs(self, harness, client):
        with pytest.raises(stripe.InvalidRequestError) as missing:
            client.v1.refunds.retrieve("re_nothing")
        assert missing.value.code == "resource_missing"
        _, reference = paid(harness)
        intent = client.v1.checkout.sessions.retrieve(reference).payment_intent
        with pytest.raises(stripe.InvalidRequestError) as large:
            client.v1.refunds.create({"payment_intent": intent, "amount": 99_999_900})
        assert large.value.param == "amount"
        stranger = stripe.StripeClient("sk_test_nobody_x", base_addresses={"api": harness.facts.base_url})
        with pytest.raises(stripe.AuthenticationError):
            stranger.v1.accounts.retrieve_current()

    def test_its_keys_are_kept_as_theirs(self, harness, client):
        _, reference = paid(harness)
        intent = client.v1.checkout.sessions.retrieve(reference).payment_intent
        key = {"idempotency_key": new_key()}
        made = [client.v1.refunds.create({"payment_intent": intent, "amount": 100}, key).id for _ in range(2)]
        assert made[0] == made[1]
        with pytest.raises(stripe.IdempotencyError):
            client.v1.refunds.create({"payment_intent": intent, "amount": 101}, key)

    def test_a_list_goes_on_from_page_to_page(self, harness, client):
        wanted = {paid(harness)[1] for _ in range(3)}
        since = {"gte": int((clock.machine_now() - timedelta(minutes=5)).timestamp())}
        found = client.v1.checkout.sessions.list({"limit": 1, "created": since}).auto_paging_iter()
        assert {page.id for page in found} == wanted
