"""How the gateways do, as staff see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.makers import make_business, make_gateway
from tiwala.console.tests.people import come_in
from tiwala.gateways.actions.judge_circuit import judge_circuit
from tiwala.gateways.actions.roll_up_calls import roll_up_calls
from tiwala.gateways.models import Call
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM

pytestmark = pytest.mark.django_db
PAGE = "/console/settings/gateways/health/"


@pytest.fixture
def owner() -> Client:
    return come_in("owner")


def called(account, kind: str, times: int, *, hours_ago: int = 0, method: str = "card") -> None:
    at = clock.now() - timedelta(hours=hours_ago)
    Call.objects.bulk_create(
        Call(at=at, account_ref=account.public_id, method=method, verb="start", kind=kind, took_ms=120)
        for _ in range(times)
    )


def test_nothing_connected_says_what_to_do(owner):
    assert "No gateway is connected" in owner.get(PAGE).content.decode()


def test_a_sound_gateway_and_its_figures(owner):
    make_business()
    account = make_gateway()
    called(account, "ok", 18)
    called(account, "unknown", 1)
    called(account, "failed", 1)
    roll_up_calls()
    page = owner.get(PAGE).content.decode()
    assert "Payers are sent here" in page
    assert "120 ms" in page
    assert "10% of 20 calls in trouble" in page
    assert "5%" in page
    assert page.count('<rect class="s1"') == 24


def test_trouble_is_told_and_thirty_days_are_a_bar_each(owner):
    make_business()
    account = make_gateway()
    called(account, "failed", 5)
    judge_circuit(account.public_id, "card", went_well=False, began_at=clock.now(), by=SYSTEM)
    roll_up_calls()
    page = owner.get(PAGE, {"span": "days"}).content.decode()
    assert "In trouble" in page
    assert "Payers are sent elsewhere" in page
    assert page.count('<rect class="s1"') == 30
