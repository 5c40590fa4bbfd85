"""The payer's side: the hosted pages, from choice to return."""

import pytest

from tiwala_sandbox.cards import CARDS, passes_luhn
from tiwala_sandbox.store import TABLES

GOOD = {"number": "4111 1111 1111 1111", "expiry": "12/34", "cvc": "123"}


def path_of(checkout):
    return f"/checkout/{checkout['id']}"


def by_card(gateway, checkout, number):
    return gateway.submit(path_of(checkout) + "/card", **{**GOOD, "number": number})


def test_the_wallet_is_one_press_and_leads_back_without_proof(gateway):
    checkout = gateway.start(methods=["wallet"])
    assert "Approve payment" in gateway.page(checkout["url"]).text
    answer = gateway.submit(path_of(checkout) + "/wallet", do="approve")
    assert (answer.status_code, answer.headers["location"]) == (303, "http://shop.test/back")
    assert gateway.look(checkout)["status"] == "paid"


@pytest.mark.parametrize("method", ["bank", "qrph", "otc", "wallet"])
def test_every_method_pays_once_however_often_it_is_pressed(gateway, method):
    checkout = gateway.start()
    assert gateway.page(f"{path_of(checkout)}/{method}").status_code == 200
    for _ in range(2):
        assert gateway.submit(f"{path_of(checkout)}/{method}", do="approve").status_code == 303
    gateway.wait()
    assert gateway.merchant.kinds == ["checkout.paid"]
    assert gateway.look(checkout)["method"] == method


def test_the_payer_may_decline(gateway):
    checkout = gateway.start(methods=["wallet"])
    gateway.submit(path_of(checkout) + "/wallet", do="decline")
    after = gateway.look(checkout)
    assert (after["status"], after["payment"]["decline_code"]) == ("failed", "payer_refused")


def test_the_payer_may_go_back(gateway):
    checkout = gateway.start(cancel_url="http://shop.test/cancelled")
    answer = gateway.submit(path_of(checkout) + "/cancel")
    assert answer.headers["location"] == "http://shop.test/cancelled"
    assert gateway.look(checkout)["status"] == "cancelled"


def test_a_card_is_kept_as_brand_and_last_four_only(gateway):
    checkout = gateway.start(methods=["card"])
    assert by_card(gateway, checkout, "5555-5555-5555-4444").status_code == 303
    assert gateway.look(checkout)["payment"]["masked"] == "Mastercard •••• 4444"
    store = gateway.app.state.bank.store
    for table in TABLES:
        assert "55555555" not in str(store.all(f"SELECT * FROM {table}"))  # noqa: S608 - our own names


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.scenario)
def test_each_test_card_does_what_it_says(gateway, card):
    assert passes_luhn(card.number)
    checkout = gateway.start(methods=["card"])
    answer = by_card(gateway, checkout, card.number)
    if "challenge" in card.scenario:
        assert answer.headers["location"].endswith("/challenge")
        assert "123456" in gateway.page(answer.headers["location"]).text
        gateway.submit(answer.headers["location"], do="confirm", code="123456")
    gateway.wait(16)
    after = gateway.look(checkout)
    if card.says.startswith("is declined") or card.scenario in ("challenge_fails", "timeout_then_failure"):
        assert after["status"] == "failed"
        assert after["payment"]["decline_code"] in (card.scenario, "authentication_failed", "issuer_unavailable")
    else:
        assert after["status"] == "paid"


@pytest.mark.parametrize("answer", [{"do": "confirm", "code": "000000"}, {"do": "refuse", "code": "123456"}, {}])
def test_a_challenge_not_passed_is_a_decline(gateway, answer):
    checkout = gateway.start(methods=["card"])
    by_card(gateway, checkout, "4000000000003220")
    gateway.submit(path_of(checkout) + "/challenge", **answer)
    assert gateway.look(checkout)["payment"]["decline_code"] == "authentication_failed"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "4111 1111 1111 1112"),
        ("number", ""),
        ("number", "٤١١١١١١١١١١١١١١١"),
        ("number", "4242424242424242"),  # passes Luhn, but is no card of this bank
        ("expiry", "13/30"),
        ("expiry", "soon"),
        ("cvc", "12"),
    ],
)
def test_a_wrong_card_form_is_shown_again_and_nothing_is_tried(gateway, field, value):
    checkout = gateway.start(methods=["card"])
    answer = gateway.submit(path_of(checkout) + "/card", **{**GOOD, field: value})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert gateway.look(checkout)["payment"] is None


def test_a_test_card_can_be_filled_in_by_one_press(gateway):
    checkout = gateway.start(methods=["card"])
    assert 'value="4111 1111 1111 1111"' in gateway.page(path_of(checkout) + "/card?test=approve").text


def test_pages_are_strict_and_escape_what_others_wrote(gateway):
    checkout = gateway.start(description="<script>alert(1)</script>", return_url="https://shop.test:8443/b?a=1&b=2")
    answer = gateway.page(checkout["url"])
    assert "<script" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert policy.endswith("form-action 'self' https://shop.test:8443")
    assert "style=" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_page_whose_time_is_over_takes_no_money(gateway):
    checkout = gateway.start(expires_in_s=60)
    gateway.time += 61
    assert "expired" in gateway.page(checkout["url"]).text
    gateway.submit(path_of(checkout) + "/wallet", do="approve")
    assert gateway.look(checkout)["status"] == "expired"


@pytest.mark.parametrize(
    "path", ["/checkout/chk_none", "/checkout/%00", "/checkout/chk_none/card", "/nowhere", "/checkout/%ff"]
)
def test_unknown_pages_are_not_found(gateway, path):
    answer = gateway.page(path)
    assert answer.status_code == 404
    assert "No money was taken" in answer.text


def test_a_method_that_is_not_offered_is_not_found(gateway):
    checkout = gateway.start(methods=["card"])
    assert gateway.page(path_of(checkout) + "/wallet").status_code == 404
    assert gateway.submit(path_of(checkout) + "/wallet", do="approve").status_code == 404


def test_the_guide_lists_cards_and_amounts(gateway):
    text = gateway.page("/").text
    assert "4111 1111 1111 1111" in text
    assert "77.20" in text


def test_a_challenge_that_was_asked_for_is_made(gateway):
    checkout = gateway.start(methods=["card"], challenge=True)
    answer = by_card(gateway, checkout, "4111111111111111")
    assert answer.headers["location"].endswith("/challenge")
    gateway.submit(answer.headers["location"], do="confirm", code="123456")
    assert gateway.look(checkout)["status"] == "paid"
