"""Large payments are found in order by two people; linked ones are decided together, each by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.makers import line, make_customer, make_invoice
from tests.payment_makers import apply, approved, begin, make_account
from tests.scripted_gateway import ScriptedGateway, registered
from tiwala.approvals.models import Proposal
from tiwala.approvals.refusals import SecondPersonNeeded
from tiwala.audit.models import Record
from tiwala.console.tests.forms import fill, send
from tiwala.console.tests.people import come_in, second_yes
from tiwala.fraud.actions.close_review import close_review
from tiwala.fraud.actions.take_review import take_review
from tiwala.fraud.models import Label, ListEntry, Review
from tiwala.fraud.tests.makers import goes_live
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.conf import conf
from tiwala.payments.models import Attempt, Refund

QUEUE = "/console/fraud/queue/"
DECIDE = "/console/fraud/several/outcome/"


@pytest.fixture(autouse=True)
def scripted(db: None) -> Iterator[ScriptedGateway]:
    with registered() as gateway:
        yield gateway


def paid(minor: int = 150_000, *, mail: str = "ana@mailinator.com", times: int = 1) -> list[Attempt]:
    """So many payments of one customer, paid; a live rule wants those of a throwaway mail looked at."""
    goes_live("throwaway_mail")
    account, customer = make_account("scripted"), make_customer("Ana Reyes", email=mail)
    tries = [begin(make_invoice(customer, line(minor)), account=account) for _again in range(times)]
    return [apply(one, approved(one)) for one in tries]


def review_of(attempt: Attempt) -> str:
    return str(Review.objects.get(payment_ref=attempt.payment.public_id).public_id)


def page_of(attempt: Attempt) -> str:
    return f"{QUEUE}{review_of(attempt)}/"


def text(client: Client, page: str) -> str:
    return client.get(page).content.decode()


def test_a_large_payment_waits_for_a_second_person_and_then_both_names_stand(owner: Client) -> None:
    [large] = paid(conf.fraud.clear_limit_minor + 100)
    page = page_of(large)
    send(owner, f"{page}outcome/", outcome="cleared", note="Ana answered from the number we know")
    assert Review.objects.get().state == "open"
    assert not Label.objects.exists()
    assert "It waits for a second person" in text(owner, page)
    second_yes("admin")
    review = Review.objects.get()
    assert (review.state, review.outcome, review.note) == ("done", "cleared", "Ana answered from the number we know")
    record = Record.objects.get(tag="fraud_review:close")
    assert record.facts["asked_by"] == Proposal.objects.get().asked_by
    assert Label.objects.get().kind == "cleared"


def test_nobody_gets_around_it_by_another_door() -> None:
    [large] = paid(conf.fraud.clear_limit_minor + 100)
    cora = Actor("person", "usr_cora", permissions=frozenset({"fraud.review"}))
    ref = Review.objects.get(payment_ref=large.payment.public_id).public_id
    with pytest.raises(SecondPersonNeeded):
        close_review(ref, outcome="cleared", note="Trust me", by=cora)


def test_fraud_is_said_by_one_person_however_large(owner: Client) -> None:
    [large] = paid(conf.fraud.clear_limit_minor + 100)
    send(owner, f"{page_of(large)}outcome/", outcome="fraud", note="The holder of the card called")
    assert Label.objects.get().kind == "confirmed"


def test_one_asked_for_and_decided_otherwise_meanwhile_is_not_closed_twice(owner: Client) -> None:
    [large] = paid(conf.fraud.clear_limit_minor + 100)
    page = page_of(large)
    send(owner, f"{page}outcome/", outcome="cleared", note="Looks fine")
    send(owner, f"{page}outcome/", outcome="fraud", note="It was not them")
    second_yes("admin")
    assert Review.objects.get().outcome == "fraud"


def test_linked_ones_are_decided_together_each_audited(owner: Client) -> None:
    tries = paid(times=3)
    refs = [one.payment.public_id for one in tries]
    form = fill(owner, f"{DECIDE}?about={review_of(tries[0])}&ref={refs[1]}&ref={refs[2]}")
    form |= {"ref": refs[1:], "outcome": "fraud", "note": "One thief", "give_back": "on", "refuse": "on"}
    owner.post(DECIDE, form)
    assert set(Label.objects.values_list("payment_ref", flat=True)) == set(refs[1:])
    assert Refund.objects.count() == 2
    assert ListEntry.objects.count() == 1
    assert Record.objects.filter(tag="fraud_review:close").count() == 2
    owner.post(DECIDE, form)
    assert Refund.objects.count() == 2


def test_the_table_lets_who_may_decide_choose_and_nobody_else(owner: Client) -> None:
    tries = paid(times=2)
    chosen = f'name="ref" value="{tries[0].payment.public_id}"'
    assert chosen in text(owner, page_of(tries[1]))
    assert chosen not in text(come_in("auditor"), page_of(tries[1]))


def test_what_is_refused_for_one_stops_no_other_and_is_told(owner: Client) -> None:
    tries = paid(times=3)
    refs = [one.payment.public_id for one in tries]
    held = Review.objects.get(payment_ref=refs[1])
    take_review(held.public_id, by=SYSTEM)
    form = fill(owner, f"{DECIDE}?about={review_of(tries[0])}&ref={refs[1]}&ref={refs[2]}")
    form |= {"ref": refs[1:], "outcome": "fraud", "note": "One thief", "give_back": "on"}
    told = owner.post(DECIDE, form, follow=True).content.decode()
    assert "1 payment is written down." in told
    assert "Not Ana Reyes ₱1,500.00: A colleague is looking" in told
    assert Refund.objects.count() == 1


def test_one_that_was_not_in_the_queue_is_put_among_those_looked_at(owner: Client) -> None:
    goes_live("throwaway_mail")
    account, ana = make_account("scripted"), make_customer("Ana Reyes", email="ana@example.ph")
    before = begin(make_invoice(ana), account=account).payment.public_id
    ana.email = "ana@mailinator.com"
    ana.save()
    noticed = begin(make_invoice(ana), account=account)
    form = fill(owner, f"{DECIDE}?about={review_of(noticed)}&ref={before}") | {
        "ref": [before],
        "outcome": "cleared",
        "note": "ok",
    }
    owner.post(DECIDE, form)
    assert Review.objects.get(payment_ref=before).outcome == "cleared"
    assert Record.objects.filter(tag="fraud_review:open").count() == 1


def test_afterwards_one_is_back_where_they_were_chosen_and_a_strange_place_is_none(owner: Client) -> None:
    tries = paid(times=2)
    about, ref = review_of(tries[0]), tries[1].payment.public_id
    form = fill(owner, f"{DECIDE}?about={about}&ref={ref}", ref=[ref], outcome="unsure", note="Nobody answers")
    assert owner.post(DECIDE, form).headers["Location"] == page_of(tries[0])
    for strange in ("//evil.example/", "frw_" + "0" * 26, "' OR 1=1"):
        assert owner.get(DECIDE, {"about": strange, "ref": ref}).status_code == 404
        assert owner.post(DECIDE, form | {"about": strange}).status_code == 404


def test_who_may_only_look_cannot(db: None) -> None:
    [own] = paid()
    client = come_in("auditor")
    assert client.get(DECIDE).status_code == 403
    assert "Say what the chosen were" not in text(client, page_of(own))
