"""Limits that people set: the environment's hold until then, lower at once, higher with two, each in the trail."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tiwala.approvals.actions.approve import approve
from tiwala.approvals.models import Proposal
from tiwala.approvals.refusals import FactsChanged, SecondPersonNeeded
from tiwala.approvals.tests.people import make, now
from tiwala.audit.models import Record
from tiwala.fraud.actions.close_review import close_review
from tiwala.fraud.actions.set_clear_limit import set_clear_limit
from tiwala.fraud.actions.set_dispute_limits import set_dispute_limits
from tiwala.fraud.limits import clear_limit, dispute_limits
from tiwala.fraud.models import Limits, Review
from tiwala.fraud.tests.makers import looked_at
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import BadInput, NotAllowed
from tiwala.kit.money import Money

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(db: None) -> Actor:
    return now(make("owner", "cora"))


def pesos(minor: int) -> Money:
    return Money(minor, "PHP")


def ask(minor: int, by: Actor, key: str = "a") -> Proposal:
    made = set_clear_limit(pesos(minor), reason="Bigger bills", key=key, by=by)
    assert made is not None
    return made


def test_until_somebody_sets_them_the_environments_hold() -> None:
    assert clear_limit() == pesos(5_000_000)
    assert dispute_limits() == {"all": 100, "visa": 150, "mastercard": 150}


def test_a_lower_limit_holds_at_once_and_decides_who_may_clear_alone(owner: Actor) -> None:
    review = looked_at("pay_1", "cus_ana")
    assert set_clear_limit(pesos(9_999), reason="", key="a", by=owner) is None
    with pytest.raises(SecondPersonNeeded):
        close_review(review, outcome="cleared", note="Called them", by=owner)
    assert set_clear_limit(pesos(10_000), reason="Back", key="b", by=owner) is not None
    assert Review.objects.get().state == "open"
    told = Record.objects.get(tag="fraud_limit:clear")
    assert told.facts == {"before_minor": 5_000_000, "after_minor": 9_999, "currency": "PHP"}


def test_a_higher_limit_waits_for_another_and_both_stand_in_the_trail(owner: Actor) -> None:
    proposal = ask(9_000_000, owner)
    assert clear_limit() == pesos(5_000_000)
    approve(proposal.pk, by=now(make("admin", "dan")))
    assert clear_limit() == pesos(9_000_000)
    told = Record.objects.get(tag="fraud_limit:clear")
    assert told.facts["asked_by"] == owner.id != told.actor_id


def test_another_limit_set_meanwhile_stops_a_raise(owner: Actor) -> None:
    proposal = ask(9_000_000, owner)
    set_clear_limit(pesos(1_000), reason="", key="b", by=owner)
    with pytest.raises(FactsChanged):
        approve(proposal.pk, by=now(make("admin", "dan")))
    assert clear_limit() == pesos(1_000)


def test_another_currency_is_no_lower_limit(owner: Actor) -> None:
    made = set_clear_limit(Money(1, "USD"), reason="We bill abroad", key="a", by=owner)
    assert made is not None
    assert clear_limit() == pesos(5_000_000)


@pytest.mark.parametrize("role", ["admin", "accountant", "cashier", "auditor"])
def test_only_owners_say_when_two_are_needed(role: str, db: None) -> None:
    with pytest.raises(NotAllowed):
        set_clear_limit(pesos(1), reason="", key="a", by=now(make(role, "eve")))


def test_dispute_limits_are_as_written_and_what_is_left_out_has_none(owner: Actor) -> None:
    set_clear_limit(pesos(7), reason="", key="a", by=owner)
    assert set_dispute_limits({"all": 90, "jcb": 65}, reason="Our bank wrote", by=owner)
    assert dispute_limits() == {"all": 90, "jcb": 65}
    assert not set_dispute_limits({"jcb": 65, "all": 90}, reason="Again", by=owner)
    [told] = Record.objects.filter(tag="fraud_limit:disputes")
    assert told.facts == {
        "before": "all 1.00, mastercard 1.50, visa 1.50",
        "after": "all 0.90, jcb 0.65",
        "why": "Our bank wrote",
    }
    assert clear_limit() == pesos(7)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"visa": 90}, "Why"),
        ({"all": 0}, "Why"),
        ({"all": 100_01}, "Why"),
        ({"all": 90, "Visa<b>": 90}, "Why"),
        ({"all": 90, "": 90}, "Why"),
        ({"all": 90} | {f"a{chr(97 + n // 26)}{chr(97 + n % 26)}": 1 for n in range(60)}, "Why"),
        ({"all": 90}, "  "),
    ],
    ids=range(7),
)
def test_dispute_limits_that_make_no_sense_are_refused(limits: dict[str, int], reason: str) -> None:
    with pytest.raises(BadInput):
        set_dispute_limits(limits, reason=reason, by=SYSTEM)
    assert not Limits.objects.exists()


@pytest.mark.parametrize("role", ["accountant", "cashier", "auditor"])
def test_others_set_no_dispute_limits(role: str, db: None) -> None:
    with pytest.raises(NotAllowed):
        set_dispute_limits({"all": 90}, reason="Why", by=now(make(role, "eve")))


def test_the_database_keeps_one_row_of_money_and_loses_it_never() -> None:
    Limits.objects.create()
    with pytest.raises(IntegrityError, match="fraud_limits_one"), transaction.atomic():
        Limits.objects.create(one=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Limits.objects.create()
    for wrong in ({"clear_minor": -1, "clear_currency": "PHP"}, {"clear_minor": 5}, {"clear_currency": "PHP"}):
        with pytest.raises(IntegrityError, match="fraud_clear_limit_is_money"), transaction.atomic():
            Limits.objects.update(**wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        Limits.objects.get().delete()
