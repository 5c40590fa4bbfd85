"""The words "I did not make this payment": by a link and signed in, without script, once, and never too often."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved, begin
from tests.scripted_gateway import ScriptedGateway
from tiwala.events.actions.deliver import deliver
from tiwala.events.models import Delivery
from tiwala.fraud.actions.close_review import close_review
from tiwala.fraud.actions.report_payment import MOST, SOURCE
from tiwala.fraud.jobs import learn_labels
from tiwala.fraud.models import Label, Recalled, Review
from tiwala.home.tests.conftest import Shop
from tiwala.home.tests.people import signed_in, text_of
from tiwala.identity.tests.people import CORA, make_cora
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.kit.actor import SYSTEM
from tiwala.notify.models import Letter
from tiwala.payments.models import Attempt
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db
TOLD = "You told us that this was not you"
ASKED = "I did not make this payment"


def pay(shop: Shop) -> Attempt:
    """Another bill of Ana's, paid."""
    attempt = begin(make_invoice(shop.ana), account=shop.account)
    return apply(attempt, approved(attempt))


def by_link(attempt: Attempt) -> str:
    ref = attempt.payment.targets.get().target_ref
    return f"/pay/{make_pay_link(ref, by=SYSTEM)[1]}/attempts/{attempt.public_id}/"


def hear_the_news() -> None:
    for pk in list(Delivery.objects.filter(state="waiting").order_by("id").values_list("pk", flat=True)):
        assert deliver(pk)


def test_the_holder_of_the_link_says_so_once_and_without_script(client: Client, shop: Shop) -> None:
    attempt = pay(shop)
    page = by_link(attempt)
    assert ASKED in text_of(client.get(page))
    assert f'action="{page}report/"' in text_of(client.get(page))
    for _ in range(2):
        after = text_of(client.post(f"{page}report/", follow=True))
        assert TOLD in after
        assert "report/" not in after
    review, label = Review.objects.get(), Label.objects.get()
    assert (review.payment_ref, review.state, review.customer_ref) == (
        attempt.payment.public_id,
        "open",
        shop.ana.public_id,
    )
    assert (label.kind, label.source, label.payment_ref) == ("reported", SOURCE, review.payment_ref)
    task = Task.objects.get(kind="payment_reported")
    assert (task.subject_ref, task.times, task.facts["review"]) == (review.payment_ref, 1, review.public_id)
    learn_labels()
    assert Recalled.objects.get().fraud_known_at is not None


def test_the_business_gets_a_letter_that_names_nobody(client: Client, shop: Shop) -> None:
    make_cora()
    client.post(f"{by_link(pay(shop))}report/")
    hear_the_news()
    letter = Letter.objects.filter(kind="identity.account").latest("id")
    assert letter.to_email == CORA
    assert "did not make a payment" in letter.subject
    assert f"/console/fraud/queue/{Review.objects.get().public_id}/" in letter.body_text
    assert "Reyes" not in letter.body_text


@pytest.mark.parametrize(("outcome", "says"), [("fraud", "agrees with you"), ("cleared", "found no sign of that")])
def test_whoever_told_us_hears_what_was_found_and_is_asked_for_no_money(
    client: Client, shop: Shop, outcome: str, says: str
) -> None:
    client.post(f"{by_link(pay(shop))}report/")
    close_review(Review.objects.get().public_id, outcome=outcome, note="called them", by=SYSTEM)
    hear_the_news()
    letter = Letter.objects.get(kind="invoicing.looked")
    assert says in letter.body_text
    assert "/pay/" not in letter.body_text
    assert "seven days" not in letter.body_text


def test_what_people_had_closed_is_opened_anew(client: Client, shop: Shop) -> None:
    attempt = pay(shop)
    client.post(f"{by_link(attempt)}report/")
    Review.objects.update(reported_at=None)
    review = Review.objects.get()
    close_review(review.public_id, outcome="cleared", note="looked fine", by=SYSTEM)
    client.post(f"{by_link(attempt)}report/")
    review.refresh_from_db()
    assert (review.state, review.outcome) == ("open", "")
    close_review(review.public_id, outcome="fraud", note="it was not", by=SYSTEM)
    assert set(Label.objects.values_list("kind", flat=True)) == {"reported", "cleared", "confirmed"}


def test_signed_in_it_needs_no_second_factor_and_nobody_else_s_payment_is_there(shop: Shop) -> None:
    attempt = pay(shop)
    page = f"/home/payments/{attempt.public_id}/"
    ana = signed_in("Ana Reyes", shop.ana.public_id)
    assert ASKED in text_of(ana.get(page))
    ben = signed_in("Ben Cruz", make_customer("Ben Cruz").public_id)
    assert ben.post(f"{page}report/").status_code == 404
    assert Client().post(f"{page}report/").status_code == 302
    assert ana.get(f"{page}report/").status_code == 405
    assert not Review.objects.exists()
    assert TOLD in text_of(ana.post(f"{page}report/", follow=True))


def test_only_what_was_paid_can_be_reported_and_a_link_reports_its_own_alone(
    client: Client, shop: Shop, gateway: ScriptedGateway
) -> None:
    sent = {"way": shop.way(), "amount_minor": shop.invoice.total_minor, "key": str(uuid4())}
    client.post(f"{shop.url}attempts/", sent)
    open_try = Attempt.objects.get()
    assert client.post(f"{shop.url}attempts/{open_try.public_id}/report/").status_code == 404
    paid = pay(shop)
    assert client.post(f"{shop.url}attempts/{paid.public_id}/report/").status_code == 404
    assert not Review.objects.exists()


def test_after_a_few_a_person_has_to_be_talked_to(client: Client, shop: Shop) -> None:
    pages = [by_link(pay(shop)) for _ in range(MOST + 1)]
    answers = [client.post(f"{page}report/") for page in pages]
    assert [one.status_code for one in answers] == [302] * MOST + [429]
    assert "Please talk to us" in text_of(answers[-1])
    assert Review.objects.count() == Label.objects.count() == MOST


def test_the_receipts_and_the_settled_bill_lead_to_the_page_where_it_can_be_said(client: Client, shop: Shop) -> None:
    attempt = pay(shop)
    hear_the_news()
    ana = signed_in("Ana Reyes", shop.ana.public_id)
    door = f"/home/receipts/payments/{attempt.payment.public_id}/"
    assert door in text_of(ana.get("/home/receipts/"))
    assert ASKED in text_of(ana.get(door, follow=True))
    ben = signed_in("Ben Cruz", make_customer("Ben Cruz").public_id)
    assert ben.get(door).status_code == 404
    page = by_link(attempt)
    assert page in text_of(client.get(page.split("attempts/")[0]))


def test_in_filipino_too(client: Client, shop: Shop) -> None:
    client.cookies["language"] = "fil"
    page = by_link(pay(shop))
    assert "Hindi ako ang gumawa ng bayad na ito" in text_of(client.get(page))
    assert "hindi ikaw ito" in text_of(client.post(f"{page}report/", follow=True))
