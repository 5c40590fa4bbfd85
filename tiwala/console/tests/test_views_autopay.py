"""Staff see what a customer had us keep, masked, and end automatic payment with a reason."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.autopay_makers import make_agreed
from tests.makers import make_customer
from tests.payment_makers import make_account
from tiwala.console.tests.forms import press
from tiwala.notify.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement():
    return make_agreed(make_customer("Ana Reyes"), make_account())


def test_staff_see_the_masked_card_and_the_limits(owner: Client, agreement) -> None:
    page = owner.get(f"/console/customers/{agreement.customer_ref}/").content.decode()
    for words in ("Visa •••• 4242", "ends 12/2034", "₱2,000.00", "₱5,000.00", "autopay-1"):
        assert words in page
    assert agreement.method.token not in page


def test_it_ends_with_a_reason_that_the_customer_reads(owner: Client, agreement) -> None:
    door = f"/console/customers/{agreement.customer_ref}/autopay/end/"
    assert press(owner, door, reason="").status_code in (200, 422)
    agreement.refresh_from_db()
    assert agreement.state == "active"
    assert press(owner, door, reason="Reported lost by phone.").status_code == 302
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ended_why) == ("ended", "staff")
    assert any("Reported lost by phone." in one.body_text for one in Letter.objects.all())
    assert owner.get(door).status_code == 404
