"""What a payer sees whose gateway did not answer, and how they get on by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.scripted_gateway import ScriptedGateway
from tiwala.gateways import outcomes as o
from tiwala.home.tests.conftest import Shop
from tiwala.home.tests.people import signed_in, text_of
from tiwala.home.tries import JUST_NOW
from tiwala.kit import clock
from tiwala.kit.conf import conf
from tiwala.payments.models import Attempt

pytestmark = pytest.mark.django_db
THERE = "http://scripted.example/pay/1"
PAGE = o.NeedsPayer(THERE, "chk_1")


@pytest.fixture
def url(client: Client, shop: Shop, gateway: ScriptedGateway, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page of a try whose gateway kept silent."""
    monkeypatch.setattr(conf, "routing", replace(conf.routing, budget_s=0))
    gateway.says["start"] = [o.Unknown(o.Why.TIMED_OUT)]
    sent = {"way": shop.way(), "amount_minor": shop.invoice.total_minor, "key": str(uuid4())}
    with clock.hold(clock.now()):
        answer = client.post(f"{shop.url}attempts/", sent)
    gateway.says["start"] = [PAGE]
    return str(answer["Location"])


def looked(client: Client, url: str, seconds: float, **headers: str):
    """The page after so many seconds, as its own poll asks for it."""
    seen = url if "seen=" in url else f"{url}?seen=unknown-x"
    with clock.hold(Attempt.objects.get().created_at + timedelta(seconds=seconds)):
        return client.get(seen, headers=headers)


def test_they_are_told_to_stay_and_the_page_looks_again_by_itself(client: Client, url: str, shop: Shop) -> None:
    page = client.get(url)
    words = text_of(page)
    assert "The payment company has not answered yet" in words
    assert "never for a second one" in words
    assert "Choose another way" not in words
    assert 'http-equiv="refresh" content="3; url=?seen=unknown' in page.content.decode()
    assert "Please don't pay again; we are asking it once more" in text_of(client.get(shop.url))


def test_without_javascript_the_next_look_leads_to_the_gateway(client: Client, url: str) -> None:
    answer = looked(client, url, 5)
    assert (answer.status_code, answer["Location"]) == (302, THERE)


def test_with_it_the_browser_is_taken_there(client: Client, url: str) -> None:
    answer = looked(client, url, 5, **{"HX-Request": "true"})
    assert answer["HX-Redirect"] == THERE


def test_whoever_comes_back_from_there_can_choose_another_way(
    client: Client, url: str, gateway: ScriptedGateway
) -> None:
    looked(client, url, 5)
    gateway.says["look_up"] = [PAGE]
    late = looked(client, url, 5 + JUST_NOW.total_seconds() + 3)
    assert late.status_code == 200
    assert "Choose another way" in text_of(late)


def test_whoever_opens_the_page_anew_is_shown_the_way_and_not_sent(client: Client, url: str) -> None:
    with clock.hold(Attempt.objects.get().created_at + timedelta(seconds=5)):
        page = client.get(url)
    assert "Go on with it" in text_of(page)
    assert THERE in page.content.decode()


def test_the_link_of_somebody_else_leads_nowhere(client: Client, url: str, shop: Shop, ben: Client) -> None:
    ref = Attempt.objects.get().public_id
    assert ben.get(f"/home/payments/{ref}/?seen=unknown").status_code == 404
    assert Attempt.objects.get().state == "unknown"


def test_signed_in_it_goes_the_same_way(url: str, shop: Shop) -> None:
    ana = signed_in("Ana Reyes", shop.ana.public_id)
    answer = looked(ana, f"/home/payments/{Attempt.objects.get().public_id}/", 5)
    assert (answer.status_code, answer["Location"]) == (302, THERE)


def test_a_gateway_that_stays_silent_frees_the_invoice_in_the_end(
    client: Client, url: str, gateway: ScriptedGateway
) -> None:
    gateway.says["start"] = [o.Unknown(o.Why.TIMED_OUT)]
    for seconds in (5, 20, 45, 80):
        looked(client, url, seconds)
    page = looked(client, url, 100)
    assert "We don't know yet" in text_of(page)
    looked(client, url, 250)
    assert Attempt.objects.get().state == "cancelled"


def test_in_filipino_too(client: Client, url: str) -> None:
    client.cookies["language"] = "fil"
    assert "Hindi pa sumasagot ang kumpanya ng bayad" in text_of(client.get(url))
