"""The fraud desk through the console's pages: the queue, one payment, and what is done about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved, begin, make_account, promise
from tests.scripted_gateway import ScriptedGateway, registered
from tiwala.audit.models import Record
from tiwala.console.tests.forms import press, send
from tiwala.console.tests.people import come_in
from tiwala.events.models import Message
from tiwala.fraud.actions.ask_for_review import ask_for_review
from tiwala.fraud.actions.assess_try import assess_try
from tiwala.fraud.actions.report_payment import report_payment
from tiwala.fraud.facts import ReportFacts
from tiwala.fraud.models import Assessment, Label, ListEntry, Review
from tiwala.fraud.reviewing import review_of
from tiwala.fraud.tests.makers import OFFICE, a_try, goes_live
from tiwala.gateways.outcomes import MethodFacts
from tiwala.kit.actor import NOBODY, Actor
from tiwala.kit.money import Money
from tiwala.payments.models import Attempt, Refund

QUEUE = "/console/fraud/queue/"


@pytest.fixture
def scripted(db: None) -> Iterator[ScriptedGateway]:
    with registered() as gateway:
        yield gateway


@pytest.fixture
def paid(scripted: ScriptedGateway) -> Attempt:
    """A payment that a live rule wants looked at, and that went on and was paid."""
    goes_live("throwaway_mail")
    customer = make_customer("Ana Reyes", email="ana@mailinator.com")
    attempt = begin(make_invoice(customer), account=make_account("scripted"))
    facts = MethodFacts(brand="Visa", last_four="4242", risk="elevated", authentication="not_asked")
    return apply(attempt, approved(attempt, facts=facts))


@pytest.fixture
def page(paid: Attempt) -> str:
    return f"{QUEUE}{Review.objects.get(payment_ref=paid.payment.public_id).public_id}/"


def text(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return answer.content.decode()


def a_review(minor: int) -> Review:
    facts = a_try(minor, mail="x@mailinator.com", customer_ref=make_customer().public_id)
    assess_try(facts)
    return Review.objects.get(payment_ref=facts.payment_ref)


def test_the_queue_begins_with_what_may_cost_most(owner: Client) -> None:
    goes_live("throwaway_mail")
    for minor in (500_00, 9_000_00, 1_000_00):
        a_review(minor)
    shown = text(owner, QUEUE)
    assert shown.index("₱2,700.00") < shown.index("₱300.00") < shown.index("₱150.00")


def test_one_payment_says_why_with_values_and_what_the_gateway_says(owner: Client, page: str) -> None:
    shown = text(owner, page)
    assert "The e-mail address is of a service for throwing away." in shown
    assert "elevated" in shown
    assert "the bank was not asked (3-D Secure)" in shown
    assert "this payment" in shown
    assert "mailinator" not in shown


def test_what_shares_an_address_is_shown_and_named(owner: Client, scripted: ScriptedGateway) -> None:
    goes_live("throwaway_mail")
    account, ben = make_account("scripted"), make_customer("Ben Cruz")
    ana = make_customer("Ana Reyes", email="ana@mailinator.com")
    for customer in (ben, ana):
        ref = customer.public_id
        guest = Actor("guest", "link", customer_refs=frozenset({ref}), customer_levels={ref: "pays"}, ip=OFFICE)
        begin(make_invoice(customer), account=account, by=guest)
    shown = text(owner, f"{QUEUE}{Review.objects.get().public_id}/")
    assert "Ben Cruz" in shown
    assert "address, network" in shown
    assert OFFICE not in shown


def test_the_score_is_a_bar_of_sentences_with_values(owner: Client) -> None:
    attempt = promise(make_invoice(make_customer("Ana Reyes")))
    ref, amount = attempt.payment.public_id, Money(12_400_00, "PHP")
    Assessment.objects.create(
        payment_ref=ref,
        verdict="review",
        is_shadow=False,
        is_degraded=False,
        values={"amount_minor": amount.minor, "currency": "PHP"},
        reasons=[],
        listed=[],
        took_us=1,
        score=840,
        score_reasons=[{"attribute": "amount_minor", "points": 26, "value": amount.minor, "usual": 1_150_00}],
        model_ref="fmv_1",
    )
    review = review_of(ref, amount, customer_ref=attempt.customer_ref, verdict="review")
    review.save()
    shown = text(owner, f"{QUEUE}{review.public_id}/")
    assert "Score 840 of 1000" in shown
    assert "₱12,400.00, usually ₱1,150.00." in shown
    assert "26 points" in shown


def test_the_picture_stands_beside_the_same_as_a_list(owner: Client, scripted: ScriptedGateway) -> None:
    goes_live("throwaway_mail")
    account, ana = make_account("scripted"), make_customer("Ana Reyes", email="ana@mailinator.com")
    for _again in range(2):
        begin(make_invoice(ana), account=account)
    shown = text(owner, f"{QUEUE}{Review.objects.latest('pk').public_id}/")
    assert 'class="links"' in shown
    assert "style=" not in shown
    assert shown.count("this payment") >= 2


def test_one_has_it_at_a_time(owner: Client, page: str) -> None:
    press(owner, f"{page}taking/")
    other = come_in("accountant")
    shown = text(other, page)
    assert "is looking at it" in shown
    assert "A colleague is looking at this payment" in text(other, press(other, f"{page}taking/").url)


def test_in_order_is_a_label_and_the_queue_is_empty(owner: Client, page: str) -> None:
    send(owner, f"{page}outcome/", outcome="cleared", note="Ana called back from the number we know")
    assert Label.objects.get().kind == "cleared"
    assert "Nothing to look at" in text(owner, QUEUE)
    assert "Ana called back" in text(owner, page)
    assert Record.objects.filter(tag="fraud_review:close").exists()


def test_fraud_gives_it_back_and_refuses_from_now_on(owner: Client, page: str, paid: Attempt) -> None:
    send(owner, f"{page}outcome/", outcome="fraud", note="The holder of the card called", give_back="on", refuse="on")
    assert Label.objects.get().kind == "confirmed"
    assert Refund.objects.get(payment=paid.payment).amount_minor == paid.amount_minor
    entry = ListEntry.objects.get()
    assert (entry.side, entry.about) == ("deny", "customer")


def test_what_may_be_refused_from_now_on_is_told_by_name(owner: Client, page: str) -> None:
    assert "Customer Ana Reyes" in text(owner, f"{page}refusal/")


def test_money_goes_back_for_fraud_only(owner: Client, page: str) -> None:
    answer = owner.post(f"{page}outcome/", {"outcome": "cleared", "note": "x", "give_back": "on", "key": "0" * 32})
    assert answer.status_code == 422
    assert not Refund.objects.exists()
    assert Review.objects.get().state == "open"


def test_the_customer_is_asked_by_letter(owner: Client, page: str) -> None:
    press(owner, f"{page}question/")
    assert Message.objects.filter(name="fraud.customer_asked").count() == 1


def test_it_is_handed_to_a_colleague(owner: Client, page: str) -> None:
    come_in("accountant")
    form = owner.get(f"{page}handover/").context["form"]
    to = form.fields["to"].choices[0][0]
    send(owner, f"{page}handover/", to=to, note="The bank calls back at five")
    review = Review.objects.get()
    assert (review.held_by, review.note) == (to, "The bank calls back at five")


def test_an_asked_for_one_says_so(owner: Client) -> None:
    facts = a_try(customer_ref=make_customer().public_id)
    assess_try(facts)
    ask_for_review(facts.payment_ref, by=NOBODY)
    assert "The payer asked for a person" in text(owner, f"{QUEUE}?state=asked")


@pytest.mark.parametrize("role", ["cashier", "support", "developer"])
def test_others_see_nothing_of_it(role: str, page: str) -> None:
    client = come_in(role)
    assert client.get(QUEUE).status_code == 403
    assert client.get(page).status_code == 403


def test_an_auditor_sees_and_changes_nothing(page: str) -> None:
    client = come_in("auditor")
    assert "Say what it was" not in text(client, page)
    assert press(client, f"{page}taking/").status_code == 403


def test_the_desk_says_that_somebody_did_not_make_this_payment(paid: Attempt, page: str) -> None:
    report_payment(ReportFacts(paid.payment.public_id, paid.customer_ref, paid.amount), by=NOBODY)
    staff = come_in("accountant")
    assert "I did not make this payment" in text(staff, page)
    assert "I did not make this payment" in text(staff, QUEUE)
