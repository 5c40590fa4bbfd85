"""A business of one person is not stuck, and a stolen session is not two people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiwala.approvals.actions.approve import approve
from tiwala.approvals.actions.set_refund_limit import set_refund_limit
from tiwala.approvals.actions.work_alone import work_alone
from tiwala.approvals.models import Proposal
from tiwala.approvals.queries import LIMIT, rules
from tiwala.approvals.refusals import NotYet, OthersCould, OwnProposal
from tiwala.approvals.tests.people import asked_refund, asked_role, make, now
from tiwala.audit.models import Record
from tiwala.identity.models import User
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotAllowed
from tiwala.kit.money import Money
from tiwala.payments.models import Refund

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cora(db: None) -> User:
    """The owner, alone."""
    return make("owner", "cora")


def test_alone_a_role_rests_a_day_and_a_refund_until_a_new_proof_is_due(cora: User) -> None:
    refund, role = asked_refund(cora), asked_role(cora, make("cashier", "help"), "support")
    with pytest.raises(OwnProposal):
        approve(refund.pk, by=now(cora))
    work_alone(alone=True, why="I run this shop by myself", by=now(cora))
    for proposal in (refund, role):
        with pytest.raises(NotYet):
            approve(proposal.pk, by=now(cora))
    with clock.hold(clock.now() + timedelta(minutes=5)):
        assert approve(refund.pk, by=now(cora)).is_alone
        with pytest.raises(NotYet):
            approve(role.pk, by=now(cora))
    assert Refund.objects.count() == 1
    with clock.hold(clock.now() + timedelta(hours=24)):
        assert approve(role.pk, by=now(cora)).is_alone
    assert Record.objects.filter(tag="approval:approve", facts__alone=True).count() == 2


def test_as_soon_as_somebody_else_could_decide_one_is_not_alone(cora: User) -> None:
    work_alone(alone=True, why="I run this shop by myself", by=now(cora))
    refund, role = asked_refund(cora), asked_role(cora, make("cashier", "help"), "support")
    ada = make("accountant", "ada")
    with clock.hold(clock.now() + timedelta(hours=25)):
        with pytest.raises(OwnProposal):
            approve(refund.pk, by=now(cora))
        assert approve(role.pk, by=now(cora)).is_alone
    assert not approve(refund.pk, by=now(ada)).is_alone


def test_with_others_for_everything_nobody_says_that_they_are_alone(cora: User) -> None:
    make("owner", "dora")
    with pytest.raises(OthersCould):
        work_alone(alone=True, why="Nobody else", by=now(cora))
    assert not rules().is_alone


def test_only_an_owner_says_so_with_a_reason_and_takes_it_back(cora: User) -> None:
    with pytest.raises(NotAllowed):
        work_alone(alone=True, why="Me", by=now(make("cashier", "cash")))
    with pytest.raises(BadInput):
        work_alone(alone=True, why="  ", by=now(cora))
    work_alone(alone=True, why="Me", by=now(cora))
    work_alone(alone=True, why="Me", by=now(cora))
    work_alone(alone=False, by=now(cora))
    assert not rules().is_alone
    tags = Record.objects.filter(tag__startswith="four_eyes:").order_by("seq").values_list("tag", flat=True)
    assert list(tags) == ["four_eyes:alone", "four_eyes:together"]


def test_the_limit_goes_down_at_once_and_up_with_two(cora: User) -> None:
    boss = make("admin", "boss")
    assert rules().refund_limit == LIMIT
    assert set_refund_limit(Money(100_000, "PHP"), reason="", key="a", by=now(cora)) is None
    assert rules().refund_limit.minor == 100_000
    proposal = set_refund_limit(Money(900_000, "PHP"), reason="Bigger bills", key="b", by=now(cora))
    assert isinstance(proposal, Proposal)
    assert rules().refund_limit.minor == 100_000
    approve(proposal.pk, by=now(boss))
    assert rules().refund_limit.minor == 900_000
    with pytest.raises(NotAllowed):
        set_refund_limit(Money(0, "PHP"), reason="", key="c", by=now(boss))
    assert set_refund_limit(Money(1, "PHP"), reason="", key="d", by=SYSTEM) is None
