from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved
from tests.scripted_gateway import ScriptedGateway
from tiwala.gateways import outcomes as o
from tiwala.gateways.capabilities import Limit
from tiwala.home.tests.conftest import Shop
from tiwala.home.tests.people import text_of
from tiwala.invoicing.actions.issue_receipt import ReceiptFacts, issue_receipt
from tiwala.invoicing.actions.make_pay_link import make_pay_link, revoke_pay_links
from tiwala.invoicing.actions.void_invoice import void_invoice
from tiwala.invoicing.models import PayLink
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf
from tiwala.kit.money import Money
from tiwala.payments.models import Attempt

pytestmark = pytest.mark.django_db


def form(shop: Shop, **more: object) -> dict[str, object]:
    return {"way": shop.way(), "amount_minor": shop.invoice.total_minor, "key": str(uuid4())} | more


def start(client: Client, shop: Shop, **more: object):
    return client.post(f"{shop.url}attempts/", form(shop, **more))


def test_it_says_who_asks_for_what_and_how_much(client: Client, shop: Shop) -> None:
    page = text_of(client.get(shop.url))
    assert "Sampaguita Clinic" in page
    assert shop.invoice.number_text in page
    assert page.count("₱1,500.00") >= 2
    assert "Pay ₱1,500.00" in page
    assert "checked" not in page.split("How would you like to pay?")[1].split("</form>")[0]
    assert "<script" not in page


def test_it_leaves_no_more_in_the_browser_than_two_random_texts(client: Client, shop: Shop) -> None:
    answer = client.get(shop.url)
    assert answer["Cache-Control"] == "no-store, private"
    assert "noindex" in answer["X-Robots-Tag"]
    assert sorted(answer.cookies) == ["csrf", "device"]
    assert "form-action 'self' http://scripted.example" in answer["Content-Security-Policy"]


def test_wrong_expired_and_revoked_links_look_the_same(client: Client, shop: Shop) -> None:
    gone = make_pay_link(shop.invoice.public_id, by=SYSTEM)[1]
    revoke_pay_links(shop.invoice.public_id, by=SYSTEM)
    old = make_pay_link(shop.invoice.public_id, by=SYSTEM)[1]
    PayLink.objects.filter(revoked_at=None).update(expires_at=clock.now())
    pages = {text_of(client.get(f"/pay/{token}/")).replace(token, "") for token in ("x" * 43, gone, old)}
    assert len(pages) == 1
    assert client.get(f"/pay/{old}/").status_code == 404
    assert "billing@sampaguita.example" in pages.pop()


def test_guessing_is_stopped(client: Client, shop: Shop) -> None:
    answers = [client.get(f"/pay/{'y' * 40}{n}/").status_code for n in range(conf.pay.link_misses_per_minute + 3)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_a_true_link_opens_behind_the_address_of_one_who_guesses(client: Client, shop: Shop) -> None:
    for number in range(conf.pay.link_misses_per_minute + 3):
        client.get(f"/pay/{'y' * 40}{number}/")
    assert client.get(shop.url).status_code == 200


def test_paying_leads_on_to_the_gateway(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    answer = start(client, shop)
    assert answer.status_code == 302
    assert answer["Location"] == "http://scripted.example/pay"
    asked = gateway.called("start")[0]
    assert asked.amount == Money(150_000, "PHP")
    assert asked.return_url.startswith(f"{conf.outside.base_url}{shop.url}returns/")


def test_a_double_click_asks_once(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    sent = form(shop)
    first, second = (client.post(f"{shop.url}attempts/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert len(gateway.called("start")) == 1


def test_the_same_form_after_payment_shows_that_it_is_paid(
    client: Client, shop: Shop, gateway: ScriptedGateway
) -> None:
    sent = form(shop)
    client.post(f"{shop.url}attempts/", sent)
    attempt = Attempt.objects.get()
    apply(attempt, approved(attempt))
    answer = client.post(f"{shop.url}attempts/", sent)
    assert answer["Location"] == f"{shop.url}attempts/{attempt.public_id}/"
    assert len(gateway.called("start")) == 1


def test_a_second_window_is_shown_the_try_under_way(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    start(client, shop)
    page = text_of(client.get(shop.url))
    assert "A payment is under way" in page
    assert 'name="way"' not in page
    assert start(client, shop)["Location"] == shop.url
    assert len(gateway.called("start")) == 1


def test_who_may_not_pay_again_is_told_so(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    gateway.says["start"] = [o.Unknown(o.Why.TIMED_OUT)]
    start(client, shop)
    page = text_of(client.get(shop.url))
    assert "Please don't pay again" in page
    assert 'name="way"' not in page


def test_a_paid_invoice_says_so(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    start(client, shop)
    attempt = Attempt.objects.get()
    apply(attempt, approved(attempt))
    assert "Paid. Thank you!" in text_of(client.get(shop.url))
    assert start(client, shop).status_code == 422
    assert len(gateway.called("start")) == 1


def test_a_withdrawn_invoice_says_so(client: Client, shop: Shop) -> None:
    void_invoice(shop.invoice.public_id, reason="Wrong customer", by=SYSTEM)
    page = text_of(client.get(shop.url))
    assert "This invoice was withdrawn." in page
    assert "Wrong customer" not in page
    assert start(client, shop).status_code == 422


def test_a_part_may_be_paid_where_the_business_allows_it(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    page = text_of(client.get(f"{shop.url}?amount=500"))
    assert "Pay ₱500.00" in page
    assert "qrph:" not in page
    assert start(client, shop, amount_minor=50_000, way=shop.way("qrph")).status_code == 422
    assert start(client, shop, amount_minor=50_000).status_code == 302
    assert gateway.called("start")[0].amount == Money(50_000, "PHP")


@pytest.mark.parametrize("typed", ["100", "1500.01", "-5", "1e9", "abc", "١٢٣", "0", "9" * 400, "500.123", "\0"])
def test_an_amount_that_will_not_do_is_explained(client: Client, shop: Shop, typed: str) -> None:
    answer = client.get(shop.url, {"amount": typed})
    assert answer.status_code == 200
    page = text_of(answer)
    assert 'class="error"' in page
    assert "Pay ₱1,500.00" in page


def test_a_part_too_small_is_refused_at_the_door_too(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    assert start(client, shop, amount_minor=19_999).status_code == 422
    assert start(client, shop, amount_minor=150_001).status_code == 422
    assert not gateway.calls


def test_ways_that_do_not_take_the_amount_are_hidden(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    small = (Limit(Money(1, "PHP"), Money(100_000, "PHP")),)
    methods = tuple(replace(one, limits=small) if one.name == "card" else one for one in gateway.can.methods)
    gateway.can = replace(gateway.can, methods=methods)
    page = text_of(client.get(shop.url))
    assert shop.way("card") not in page
    assert shop.way("qrph") in page
    assert start(client, shop).status_code == 422


@pytest.mark.parametrize(
    "bad",
    [
        {"way": ""},
        {"way": "card:gac_nobody"},
        {"way": "\0" * 9},
        {"way": "💳" * 500},
        {"amount_minor": ""},
        {"amount_minor": "1.5"},
        {"amount_minor": "-1"},
        {"amount_minor": "0"},
        {"amount_minor": "9" * 60},
        {"amount_minor": "²"},
        {"key": ""},
        {"key": "x" * 9000},
        {"key": "\0"},
    ],
)
def test_an_odd_form_is_refused_with_a_sentence(
    client: Client, shop: Shop, gateway: ScriptedGateway, bad: dict[str, str]
) -> None:
    answer = start(client, shop, **bad)
    assert answer.status_code == 422
    assert "Nothing was paid." in text_of(answer)
    assert not gateway.calls
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    "token", ["%00", "🔑", "a" * 5000, "..", "%2e%2e", "' OR 1=1 --", "inv_00000000000000000000000000"]
)
def test_an_odd_token_is_a_page_that_is_not_there(client: Client, shop: Shop, token: str) -> None:
    assert client.get(f"/pay/{token}/").status_code == 404
    assert client.post(f"/pay/{token}/attempts/", form(shop)).status_code == 404


def test_wrong_methods_are_refused(client: Client, shop: Shop) -> None:
    assert client.post(shop.url).status_code == 405
    assert client.get(f"{shop.url}attempts/").status_code == 405


def test_a_form_from_elsewhere_does_nothing(shop: Shop, gateway: ScriptedGateway) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{shop.url}attempts/", form(shop)).status_code == 403
    assert not gateway.calls


def test_it_speaks_the_customers_language_until_the_browser_chooses(client: Client, shop: Shop) -> None:
    filipino = make_invoice(make_customer("Luz Santos", language="fil"))
    token = make_pay_link(filipino.public_id, by=SYSTEM)[1]
    assert '<html lang="fil">' in text_of(client.get(f"/pay/{token}/"))
    client.post("/language/", {"language": "en", "next": f"/pay/{token}/"})
    assert '<html lang="en">' in text_of(client.get(f"/pay/{token}/"))


@pytest.mark.django_db(transaction=True)
def test_it_takes_six_statements_at_most_and_little_to_carry(client: Client, shop: Shop) -> None:
    client.get(shop.url)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(shop.url)
    assert len(asked) <= 6, [query["sql"][:90] for query in asked]
    assert len(answer.content) < 16_000


def test_a_link_begins_only_so_often_and_says_so_kindly(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    gateway.says["start"] = [o.Declined(o.DeclineReason.BANK_REFUSED)]
    before, now = conf.pay, clock.now()
    conf.pay = replace(before, starts_per_minute=2, starts_per_hour=3)
    try:
        for minutes, codes in ((0, [302, 302, 429]), (2, [302, 429]), (63, [302])):
            with clock.hold(now + timedelta(minutes=minutes)):
                answers = [start(client, shop) for _ in codes]
                assert [one.status_code for one in answers] == codes
        assert Attempt.objects.count() == 4
        start(client, shop)
        with CaptureQueriesContext(connection) as said:
            assert client.get(shop.url).status_code == 200
        assert not [one for one in said if "payments_paymenttarget" in one["sql"] and "COUNT" in one["sql"]]
    finally:
        conf.pay = before


def test_who_waits_for_the_bank_is_offered_no_second_way(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    start(client, shop)
    apply(Attempt.objects.get(), o.Pending("chk"))
    page = text_of(client.get(shop.url))
    assert "The bank has not answered yet. Please don't pay again." in page
    assert "Choose another way" not in page
    assert 'name="way"' not in page


def test_a_settled_invoice_keeps_offering_the_receipts_of_its_own_payments(
    client: Client, shop: Shop, gateway: ScriptedGateway
) -> None:
    start(client, shop)
    attempt = Attempt.objects.get()
    apply(attempt, approved(attempt))
    ref = attempt.payment.public_id
    receipt = issue_receipt(ReceiptFacts("receipt", ref, ref, shop.ana.public_id, 150_000, "PHP", "card"), by=SYSTEM)
    page = text_of(client.get(shop.url))
    assert f"Receipt {receipt.number_text} (PDF)" in page


def test_whoever_opens_a_paid_link_before_its_receipt_is_written_waits_for_it_there(
    client: Client, shop: Shop, gateway: ScriptedGateway
) -> None:
    start(client, shop)
    attempt = Attempt.objects.get()
    apply(attempt, approved(attempt))
    page = text_of(client.get(shop.url))
    assert "Paid. Thank you!" in page
    assert "Your receipt is being written." in page
    assert '<noscript><meta http-equiv="refresh" content="1"></noscript>' in page
    again = page.split('hx-get="')[1].split('"')[0]
    assert client.get(again, headers={"HX-Request": "true"}).status_code == 204
    ref = attempt.payment.public_id
    receipt = issue_receipt(ReceiptFacts("receipt", ref, ref, shop.ana.public_id, 150_000, "PHP", "card"), by=SYSTEM)
    part = text_of(client.get(again, headers={"HX-Request": "true"}))
    assert f"Receipt {receipt.number_text} (PDF)" in part
    assert "hx-get" not in part
    assert "<html" not in part


def test_a_receipt_that_never_comes_is_not_waited_for_for_ever(
    client: Client, shop: Shop, gateway: ScriptedGateway
) -> None:
    start(client, shop)
    attempt = Attempt.objects.get()
    apply(attempt, approved(attempt))
    with clock.hold(clock.now() + timedelta(minutes=3)):
        page = text_of(client.get(shop.url))
    assert "Paid. Thank you!" in page
    assert "being written" not in page
    assert "hx-get" not in page


def test_the_page_says_in_which_language_it_is_written(client: Client, shop: Shop) -> None:
    answer = client.get(shop.url, headers={"accept-language": "fil"})
    assert 'lang="en"' in answer.content.decode()
    assert answer["Content-Language"] == "en"


def test_each_way_says_when_it_is_confirmed_and_how_money_comes_back(client: Client, shop: Shop) -> None:
    page = text_of(client.get(shop.url))
    assert "Confirmed at once." in page
    assert "Can be refunded." in page
