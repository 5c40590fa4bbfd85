"""Paid back by transfer: asked for by letter, given, confirmed, approved by another, paid once, never elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.dispute_makers import dispute
from tests.makers import make_customer, make_invoice
from tests.payback_makers import token_in_letter
from tests.payment_makers import captured, make_account
from tiwala.approvals.actions.approve import approve
from tiwala.approvals.actions.decline import decline
from tiwala.approvals.refusals import OwnProposal
from tiwala.audit.models import Record
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_staff import make_staff
from tiwala.identity.queries import actor_for
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import BadInput, InvariantBroken, NotAllowed, NotFound, TooMany, WrongState
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.notify.models import Letter
from tiwala.payments.actions.approve_payback import propose_payback
from tiwala.payments.actions.ask_for_payback import ask_again_for_account, ask_for_payback
from tiwala.payments.actions.end_payback import end_payback, tidy_paybacks
from tiwala.payments.actions.give_account import confirm_account, give_account, give_own_account, read_account
from tiwala.payments.actions.record_payback import open_account_to_pay, record_payback, return_payback
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.errors import (
    AccountChanged,
    KeyReused,
    NoLetterPossible,
    PaybackLinkOver,
    PaybackOpen,
    ReferenceUsed,
    RefundWhileDisputed,
    TooMuchBack,
)
from tiwala.payments.facts import PaybackFacts, RefundFacts
from tiwala.payments.models import Payback, Payment, Refund
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db

GCASH = ("gcash", "Ana Reyes", "0917 123 4567", "09171234567")
BDO = ("bdo", "Ana Reyes", "0012-3456-7890", "001234567890")


@pytest.fixture
def paid(scripted):
    attempt = captured(make_invoice(), account=make_account("scripted"))
    Payment.objects.update(method="qrph")
    return attempt


@pytest.fixture
def cora():
    return actor_for(make_staff(PersonFacts("Cora", "cora@example.ph"), role="accountant", by=SYSTEM))


@pytest.fixture
def dan():
    return actor_for(make_staff(PersonFacts("Dan", "dan@example.ph"), role="owner", by=SYSTEM))


def ask(attempt, by, minor: int | None = None, key: str = "k1") -> Payback:
    amount = Money(minor or attempt.amount_minor, "PHP")
    return ask_for_payback(PaybackFacts(attempt.payment.public_id, amount, "returned", key), by=by)


def guest(payback: Payback) -> Actor:
    return Actor("guest", payback.public_id)


def given(payback: Payback, account=GCASH) -> Payback:
    return give_account(token_in_letter(payback), read_account(*account), by=guest(payback))


def confirmed(attempt, by) -> Payback:
    payback = given(ask(attempt, by))
    return confirm_account(token_in_letter(payback), by=guest(payback))


def approved(attempt, cora, dan) -> Payback:
    payback = confirmed(attempt, cora)
    approve(propose_payback(payback.public_id, key="p1", by=cora).pk, by=dan)
    payback.refresh_from_db()
    return payback


def paid_out(payback: Payback, by, reference: str = "PN-2026-0001") -> Payback:
    today = clock.today("Asia/Manila")
    return record_payback(payback.public_id, bank_reference=reference, paid_on=today, by=by)


def invoice_of(attempt) -> str:
    return attempt.payment.targets.get().target_ref


def test_the_whole_way_leaves_the_bank_and_tells_the_payer_at_each_step(paid, cora, dan):
    payback = approved(paid, cora, dan)
    refund = payback.refund
    assert (payback.state, refund.to, refund.state, payback.approved_by) == ("approved", "transfer", "asked", dan.id)
    assert balances.balances_of("refunds_due", [refund.public_id])[refund.public_id] == paid.amount_minor
    assert open_account_to_pay(payback.public_id, by=cora).number == "09171234567"
    paid_out(payback, cora)
    refund.refresh_from_db()
    assert (refund.state, refund.reference) == ("done", "PN-2026-0001")
    assert balances.account_balance("bank", "PHP") == -paid.amount_minor
    assert balances.account_balance(f"clearing:{paid.gateway_account_ref}", "PHP") == paid.amount_minor
    letters = Letter.objects.filter(about=payback.public_id)
    assert letters.count() == 5
    assert "PN-2026-0001" in letters.latest("id").body_text
    assert not Task.objects.open().exists()


def test_both_names_and_every_look_are_in_the_trail_and_no_number_is(paid, cora, dan):
    payback = approved(paid, cora, dan)
    open_account_to_pay(payback.public_id, by=cora)
    paid_out(payback, cora)
    trail = Record.objects.filter(subject_ref=payback.public_id)
    approval = trail.get(tag="payback:approve")
    assert (approval.actor_id, approval.facts["asked_by"]) == (dan.id, cora.id)
    assert trail.filter(tag="payback:reveal", actor_id=cora.id).count() == 1
    assert "09171234567" not in repr(list(Record.objects.values_list("facts", flat=True)))
    assert "09171234567" not in "".join(one.body_text for one in Letter.objects.all())


def test_whoever_asked_cannot_approve_alone(paid, cora):
    payback = confirmed(paid, cora)
    proposal = propose_payback(payback.public_id, key="p1", by=cora)
    with pytest.raises(OwnProposal):
        approve(proposal.pk, by=cora)
    assert not Refund.objects.exists()


def test_nothing_is_asked_for_before_the_payer_has_confirmed(paid, cora):
    payback = given(ask(paid, cora))
    with pytest.raises(WrongState):
        propose_payback(payback.public_id, key="p1", by=cora)
    with pytest.raises(WrongState):
        open_account_to_pay(payback.public_id, by=cora)


def test_another_account_given_after_it_was_asked_for_is_not_what_was_approved(paid, cora, dan):
    payback = given(ask(paid, cora))
    first = confirm_account(token_in_letter(payback), by=guest(payback))
    proposal = propose_payback(payback.public_id, key="p1", by=cora)
    ask_again_for_account(payback.public_id, by=cora)
    given(first, BDO)
    confirm_account(token_in_letter(payback), by=guest(payback))
    with pytest.raises(AccountChanged):
        approve(proposal.pk, by=dan)
    assert not Refund.objects.exists()
    decline(proposal.pk, word="other account", by=dan)
    approve(propose_payback(payback.public_id, key="p2", by=cora).pk, by=dan)
    assert Payback.objects.get().masked == "BDO Unibank •••• 7890"


def test_nobody_swaps_the_account_after_the_yes(paid, cora, dan):
    payback = approved(paid, cora, dan)
    with pytest.raises(WrongState):
        ask_again_for_account(payback.public_id, by=cora)
    for change in ({"account_digest": b"x" * 37}, {"refund": None}, {"approved_by": cora.id}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Payback.objects.update(**change)
    other = {"bank": "gcash", "name": "Mallory", "number": "09990000000"}
    payback.account = other
    payback.save(update_fields=["account"])  # whoever writes past the verbs, keys and all
    with pytest.raises(InvariantBroken):
        open_account_to_pay(payback.public_id, by=cora)
    with pytest.raises(InvariantBroken):
        paid_out(payback, cora)


def test_it_is_paid_once_under_one_reference(paid, cora, dan):
    payback = approved(paid, cora, dan)
    paid_out(payback, cora)
    paid_out(payback, cora)
    with pytest.raises(WrongState):
        paid_out(payback, cora, "PN-2026-0002")
    with pytest.raises(WrongState):
        open_account_to_pay(payback.public_id, by=cora)
    assert balances.account_balance("bank", "PHP") == -paid.amount_minor
    with pytest.raises(DatabaseError), transaction.atomic():
        Payback.objects.update(bank_reference="another")


def test_a_reference_of_the_bank_is_used_once(scripted, cora, dan):
    account = make_account("scripted")
    one, two = (captured(make_invoice(), account=account) for _ in range(2))
    first = approved(one, cora, dan)
    paid_out(first, cora)
    second = given(ask(two, cora, key="k2"))
    confirm_account(token_in_letter(second), by=guest(second))
    approve(propose_payback(second.public_id, key="p2", by=cora).pk, by=dan)
    with pytest.raises(ReferenceUsed):
        paid_out(second, cora)
    second.refresh_from_db()
    assert second.state == "approved"


@pytest.mark.parametrize(("reference", "days"), [("", 0), ("abc", 0), ("x" * 61, 0), ("PN-1234", 1), ("PN-1234", -61)])
def test_bad_facts_of_a_transfer_are_refused(paid, cora, dan, reference, days):
    payback = approved(paid, cora, dan)
    day = clock.today("Asia/Manila") + timedelta(days=days)
    with pytest.raises(BadInput):
        record_payback(payback.public_id, bank_reference=reference, paid_on=day, by=cora)


def test_a_transfer_that_came_back_stands_as_before(paid, cora, dan):
    payback = paid_out(approved(paid, cora, dan), cora)
    return_payback(payback.public_id, reason="account closed", by=cora)
    payback.refresh_from_db()
    assert (payback.state, payback.account, payback.refund.state) == ("returned", None, "failed")
    assert balances.account_balance("bank", "PHP") == 0
    assert balances.open_amount(invoice_of(paid)) == 0
    assert Payment.objects.get().refunded_minor == 0
    assert Task.objects.open().filter(kind="refund_failed").exists()
    with pytest.raises(WrongState):
        return_payback(payback.public_id, reason="again", by=cora)
    assert ask(paid, cora, key="k2").state == "asked"


def test_ended_the_account_is_gone_and_the_promise_undone(paid, cora, dan):
    payback = approved(paid, cora, dan)
    end_payback(payback.public_id, reason="paid in cash", by=cora)
    payback.refresh_from_db()
    assert (payback.state, payback.account, payback.refund.state) == ("ended", None, "failed")
    assert balances.open_amount(invoice_of(paid)) == 0
    with pytest.raises(WrongState):
        end_payback(payback.public_id, reason="again", by=cora)


def test_links_open_once_they_are_the_newest_and_not_for_ever(paid, cora):
    payback = ask(paid, cora)
    old = token_in_letter(payback)
    ask_again_for_account(payback.public_id, by=cora)
    for token in (old, "", "x" * 43, "ñ" * 43):
        with pytest.raises(PaybackLinkOver):
            give_account(token, read_account(*GCASH), by=guest(payback))
    new = token_in_letter(payback)
    with clock.hold(clock.now() + timedelta(days=14, seconds=1)), pytest.raises(PaybackLinkOver):
        give_account(new, read_account(*GCASH), by=guest(payback))
    given(payback)
    confirm = token_in_letter(payback)
    give_account(new, read_account(*BDO), by=guest(payback))
    with pytest.raises(PaybackLinkOver):
        confirm_account(confirm, by=guest(payback))
    newest = token_in_letter(payback)
    assert confirm_account(newest, by=guest(payback)).state == "confirmed"
    with pytest.raises(PaybackLinkOver):
        confirm_account(newest, by=guest(payback))


def test_a_link_fills_no_mailbox(paid, cora):
    payback = ask(paid, cora)
    token = token_in_letter(payback)
    for _ in range(12):
        give_account(token, read_account(*GCASH), by=guest(payback))
    with pytest.raises(TooMany):
        give_account(token, read_account(*GCASH), by=guest(payback))


@pytest.mark.parametrize(
    ("account", "field"),
    [
        (("moonbank", "Ana Reyes", "123456", "123456"), "bank"),
        (("", "Ana Reyes", "123456", "123456"), "bank"),
        (("bdo", "A", "123456", "123456"), "name"),
        (("bdo", "x" * 101, "123456", "123456"), "name"),
        (("bdo", "Ana\u202eReyes", "123456", "123456"), "name"),
        (("bdo", "Ana Reyes", "12345", "12345"), "number"),
        (("bdo", "Ana Reyes", "12a456", "12a456"), "number"),
        (("gcash", "Ana Reyes", "123456789", "123456789"), "number"),
        (("gcash", "Ana Reyes", "٠٩١٧١٢٣٤٥٦٧", "٠٩١٧١٢٣٤٥٦٧"), "number"),
        (("bdo", "Ana Reyes", "123456", "123457"), "again"),
    ],
)
def test_an_account_that_cannot_be_is_refused_beside_its_field(account, field):
    with pytest.raises(BadInput) as refused:
        read_account(*account)
    assert field in refused.value.fields


def test_signed_in_with_a_second_factor_it_is_confirmed_at_once_by_who_manages(paid, cora):
    payback, ref = ask(paid, cora), paid.customer_ref
    refs = frozenset({ref})
    for levels in ({ref: "sees"}, {ref: "pays"}):
        looks = Actor("person", "usr_x", customer_refs=refs, customer_levels=levels)
        with pytest.raises(NotAllowed):
            give_own_account(payback.public_id, read_account(*BDO), by=looks)
    ben = Actor("person", "usr_b", customer_refs=frozenset({"cus_ben"}), customer_levels={"cus_ben": "manages"})
    with pytest.raises(NotFound):
        give_own_account(payback.public_id, read_account(*BDO), by=ben)
    ana = Actor("person", "usr_a", customer_refs=refs, customer_levels={ref: "manages"}, has_factor=True)
    found = give_own_account(payback.public_id, read_account(*BDO), by=ana)
    assert (found.state, found.confirmed_how, found.confirmed_by) == ("confirmed", "factor", "usr_a")


def test_what_is_asked_for_is_checked_first(paid, cora):
    for wrong in (-1, 150_001):
        with pytest.raises((BadInput, TooMuchBack)):
            ask(paid, cora, wrong)
    with pytest.raises(BadInput):
        ask_for_payback(PaybackFacts(paid.payment.public_id, paid.amount, "  ", "k"), by=cora)
    first = ask(paid, cora)
    assert ask(paid, cora).pk == first.pk
    with pytest.raises(KeyReused):
        ask(paid, cora, 100)
    with pytest.raises(PaybackOpen):
        ask(paid, cora, key="other")


def test_a_disputed_payment_is_not_paid_back_at_any_step(paid, cora, dan):
    payback = confirmed(paid, cora)
    proposal = propose_payback(payback.public_id, key="p1", by=cora)
    dispute(paid, fee=None)
    with pytest.raises(RefundWhileDisputed):
        approve(proposal.pk, by=dan)
    with pytest.raises(RefundWhileDisputed):
        propose_payback(payback.public_id, key="p2", by=cora)
    with pytest.raises(RefundWhileDisputed):
        ask(paid, cora, key="other")


def test_never_more_than_is_left_when_the_yes_comes(paid, cora, dan):
    payback = confirmed(paid, cora)
    proposal = propose_payback(payback.public_id, key="p1", by=cora)
    refund_payment(RefundFacts(paid.payment.public_id, Money(1, "PHP"), "x", "credit", "r"), by=SYSTEM)
    with pytest.raises(TooMuchBack):
        approve(proposal.pk, by=dan)
    payback.refresh_from_db()
    assert payback.state == "confirmed"


def test_who_cannot_be_written_to_is_not_asked(scripted, cora):
    attempt = captured(make_invoice(make_customer(email="")), account=make_account("scripted"))
    with pytest.raises(NoLetterPossible):
        ask(attempt, cora)


def test_lapsed_links_end_and_paid_accounts_are_deleted_after_thirty_days(paid, cora, dan):
    payback = paid_out(approved(paid, cora, dan), cora)
    with clock.hold(clock.now() + timedelta(days=29)):
        assert tidy_paybacks(by=SYSTEM) == 0
    with clock.hold(clock.now() + timedelta(days=31)):
        assert tidy_paybacks(by=SYSTEM) == 1
        assert tidy_paybacks(by=SYSTEM) == 0
    payback.refresh_from_db()
    assert (payback.account, payback.masked) == (None, "GCash •••• 4567")
    other = ask(captured(make_invoice(), account=make_account("scripted")), cora, key="k2")
    with clock.hold(clock.now() + timedelta(days=15)):
        assert tidy_paybacks(by=SYSTEM) >= 1
    other.refresh_from_db()
    assert (other.state, other.end_reason) == ("ended", "lapsed")
