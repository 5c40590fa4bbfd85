"""The second person: who may be one, what happens by their yes, and what never happens without it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.models import F

from tests.cast import DAN
from tiwala.approvals.actions.approve import approve
from tiwala.approvals.actions.decline import decline
from tiwala.approvals.actions.lapse_proposals import lapse_proposals
from tiwala.approvals.actions.withdraw import withdraw
from tiwala.approvals.models import Proposal
from tiwala.approvals.refusals import AskerGone, FactsChanged, Lapsed, OwnProposal, SecondPersonNeeded
from tiwala.approvals.tests.people import asked_refund, asked_role, big_payment, make, now, wish
from tiwala.audit.models import Record
from tiwala.identity.actions.change_role import change_role
from tiwala.identity.actions.grant_role import grant_role
from tiwala.identity.actions.make_role import RoleFacts, make_role
from tiwala.identity.actions.revoke_role import revoke_role
from tiwala.identity.models import RoleGrant, User
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotAllowed, WrongState
from tiwala.payments.actions.ask_for_refund import ask_for_refund
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.errors import TooMuchBack
from tiwala.payments.models import Refund
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cora(db: None) -> User:
    """The owner."""
    return make("owner", "cora")


@pytest.fixture
def ada(db: None) -> User:
    """The accountant."""
    return make("accountant", "ada")


def test_a_refund_over_the_limit_happens_by_the_second_persons_yes(cora: User, ada: User) -> None:
    payment = big_payment()
    proposal = asked_refund(ada, payment)
    assert not Refund.objects.exists()
    assert Task.objects.get(kind="second_person").state == "open"
    done = approve(proposal.pk, by=now(cora))
    refund = Refund.objects.get()
    assert (refund.state, refund.amount_minor, refund.asked_by) == ("done", 600_000, ada.public_id)
    assert (done.state, done.result_ref) == ("approved", refund.public_id)
    record = Record.objects.get(tag="approval:approve")
    assert (record.actor_id, record.facts["asked_by"]) == (cora.public_id, ada.public_id)
    said = Record.objects.get(tag="refund:ask")
    assert (said.actor_id, said.facts["asked_by"]) == (cora.public_id, ada.public_id)
    assert Task.objects.get(kind="second_person").state == "done"


def test_up_to_the_limit_nobody_else_is_needed_and_splitting_does_not_help(ada: User) -> None:
    payment = big_payment()
    assert isinstance(ask_for_refund(wish(payment, 300_000), by=now(ada)), Refund)
    assert isinstance(ask_for_refund(wish(payment, 200_000), by=now(ada)), Refund)
    assert isinstance(ask_for_refund(wish(payment, 1), by=now(ada)), Proposal)


def test_no_verb_goes_past_the_second_person(cora: User, ada: User) -> None:
    with pytest.raises(SecondPersonNeeded):
        refund_payment(wish(big_payment()), by=now(cora))
    with pytest.raises(SecondPersonNeeded):
        grant_role(ada.pk, role="admin", by=now(cora))
    assert not Refund.objects.exists()


def test_nobody_approves_their_own(cora: User) -> None:
    make("owner", "dora")
    proposal = asked_refund(cora)
    with pytest.raises(OwnProposal):
        approve(proposal.pk, by=now(cora))
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(
            state="approved", decided_by=F("asked_by"), decided_at=clock.now()
        )
    assert not Refund.objects.exists()


def test_who_may_not_decide_is_refused(cora: User, ada: User) -> None:
    proposal = asked_refund(ada)
    for user in (make("cashier", "cash"), make("auditor", "audit")):
        with pytest.raises(NotAllowed):
            approve(proposal.pk, by=now(user))
        with pytest.raises(NotAllowed):
            decline(proposal.pk, word="No", by=now(user))


def test_a_yes_counts_once(cora: User, ada: User) -> None:
    proposal = asked_refund(ada)
    approve(proposal.pk, by=now(cora))
    for again in (lambda: approve(proposal.pk, by=now(cora)), lambda: decline(proposal.pk, word="No", by=now(cora))):
        with pytest.raises(WrongState):
            again()
    assert Refund.objects.count() == 1


def test_a_no_needs_a_word_and_ends_it(cora: User, ada: User) -> None:
    proposal = asked_refund(ada)
    with pytest.raises(BadInput):
        decline(proposal.pk, word=" ", by=now(cora))
    decline(proposal.pk, word="Too much", by=now(cora))
    with pytest.raises(WrongState):
        approve(proposal.pk, by=now(cora))
    assert not Refund.objects.exists()


def test_only_who_asked_takes_it_back(cora: User, ada: User) -> None:
    proposal = asked_refund(ada)
    with pytest.raises(NotAllowed):
        withdraw(proposal.pk, by=now(cora))
    assert withdraw(proposal.pk, by=now(ada)).state == "withdrawn"


def test_time_runs_out(cora: User, ada: User) -> None:
    proposal = asked_refund(ada)
    with clock.hold(clock.now() + timedelta(hours=72)):
        with pytest.raises(Lapsed):
            approve(proposal.pk, by=now(cora))
        assert lapse_proposals(by=SYSTEM) == 1
        assert lapse_proposals(by=SYSTEM) == 0
    proposal.refresh_from_db()
    assert proposal.state == "lapsed"
    assert not Refund.objects.exists()


def test_who_asked_must_still_be_allowed_to(cora: User, ada: User) -> None:
    proposal = asked_refund(ada)
    revoke_role(ada.pk, role="accountant", by=now(cora))
    with pytest.raises(AskerGone):
        approve(proposal.pk, by=now(cora))
    other = asked_refund(make("accountant", "abe"))
    User.objects.filter(pk=User.objects.latest("id").pk).update(is_active=False)
    with pytest.raises(AskerGone):
        approve(other.pk, by=now(cora))
    assert not Refund.objects.exists()


def test_who_decides_must_still_be_allowed_to(cora: User, ada: User) -> None:
    proposal = asked_refund(cora)
    revoke_role(ada.pk, role="accountant", by=now(cora))
    with pytest.raises(NotAllowed):
        approve(proposal.pk, by=now(ada))


def test_never_more_goes_back_than_is_left_at_that_moment(cora: User, ada: User) -> None:
    payment = big_payment()
    proposal = asked_refund(ada, payment)
    other = asked_refund(ada, payment)
    approve(proposal.pk, by=now(cora))
    with pytest.raises(TooMuchBack):
        approve(other.pk, by=now(cora))
    other.refresh_from_db()
    payment.refresh_from_db()
    assert other.state == "asked"
    assert (payment.refunded_minor, Refund.objects.count()) == (600_000, 1)


def test_more_than_came_in_is_not_even_asked(ada: User) -> None:
    with pytest.raises(TooMuchBack):
        asked_refund(ada, big_payment(), 1_000_001)
    with pytest.raises(BadInput):
        ask_for_refund(wish(big_payment(), 600_000, to="nowhere"), by=now(ada))


def test_the_same_form_asks_once(ada: User, cora: User) -> None:
    facts = wish(big_payment(), key="once")
    first, again = (ask_for_refund(facts, by=now(ada)) for _ in range(2))
    assert first.pk == again.pk
    approve(first.pk, by=now(cora))
    assert isinstance(ask_for_refund(facts, by=now(ada)), Refund)
    assert Refund.objects.count() == 1


def test_a_role_is_given_by_the_second_person_with_both_names(cora: User) -> None:
    boss, helper = make("admin", "boss"), make("cashier", "help")
    proposal = asked_role(cora, helper)
    assert not now(helper).may("refund.create")
    approve(proposal.pk, by=now(boss))
    assert now(helper).may("refund.create")
    record = Record.objects.get(tag="role:grant")
    assert (record.actor_id, record.facts["asked_by"]) == (boss.public_id, cora.public_id)
    assert RoleGrant.objects.get(user=helper, role="accountant").granted_by == cora.public_id


def test_a_role_that_allows_something_else_meanwhile_is_not_given(cora: User) -> None:
    boss, helper = make("admin", "boss"), make("cashier", "help")
    role = make_role(RoleFacts("Desk", frozenset({"invoice.view"})), by=now(cora))
    proposal = asked_role(cora, helper, role.public_id)
    change_role(role.pk, facts=RoleFacts("Desk", frozenset({"invoice.view", "refund.create"})), by=now(cora))
    with pytest.raises(FactsChanged):
        approve(proposal.pk, by=now(boss))


def test_a_role_that_people_hold_does_more_only_with_two(cora: User) -> None:
    boss, helper = make("admin", "boss"), make("cashier", "help")
    role = make_role(RoleFacts("Desk", frozenset({"invoice.view", "task.view"})), by=now(cora))
    grant_role(helper.pk, role=role.public_id, by=SYSTEM)
    more = RoleFacts("Desk", frozenset({"invoice.view", "audit.view"}))
    proposal = change_role(role.pk, facts=more, by=now(cora), reason="Looks at the trail", key="k")
    assert isinstance(proposal, Proposal)
    assert not now(helper).may("audit.view")
    approve(proposal.pk, by=now(boss))
    assert now(helper).may("audit.view")
    less = change_role(role.pk, facts=RoleFacts("Desk", frozenset({"invoice.view"})), by=now(cora))
    assert not isinstance(less, Proposal)
    assert not now(helper).may("audit.view")


def test_what_was_asked_cannot_be_changed_or_dropped_in_the_table(ada: User) -> None:
    proposal = asked_refund(ada)
    for change in ({"facts": {"amount_minor": 1}}, {"asked_by": "x"}, {"ripe_at": clock.now()}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        proposal.delete()


def test_the_house_itself_needs_nobody() -> None:
    assert refund_payment(wish(big_payment()), by=SYSTEM).state == "done"
    assert not DAN.may("nothing.at.all")


def test_everybody_who_may_decide_has_a_letter_and_the_asker_hears_the_end(cora: User, ada: User) -> None:
    from tiwala.events.models import Message

    proposal = asked_refund(ada)
    approve(proposal.pk, by=now(cora))
    told = list(Message.objects.filter(name__startswith="approvals.").order_by("id").values_list("name", flat=True))
    assert told == ["approvals.proposal_asked", "approvals.proposal_decided"]
