"""A payment that people look at: once, by one at a time, and what they find is a label at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.cast import CORA, DAN
from tiwala.events.models import Message
from tiwala.fraud.actions.ask_customer import ask_customer
from tiwala.fraud.actions.ask_for_review import ask_for_review
from tiwala.fraud.actions.assess_try import assess_try
from tiwala.fraud.actions.close_review import close_review
from tiwala.fraud.actions.hand_over_review import hand_over_review
from tiwala.fraud.actions.note_label import note_label
from tiwala.fraud.actions.take_review import take_review
from tiwala.fraud.errors import ReviewHeld
from tiwala.fraud.models import Label, Review
from tiwala.fraud.reviewing import cleared_lately
from tiwala.fraud.tests.makers import a_try, goes_live
from tiwala.kit import clock
from tiwala.kit.actor import NOBODY, SYSTEM
from tiwala.kit.conf import conf
from tiwala.kit.errors import BadInput, NotFound, WrongState

pytestmark = pytest.mark.django_db


def looked_at(minor: int = 1_000_00, **more: object) -> Review:
    """The review of a try that a live rule wants looked at."""
    goes_live("throwaway_mail")
    facts = a_try(minor, mail="x@mailinator.com", **more)
    assert assess_try(facts).verdict == "review"
    return Review.objects.get(payment_ref=facts.payment_ref)


def test_a_live_review_is_queued_with_what_may_be_lost_and_a_clock():
    review = looked_at()
    assert (review.verdict, review.expected_loss_minor, review.state) == ("review", 300_00, "open")
    assert review.due_at - review.created_at <= timedelta(hours=conf.fraud.review_hours)


def test_in_shadow_nobody_is_asked_to_look():
    assess_try(a_try(mail="x@mailinator.com"))
    assert not Review.objects.exists()


def test_one_colleague_has_it_at_a_time_and_their_time_ends_by_itself():
    review = looked_at()
    take_review(review.public_id, by=DAN)
    for verb in (
        lambda: take_review(review.public_id, by=CORA),
        lambda: close_review(review.public_id, outcome="cleared", note="known", by=CORA),
        lambda: hand_over_review(review.public_id, to="usr_eve", note="", by=CORA),
        lambda: ask_customer(review.public_id, by=CORA),
    ):
        with pytest.raises(ReviewHeld):
            verb()
    with clock.hold(clock.now() + timedelta(minutes=conf.fraud.hold_minutes, seconds=1)):
        assert take_review(review.public_id, by=CORA).held_by == CORA.id


def test_it_is_handed_over_with_a_word():
    review = looked_at()
    hand_over_review(review.public_id, to=CORA.id, note="the bank has not called back", by=DAN)
    with pytest.raises(ReviewHeld):
        take_review(review.public_id, by=DAN)
    review.refresh_from_db()
    assert (review.held_by, review.note) == (CORA.id, "the bank has not called back")


@pytest.mark.parametrize(
    ("outcome", "kind", "weight"), [("fraud", "confirmed", 1), ("cleared", "cleared", -1), ("unsure", "unsure", 0)]
)
def test_what_was_found_is_a_label_at_once(outcome, kind, weight):
    review = looked_at()
    close_review(review.public_id, outcome=outcome, note="called them", by=DAN)
    label = Label.objects.get()
    assert (label.payment_ref, label.kind, label.weight, label.source) == (review.payment_ref, kind, weight, "review")
    assert label.known_at >= label.occurred_at
    assert Message.objects.get(name="fraud.review_closed").payload["outcome"] == outcome
    with pytest.raises(WrongState):
        close_review(review.public_id, outcome="fraud", note="again", by=DAN)
    with pytest.raises(WrongState):
        take_review(review.public_id, by=DAN)


def test_without_a_word_why_nothing_is_decided():
    review = looked_at()
    with pytest.raises(BadInput):
        close_review(review.public_id, outcome="cleared", note="  ", by=DAN)


def test_a_payer_may_ask_for_a_person_once_and_is_answered_sooner():
    facts = a_try()
    assess_try(facts)
    first = ask_for_review(facts.payment_ref, by=NOBODY)
    assert first.due_at - clock.now() <= timedelta(hours=conf.fraud.asked_hours)
    assert ask_for_review(facts.payment_ref, by=NOBODY).pk == first.pk
    other = a_try()
    assess_try(other)
    assert ask_for_review(other.payment_ref, by=NOBODY).pk == first.pk
    with pytest.raises(NotFound):
        ask_for_review("pay_of_nobody", by=NOBODY)


def test_asking_about_what_is_in_the_queue_already_makes_it_more_urgent():
    review = looked_at()
    asked = ask_for_review(review.payment_ref, by=NOBODY)
    assert asked.pk == review.pk
    assert asked.due_at < review.due_at
    assert asked.asked_at is not None


def test_only_who_asked_and_was_cleared_may_pass_and_for_a_week():
    review = looked_at()
    close_review(review.public_id, outcome="cleared", note="known", by=DAN)
    assert not cleared_lately("cus_ana")
    facts = a_try(customer_ref="cus_ben")
    assess_try(facts)
    asked = ask_for_review(facts.payment_ref, by=NOBODY)
    close_review(asked.public_id, outcome="cleared", note="known", by=DAN)
    assert cleared_lately("cus_ben")
    with clock.hold(clock.now() + timedelta(days=7, seconds=1)):
        assert not cleared_lately("cus_ben")


def test_labels_are_kept_once_and_only_added_to():
    facts = a_try()
    assess_try(facts)
    for ref in (facts.payment_ref, facts.payment_ref, "pay_of_cash"):
        note_label(ref, kind="dispute_fraud", source="dispute:dsp_1")
    assert Label.objects.count() == 1
    for change in (lambda: Label.objects.update(weight=0), lambda: Label.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_reviews_are_for_staff_who_may_see_them():
    looked_at()
    assert not Review.objects.visible_to(NOBODY).exists()
    assert Review.objects.visible_to(SYSTEM).exists()
