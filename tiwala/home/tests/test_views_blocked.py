"""A try that was not sent: what its payer reads, and what they may do next."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from tests.makers import make_customer, make_invoice
from tests.scripted_gateway import ScriptedGateway
from tiwala.events.models import Message
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.fraud.actions.close_review import close_review
from tiwala.fraud.models import Review
from tiwala.fraud.tests.makers import goes_live
from tiwala.home.tests.conftest import Shop
from tiwala.home.tests.people import signed_in, signed_in_with_factor, text_of
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.invoicing.handlers import tell_looked_at
from tiwala.kit.actor import SYSTEM
from tiwala.notify.models import Letter
from tiwala.payments.actions.block_attempt import block_attempt
from tiwala.payments.models import Attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def denied(shop: Shop) -> Shop:
    add_to_list(EntryFacts("deny", "customer", shop.ana.public_id, "stolen cards, seen twice"), by=SYSTEM)
    return shop


def start(client: Client, shop: Shop, **more: object):
    sent = {"way": shop.way(), "amount_minor": shop.invoice.total_minor, "key": str(uuid4())} | more
    return client.post(f"{shop.url}attempts/", sent, follow=True)


def test_the_holder_of_a_link_reads_that_nothing_was_sent_and_no_reason(
    client: Client, denied: Shop, gateway: ScriptedGateway
) -> None:
    page = text_of(start(client, denied))
    assert "It was not sent, and no money was taken." in page
    assert "billing@sampaguita.example" in page
    assert "Choose how to pay" in page
    for word in ("stolen", "fraud", "risk", "blocked", "deny", "rule", "<script"):
        assert word not in page.lower(), word
    assert gateway.calls == []


def test_the_invoice_may_be_paid_another_way_at_once(client: Client, denied: Shop) -> None:
    start(client, denied)
    assert "How would you like to pay?" in text_of(client.get(denied.url))


def test_a_person_may_be_asked_once_without_script(client: Client, denied: Shop) -> None:
    page = text_of(start(client, denied))
    attempt = Attempt.objects.get()
    door = f"{denied.url}attempts/{attempt.public_id}/person/"
    assert f'action="{door}"' in page
    for _ in range(2):
        answer = client.post(door, follow=True)
        assert "A person will look at it" in text_of(answer)
        assert door not in text_of(answer)
    review = Review.objects.get()
    assert (review.payment_ref, review.verdict) == (attempt.payment.public_id, "block")
    assert review.asked_at is not None


def test_who_was_cleared_by_a_person_may_pay_and_is_told(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    goes_live("throwaway_mail_new", "throwaway_mail")
    customer = make_customer(email="someone@mailinator.com")
    invoice = make_invoice(customer)
    url = f"/pay/{make_pay_link(invoice.public_id, by=SYSTEM)[1]}/"

    def pay() -> Attempt:
        sent = {"way": shop.way("qrph"), "amount_minor": invoice.total_minor, "key": str(uuid4())}
        client.post(f"{url}attempts/", sent)
        return Attempt.objects.order_by("-id")[0]

    refused = pay()
    assert refused.state == "blocked"
    client.post(f"{url}attempts/{refused.public_id}/person/")
    close_review(Review.objects.get().public_id, outcome="cleared", note="called them", by=SYSTEM)
    told = Message.objects.get(name="fraud.review_closed").payload
    for _ in range(2):
        tell_looked_at(**{name: told[name] for name in ("payment_ref", "outcome", "was_asked")})
    letter = Letter.objects.get(kind="invoicing.looked")
    assert "found it in order" in letter.body_text
    assert "/pay/" in letter.body_text
    assert pay().state == "sent"


def test_nobody_asks_for_a_person_about_what_was_sent_or_is_another_s(client: Client, shop: Shop) -> None:
    start(client, shop)
    attempt = Attempt.objects.get()
    client.post(f"{shop.url}attempts/{attempt.public_id}/person/")
    assert not Review.objects.exists()
    other = make_pay_link(make_invoice().public_id, by=SYSTEM)[1]
    assert client.post(f"/pay/{other}/attempts/{attempt.public_id}/person/").status_code == 404
    assert client.get(f"{shop.url}attempts/{attempt.public_id}/person/").status_code == 405


def test_the_trust_page_says_how_payments_are_watched(client: Client, shop: Shop) -> None:
    page = text_of(client.get("/trust/"))
    assert "This is profiling" in page
    assert "A person decides then" in page


def test_in_filipino_too(client: Client, denied: Shop) -> None:
    client.cookies["language"] = "fil"
    assert "walang perang kinuha" in text_of(start(client, denied))


def test_signed_in_it_reads_the_same(denied: Shop, gateway: ScriptedGateway) -> None:
    ana = signed_in("Ana Reyes", denied.ana.public_id)
    sent = {"way": denied.way(), "amount_minor": denied.invoice.total_minor, "key": str(uuid4())}
    answer = ana.post(
        "/home/payments/", sent | {"invoice": denied.invoice.public_id, "for": denied.ana.public_id}, follow=True
    )
    assert "It was not sent, and no money was taken." in text_of(answer)
    assert gateway.calls == []


def test_who_should_show_that_it_is_them_is_led_there_and_back(client: Client, shop: Shop) -> None:
    start(client, shop)
    attempt = Attempt.objects.get()
    Attempt.objects.filter(pk=attempt.pk).update(state="unknown")
    block_attempt(attempt.id, reason="needs_proof", by=SYSTEM)
    by_link = text_of(client.get(f"{shop.url}attempts/{attempt.public_id}/"))
    assert "surer that it is you" in by_link
    ana = signed_in_with_factor("Ana Reyes", shop.ana.public_id)
    assert "Show that it is you" in text_of(ana.get(f"/home/payments/{attempt.public_id}/"))
    there = ana.get(f"/home/payments/{attempt.public_id}/again/")
    assert there["Location"] == f"/home/pay/?invoice={shop.invoice.public_id}"
    weak = signed_in("Ana Reyes", shop.ana.public_id).get(f"/home/payments/{attempt.public_id}/again/")
    assert weak.status_code == 302
    assert weak["Location"] != there["Location"]
