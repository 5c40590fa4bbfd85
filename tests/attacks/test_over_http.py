"""The same over a real gateway's line: the sandbox as a process of its own, its cards, its declines, its look-ups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.attacks.street import every_rule_is_live, hear_the_news, link_of
from tests.bank import Bank
from tests.makers import make_customer, make_invoice
from tiwala.business import cache
from tiwala.business.actions.set_payment_option import set_payment_option
from tiwala.business.facts import OptionFacts
from tiwala.fraud.models import Assessment, Learned
from tiwala.gateways.conftest import mailbox, outside, sandbox  # noqa: F401 -- fixtures
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.payments.models import Attempt

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]
THIEF, OFFICE = "198.51.100.23", "203.0.113.40"
STOLEN = ("do_not_honor", "insufficient_funds", "stolen_card", "lost_card", "expired_card", "incorrect_cvc")


@pytest.fixture
def bank(sandbox, mailbox, outside) -> Iterator[Bank]:  # noqa: F811 -- the fixtures above
    every_rule_is_live()
    opened = Bank.opened(sandbox, mailbox)
    set_payment_option(OptionFacts(method="card", gateway_account_ref=opened.account.public_id), by=SYSTEM)
    cache.forget()
    yield opened
    cache.forget()


def presses(invoice: Invoice, token: str, *, ip: str) -> tuple[Attempt, str]:
    """Press "pay by card" on the pay page, from this address."""
    key = str(uuid4())
    form = {"way": "card:0", "amount_minor": invoice.total_minor, "key": key}
    assert Client().post(f"/pay/{token}/attempts/", form, REMOTE_ADDR=ip).status_code == 302
    return Attempt.objects.order_by("-id")[0], f"/pay/{token}/returns/{key}/"


def plays(bank: Bank, invoice: Invoice, token: str, *, ip: str, card: str) -> str:
    """One try to its end: the card is typed on the sandbox's page, then the payer comes back.

    Of what we refused no news is heard: a thief is faster than the worker.
    """
    attempt, back = presses(invoice, token, ip=ip)
    if attempt.state != "sent":
        return attempt.state
    if card == "approve":
        bank.act(attempt, "agree", method="card", card=card)
    else:
        bank.act(attempt, "fail", method="card", card=card, decline_code=card)
    Client().get(back, REMOTE_ADDR=ip)
    hear_the_news()
    attempt.refresh_from_db()
    return attempt.state


def test_stolen_cards_from_one_address_are_blocked_from_the_fifth_on_and_the_gateway_hears_of_four(bank: Bank) -> None:
    invoice, seen = make_invoice(), list[str]()
    token = link_of(invoice)
    begin = clock.now() - timedelta(minutes=5)
    for number in range(20):
        with clock.hold(begin + timedelta(seconds=10 * number)):
            seen.append(plays(bank, invoice, token, ip=THIEF, card=STOLEN[number % len(STOLEN)]))
    assert seen == ["declined"] * 4 + ["blocked"] * 16
    assert Attempt.objects.exclude(reference="").count() == 4
    assert set(Learned.objects.values_list("bin", flat=True)) == {"400000"}
    assert Learned.objects.filter(card_mark__isnull=False, is_exact=True).count() == 4
    last = Assessment.objects.order_by("-id")[0].values
    assert (last["ip_cards_24h"], last["ip_cards_of_one_bin_24h"], last["ip_blocked_1h"]) == (4, 4, 15)


def test_twenty_colleagues_behind_one_address_pay_and_none_is_refused(bank: Bank) -> None:
    ended = Counter[str]()
    for number in range(20):
        bill = make_invoice(make_customer(f"Colleague {number}"))
        card = "insufficient_funds" if number % 10 == 7 else "approve"
        ended[plays(bank, bill, link_of(bill), ip=OFFICE, card=card)] += 1
    assert ended == {"captured": 18, "declined": 2}
    assert set(Assessment.objects.values_list("verdict", flat=True)) == {"accept"}
