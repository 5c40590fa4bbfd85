"""A try that was not sent: what its payer reads, and what they may do next."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from tests.scripted_gateway import ScriptedGateway
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.home.tests.conftest import Shop
from tiwala.home.tests.people import signed_in, signed_in_with_factor, text_of
from tiwala.kit.actor import SYSTEM
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
