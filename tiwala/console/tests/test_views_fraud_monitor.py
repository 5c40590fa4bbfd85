"""The monitor through the console: what is going on, with bounded looks, and nothing that names a payer's key."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved, begin, make_account
from tests.scripted_gateway import registered
from tiwala.console.tests.people import come_in
from tiwala.console.tests.test_counts import MOST, count
from tiwala.fraud.actions.begin_alarm import begin_alarm
from tiwala.fraud.models import Burst
from tiwala.fraud.tests.makers import OFFICE, a_burst, tried
from tiwala.gateways.outcomes import MethodFacts
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM, Actor

PAGE = "/console/fraud/now/"


def text(client: Client, page: str = PAGE, **more: str) -> str:
    answer = client.get(page, headers=more)
    assert answer.status_code == 200
    return answer.content.decode()


def paid_from_one_office(times: int) -> str:
    """Payments of so many customers behind one address; the first one's public id."""
    account, refs = make_account("scripted"), []
    for number in range(times):
        customer = make_customer(f"Ana {number}")
        ref = customer.public_id
        guest = Actor("guest", "link", customer_refs=frozenset({ref}), customer_levels={ref: "pays"}, ip=OFFICE)
        attempt = begin(make_invoice(customer), account=account, by=guest)
        apply(attempt, approved(attempt, facts=MethodFacts(brand="Visa", last_four="4242")))
        refs.append(ref)
    return refs[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("span", ["hour", "day", "month"])
def test_a_look_costs_at_most_ten_statements_with_every_table_full(owner: Client, span: str) -> None:
    with registered():
        paid_from_one_office(3)
    for _again in range(3):
        tried(customer_ref=make_customer().public_id, ip="198.51.100.4", ends="card_declined")
    asked = count(owner, f"{PAGE}?span={span}")
    assert len(asked) <= MOST, "\n".join(sql[:160] for sql in asked)


def test_an_address_is_shown_masked_and_leads_to_its_newest_payment(owner: Client, db: None) -> None:
    with registered():
        paid_from_one_office(3)
    shown = text(owner)
    assert "203.0.•••" in shown
    assert OFFICE not in shown
    assert "/console/payments/pay_" in shown


def test_it_looks_again_by_itself_for_ten_minutes_and_then_stands_still(owner: Client) -> None:
    assert 'hx-trigger="every 15s"' in text(owner)
    assert "looks=40" in text(owner, f"{PAGE}?looks=39")
    for page in (f"{PAGE}?looks=40", f"{PAGE}?still=yes", f"{PAGE}?looks=999"):
        assert "hx-trigger" not in text(owner, page)
        assert "Look now" in text(owner, page)


def test_htmx_gets_the_part_and_not_the_page(owner: Client) -> None:
    assert "<html" not in text(owner, **{"HX-Request": "true"})


@pytest.mark.parametrize("odd", ["span=year", "looks=-1", "looks=9e9", "looks=²", "span=%00"])
def test_odd_questions_get_the_last_hour(owner: Client, odd: str) -> None:
    assert "looks=1" in text(owner, f"{PAGE}?{odd}")


def test_an_attack_that_was_said_is_told_with_its_end(owner: Client) -> None:
    begin_alarm(hours=2, why="Sixty cards in ten minutes", by=SYSTEM)
    shown = text(owner)
    assert "Sixty cards in ten minutes" in shown
    assert "It is over" in shown


@pytest.mark.parametrize("role", ["cashier", "support", "developer"])
def test_others_see_nothing_of_it(role: str, db: None) -> None:
    assert come_in(role).get(PAGE).status_code == 403


def test_what_is_unusual_is_said_until_it_is_over(owner: Client) -> None:
    ref = a_burst()
    assert "40 tries to pay within ten minutes" in text(owner)
    assert "Going on" in text(owner, f"/console/fraud/bursts/{ref}/")
    Burst.objects.update(ended_at=clock.now())
    assert "40 tries to pay within ten minutes" not in text(owner)
    assert "Over since" in text(owner, f"/console/fraud/bursts/{ref}/")
