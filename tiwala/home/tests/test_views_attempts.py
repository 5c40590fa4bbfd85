from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved, begin
from tests.scripted_gateway import ScriptedGateway
from tiwala.business.actions.open_branch import open_branch
from tiwala.business.facts import BranchFacts
from tiwala.fraud.models import Sighting
from tiwala.gateways import outcomes as o
from tiwala.gateways import qrph
from tiwala.home.tests.conftest import Shop
from tiwala.home.tests.people import text_of
from tiwala.invoicing.actions.issue_receipt import ReceiptFacts, issue_receipt
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.payments.models import Attempt

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


def started(client: Client, shop: Shop, *, method: str = "card") -> tuple[Attempt, str]:
    sent = {"way": shop.way(method), "amount_minor": shop.invoice.total_minor, "key": str(uuid4())}
    client.post(f"{shop.url}attempts/", sent)
    attempt = Attempt.objects.get()
    return attempt, f"{shop.url}attempts/{attempt.public_id}/"


def code_of(amount_minor: int) -> str:
    account = {"01": "RCBCPHMMXXX", "03": "000600788000696"}
    return qrph.write(qrph.NewCode("p2m", account, "SHOP OF ANA", "Manila", "5311", Money(amount_minor, "PHP"))).text


def later(attempt: Attempt) -> None:
    """Long enough after the last question to ask again."""
    Attempt.objects.filter(pk=attempt.pk).update(asked_at=None)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (o.Declined(o.DeclineReason.INSUFFICIENT_FUNDS, "chk"), "There is not enough money in this account or card."),
        (o.Expired("chk"), "The time to pay ran out"),
        (o.Cancelled("chk"), "This payment was called off"),
        (o.Unknown(o.Why.TIMED_OUT), "Please don't pay again"),
        (o.Pending("chk"), "One moment, please"),
    ],
)
def test_looking_asks_the_gateway_and_tells(
    client: Client, shop: Shop, gateway: ScriptedGateway, outcome: o.Outcome, words: str
) -> None:
    attempt, url = started(client, shop)
    later(attempt)
    gateway.says["look_up"] = [outcome]
    answer = client.get(url)
    assert answer.status_code == 200
    assert words in text_of(answer)


def test_a_redirect_back_proves_nothing(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    _attempt, url = started(client, shop)
    gateway.says["look_up"] = [o.Pending("chk")]
    assert "Paid" not in text_of(client.get(f"{url}?status=paid"))
    assert Attempt.objects.get().state == "sent"


def test_coming_back_paid_ends_on_thanks(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    attempt, url = started(client, shop)
    later(attempt)
    gateway.says["look_up"] = [approved(attempt)]
    back = gateway.called("start")[0].return_url.split("//")[1].partition("/")[2]
    assert client.get(f"/{back}")["Location"] == url
    page = text_of(client.get(url))
    assert "Paid. Thank you!" in page
    assert "being written" in page
    assert "Nothing" in page


def test_the_receipt_is_shown_once_it_is_there(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    attempt, url = started(client, shop)
    apply(attempt, approved(attempt))
    ref = attempt.payment.public_id
    facts = ReceiptFacts("receipt", ref, ref, shop.ana.public_id, 150_000, "PHP", "card")
    receipt = issue_receipt(facts, by=SYSTEM)
    page = text_of(client.get(url))
    assert receipt.number_text in page
    assert "hx-get" not in page
    paper = client.get(f"{url}receipt.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper["Referrer-Policy"] == "no-referrer"


def test_looking_again_and_again_asks_seldom(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    attempt, url = started(client, shop)
    later(attempt)
    gateway.says["look_up"] = [o.Pending("chk")]
    for _ in range(5):
        client.get(url)
    assert len(gateway.called("look_up")) == 1


def test_a_poll_that_would_show_the_same_is_answered_with_nothing(client: Client, shop: Shop) -> None:
    _attempt, url = started(client, shop)
    part = client.get(url, headers=PART)
    page = text_of(part)
    assert page.lstrip().startswith("<section")
    assert "hx-nonce" in page
    seen = page.split("?seen=")[1].split('"')[0]
    assert client.get(f"{url}?seen={seen}", headers=PART).status_code == 204
    assert client.get(f"{url}?seen=other", headers=PART).status_code == 200


def test_without_scripts_the_page_looks_again_by_itself(client: Client, shop: Shop) -> None:
    _attempt, url = started(client, shop)
    assert '<noscript><meta http-equiv="refresh"' in text_of(client.get(url))


def test_a_qr_code_is_drawn_here(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    asks_payer = o.NeedsPayer("", "chk", qr_payload=code_of(shop.invoice.total_minor), expires_at=clock.now())
    gateway.says["start"] = gateway.says["look_up"] = [asks_payer]
    _attempt, url = started(client, shop, method="qrph")
    page = text_of(client.get(url))
    assert "Scan to pay ₱1,500.00" in page
    assert "<strong>SHOP OF ANA</strong>" in page
    picture = client.get(f"{url}qr.png")
    assert picture.content.startswith(b"\x89PNG")


def test_a_qr_code_of_another_amount_is_not_shown(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    asks_payer = o.NeedsPayer("http://scripted.example/pay", "chk", qr_payload=code_of(1), expires_at=clock.now())
    gateway.says["start"] = gateway.says["look_up"] = [asks_payer]
    attempt, url = started(client, shop, method="qrph")
    page = text_of(client.get(url))
    assert "does not fit this payment" in page
    assert "Choose another way" in page
    assert "scripted.example" not in page
    assert client.get(f"{url}qr.png").status_code == 404
    gateway.says["cancel"] = [o.Cancelled(attempt.reference)]
    assert client.post(f"{url}cancellation/")["Location"] == shop.url


def test_a_code_for_the_counter_is_shown_large(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    asks_payer = o.NeedsPayer("", "chk", code="123456789012", expires_at=clock.now())
    gateway.says["start"] = gateway.says["look_up"] = [asks_payer]
    _attempt, url = started(client, shop, method="otc")
    page = text_of(client.get(url))
    assert "1234 5678 9012" in page
    assert client.get(f"{url}qr.png").status_code == 404


def test_money_that_does_not_match_needs_a_person(client: Client, shop: Shop) -> None:
    attempt, url = started(client, shop)
    apply(attempt, approved(attempt, amount=Money(140_000, "PHP")))
    page = text_of(client.get(url))
    assert "₱1,400.00" in page
    assert "Please don't pay again" in page
    assert "Choose another way" not in page


def test_choosing_another_way_calls_the_try_off(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    attempt, url = started(client, shop)
    gateway.says["cancel"] = [o.Cancelled(attempt.reference)]
    assert client.post(f"{url}cancellation/")["Location"] == shop.url
    assert "Pay ₱1,500.00" in text_of(client.get(shop.url))
    assert client.post(f"{url}cancellation/").status_code == 302  # already done
    assert client.get(f"{url}cancellation/").status_code == 405


def test_a_try_that_was_paid_meanwhile_is_not_called_off(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    attempt, url = started(client, shop)
    gateway.says["cancel"] = [approved(attempt)]
    assert client.post(f"{url}cancellation/")["Location"] == url
    assert "Paid. Thank you!" in text_of(client.get(url))


def test_a_link_opens_only_its_own_tries(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    other = begin(make_invoice(make_customer("Ben Cruz")), account=shop.account)
    both = begin(shop.invoice, make_invoice(shop.ana), account=shop.account)
    for attempt in (other, both):
        url = f"{shop.url}attempts/{attempt.public_id}/"
        for door in ("", "qr.png", "receipt.pdf"):
            assert client.get(f"{url}{door}").status_code == 404
        assert client.post(f"{url}cancellation/").status_code == 404
    assert "together with others" in text_of(client.get(shop.url))


@pytest.mark.parametrize("ref", ["att_", "att_" + "z" * 26, "x", "%00", "pay_00000000000000000000000000"])
def test_an_odd_try_is_not_there(client: Client, shop: Shop, ref: str) -> None:
    assert client.get(f"{shop.url}attempts/{ref}/").status_code == 404


def test_coming_back_with_a_strange_key_leads_to_the_bill(client: Client, shop: Shop) -> None:
    assert client.get(f"{shop.url}returns/{uuid4()}/")["Location"] == shop.url


def test_a_try_is_of_the_branch_that_sold_it_where_there_are_several(client: Client, shop: Shop) -> None:
    branch = open_branch(BranchFacts(code="00001", name="Cebu", address="1 Osmena Boulevard, Cebu City"), by=SYSTEM)
    started(client, shop)
    assert Sighting.objects.get().branch_ref == shop.invoice.branch.public_id != branch.public_id


def test_a_business_with_one_branch_has_no_places_to_tell_apart(client: Client, shop: Shop) -> None:
    started(client, shop)
    assert Sighting.objects.get().branch_ref == ""
