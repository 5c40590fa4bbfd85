"""Proving it again in the middle of a form: what was typed comes back, and nothing is done until it is sent again."""

from __future__ import annotations

from datetime import timedelta

from tests.makers import make_customer, make_invoice
from tiwala.console.tests.people import come_in
from tiwala.console.tests.world import pay
from tiwala.identity.models import Session
from tiwala.kit import clock
from tiwala.payments.models import Refund


def test_a_refund_that_met_an_expired_proof(db: None) -> None:
    dan = come_in("owner")
    payment = pay(make_invoice(make_customer()), 200_000)
    url = f"/console/payments/{payment.public_id}/refunds/new/"
    form = dan.get(url).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {
        "amount": "150.00",
        "reason": "Too much paid",
        "to": "cash",
    }
    long_ago = clock.now() - timedelta(hours=1)
    Session.objects.update(proved_at=long_ago, factor_proved_at=long_ago)
    asked = dan.post(url, typed, headers={"referer": f"http://testserver{url}"})
    assert asked.headers["Location"].startswith("/account/reauthenticate/?next=")
    assert not Refund.objects.exists()
    Session.objects.update(proved_at=clock.now(), factor_proved_at=clock.now())
    page = dan.get(url).content.decode()
    assert "Too much paid" in page
    assert "150.00" in page
    assert "What you typed is still here" in page
    assert not Refund.objects.exists()
    assert dan.post(url, typed).status_code == 302
    assert Refund.objects.count() == 1
