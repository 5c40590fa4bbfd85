"""Several payments are taken, handed over or decided at once from the queue: each by itself, and told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.makers import make_customer
from tests.scripted_gateway import ScriptedGateway, registered
from tiwala.approvals.models import Proposal
from tiwala.audit.models import Record
from tiwala.console.forms.fraud_desk import MOST
from tiwala.console.tests.forms import fill
from tiwala.console.tests.people import come_in
from tiwala.console.tests.test_views_fraud_together import paid
from tiwala.fraud.actions.close_review import close_review
from tiwala.fraud.actions.take_review import take_review
from tiwala.fraud.models import Label, Review, Sighting
from tiwala.fraud.tests.makers import tried
from tiwala.identity.models import User
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf

SEVERAL = "/console/fraud/several/"


@pytest.fixture(autouse=True)
def scripted(db: None) -> Iterator[ScriptedGateway]:
    with registered() as gateway:
        yield gateway


def noticed(times: int) -> list[str]:
    return [one.payment.public_id for one in paid(times=times)]


def send(client: Client, deed: str, refs: list[str], **more: str) -> str:
    page = f"{SEVERAL}{deed}/?ref={refs[0]}"
    answer = client.post(f"{SEVERAL}{deed}/", fill(client, page) | {"ref": refs, **more}, follow=True)
    return answer.content.decode()


def holder(ref: str) -> str:
    return Review.objects.get(payment_ref=ref).held_by


def test_the_queue_lets_who_may_review_choose_and_says_what_can_be_done(owner: Client) -> None:
    [ref] = noticed(1)
    shown = owner.get("/console/fraud/queue/").content.decode()
    assert f'name="ref" value="{ref}"' in shown
    assert f'formaction="{SEVERAL}taking/"' in shown
    assert f'name="ref" value="{ref}"' not in come_in("auditor").get("/console/fraud/queue/").content.decode()


def test_the_chosen_are_taken_each_audited_and_then_stand_under_mine(owner: Client) -> None:
    refs = noticed(3)
    told = send(owner, "taking", refs[:2])
    assert "2 payments are yours" in told
    assert [bool(holder(ref)) for ref in refs] == [True, True, False]
    assert Record.objects.filter(tag="fraud_review:take").count() == 2
    assert refs[2] not in owner.get("/console/fraud/queue/?state=mine").content.decode()


def test_one_that_a_colleague_has_or_is_done_is_named_and_stops_no_other(owner: Client) -> None:
    refs = noticed(3)
    take_review(Review.objects.get(payment_ref=refs[0]).public_id, by=SYSTEM)
    close_review(Review.objects.get(payment_ref=refs[1]).public_id, outcome="unsure", note="x", by=SYSTEM)
    told = send(owner, "taking", refs)
    assert "1 payment is yours" in told
    assert "Not Ana Reyes ₱1,500.00: A colleague is looking" in told
    assert holder(refs[0]) == SYSTEM.id
    assert Review.objects.get(payment_ref=refs[1]).state == "done"


def test_the_chosen_are_handed_over_with_one_word_and_sent_twice_it_happens_once(owner: Client) -> None:
    refs = noticed(2)
    come_in("admin")
    admin = User.objects.latest("pk").public_id
    page = f"{SEVERAL}handover/?ref={refs[0]}"
    form = fill(owner, page) | {"ref": refs, "to": admin, "note": "Same browser as last week"}
    first = owner.post(f"{SEVERAL}handover/", form, follow=True).content.decode()
    again = owner.post(f"{SEVERAL}handover/", form, follow=True).content.decode()
    assert "2 payments are handed over" in first
    assert "A colleague is looking" not in again
    assert {holder(ref) for ref in refs} == {admin}
    assert {one.note for one in Review.objects.all()} == {"Same browser as last week"}
    assert Record.objects.filter(tag="fraud_review:hand_over").count() == 2


def test_large_ones_still_wait_for_a_second_person(owner: Client) -> None:
    large = [one.payment.public_id for one in paid(conf.fraud.clear_limit_minor + 100, times=2)]
    told = send(owner, "outcome", large, outcome="cleared", note="Ana called")
    assert "2 of these wait for a second person" in told
    assert Proposal.objects.count() == 2
    assert not Label.objects.exists()


def test_one_nobody_was_to_look_at_is_put_in_the_queue_and_what_was_never_seen_is_left_out(owner: Client) -> None:
    noticed(1)
    quiet = paid(mail="ben@example.ph")[0].payment.public_id
    send(owner, "taking", [quiet, "pay_nobody", "frw_x", "'; --"])
    assert holder(quiet)
    assert Review.objects.count() == 2


@pytest.mark.parametrize("deed", ["taking", "handover", "outcome"])
def test_nothing_chosen_or_too_many_is_said_and_nothing_happens(owner: Client, deed: str) -> None:
    answer = owner.post(f"{SEVERAL}{deed}/", fill(owner, f"{SEVERAL}{deed}/"))
    assert answer.status_code == 422
    assert "Choose at least one payment" in answer.content.decode()
    ana = make_customer().public_id
    for _again in range(MOST + 1):
        tried(customer_ref=ana)
    refs = list(Sighting.objects.values_list("payment_ref", flat=True))
    found = list(Review.objects.values_list("payment_ref", flat=True))
    assert owner.post(f"{SEVERAL}{deed}/", fill(owner, f"{SEVERAL}{deed}/") | {"ref": refs}).status_code == 422
    assert list(Review.objects.values_list("payment_ref", flat=True)) == found


@pytest.mark.parametrize("deed", ["taking", "handover", "outcome"])
def test_who_may_only_look_cannot(deed: str) -> None:
    assert come_in("auditor").get(f"{SEVERAL}{deed}/").status_code == 403
