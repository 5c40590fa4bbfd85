"""Money that does not fit: held, late, unmatched, in another currency; in the books at once, and a person decides."""

from __future__ import annotations

import pytest

from tests.cast import DAN
from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved, captured, make_account, promise
from tiwala.approvals.refusals import SecondPersonNeeded
from tiwala.gateways import outcomes as o
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, GatewayBreakdown
from tiwala.kit.money import Money
from tiwala.ledger import balances, checks
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.resolve_held import resolve_held
from tiwala.payments.actions.resolve_unmatched import resolve_unmatched
from tiwala.payments.errors import NotHeld, OtherCurrency
from tiwala.payments.facts import RefundFacts, Target, UnmatchedFacts
from tiwala.payments.handlers import hear_notice
from tiwala.payments.models import Attempt, Payment
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(scripted):
    return make_account("scripted")


def held(found: Money, account) -> Attempt:
    attempt = promise(make_invoice(), account=account)
    return apply(attempt, approved(attempt, amount=found))


def clearing(account, currency: str = "PHP") -> int:
    return balances.account_balance(f"clearing:{account.public_id}", currency)


def stranger(account, reference: str = "chk_strange", minor: int = 70_000) -> o.Approved:
    return o.Approved(
        reference, Money(minor, "PHP"), account.external_id, "not_ours", captured_at=clock.now(), method="card"
    )


def notice(account, key: str, reference: str, kind: str = "payment") -> None:
    hear_notice(notice_ref="ntc_1", account_ref=account.public_id, attempt_key=key, reference=reference, kind=kind)


def test_held_money_goes_to_what_it_was_meant_for(account):
    attempt = held(Money(100_000, "PHP"), account)
    resolve_held(attempt.id, to="target", reason="the payer's bank took a fee", by=DAN)
    assert balances.open_amount(attempt.payment.targets.get().target_ref) == 50_000
    assert Payment.objects.get().captured_minor == 100_000
    assert Task.objects.get(kind="money_mismatch").state == "done"


def test_held_money_becomes_credit(account):
    attempt = held(Money(100_000, "PHP"), account)
    resolve_held(attempt.id, to="credit", reason="not sure yet", by=DAN)
    assert balances.credit_of(attempt.customer_ref) == 100_000
    with pytest.raises(NotHeld):
        resolve_held(attempt.id, to="credit", reason="twice", by=DAN)


def test_more_than_was_asked_pays_it_and_the_rest_is_credit(account):
    attempt = held(Money(200_000, "PHP"), account)
    resolve_held(attempt.id, to="target", reason="they typed too much", by=DAN)
    assert balances.credit_of(attempt.customer_ref) == 50_000


def test_another_currency_pays_nothing_and_becomes_credit_that_can_go_back(account, scripted):
    attempt = held(Money(150_000, "USD"), account)
    with pytest.raises(OtherCurrency):
        resolve_held(attempt.id, to="target", reason="please", by=DAN)
    resolve_held(attempt.id, to="credit", reason="to give back", by=DAN)
    assert balances.credit_of(attempt.customer_ref, currency="USD") == 150_000
    scripted.says["refund"] = [lambda asked: o.RefundDone("rfd_1", asked.amount)]
    facts = RefundFacts(attempt.payment.public_id, Money(150_000, "USD"), "wrong currency", "gateway", "r1")
    with pytest.raises(SecondPersonNeeded):  # the limit is in the business's own money; nobody gives another alone
        refund_payment(facts, by=DAN)
    assert refund_payment(facts, by=SYSTEM).state == "done"
    assert (clearing(account, "USD"), clearing(account)) == (0, 0)


@pytest.mark.parametrize("wrong", [{"to": "nowhere"}, {"reason": "  "}])
def test_deciding_needs_a_place_and_a_reason(account, wrong):
    attempt = held(Money(1, "PHP"), account)
    with pytest.raises(BadInput):
        resolve_held(attempt.id, **({"to": "credit", "reason": "why"} | wrong), by=DAN)


def test_held_money_that_the_bank_takes_back_leaves_nothing(account):
    attempt = held(Money(100_000, "PHP"), account)
    assert apply(attempt, o.Reversed(attempt.reference, Money(100_000, "PHP"))).state == "reversed"
    assert clearing(account) == 0
    assert balances.balances_of("unapplied", [attempt.payment.public_id]) == {attempt.payment.public_id: 0}


@pytest.mark.parametrize("to", ["target", "credit"])
def test_held_money_that_is_gone_in_part_can_still_be_decided_about(account, to):
    attempt = held(Money(100_000, "PHP"), account)
    ref = attempt.payment.public_id
    for _ in range(2):
        assert apply(attempt, o.Reversed(attempt.reference, Money(30_000, "PHP"))).state == "held"
    assert (clearing(account), balances.balances_of("unapplied", [ref])[ref]) == (70_000, 70_000)
    assert Task.objects.get(kind="money_mismatch").facts["found"]["amount_minor"] == 70_000
    resolve_held(attempt.id, to=to, reason="the bank kept a part", by=DAN)
    assert balances.balances_of("unapplied", [ref])[ref] == 0
    assert Payment.objects.get().captured_minor == 70_000
    owed = balances.open_amount(attempt.payment.targets.get().target_ref)
    assert (owed, balances.credit_of(attempt.customer_ref)) == ((80_000, 0) if to == "target" else (150_000, 70_000))
    assert not checks.run_all()
    apply(attempt, o.Reversed(attempt.reference, Money(100_000, "PHP")))
    assert (clearing(account), balances.credit_of(attempt.customer_ref)) == (0, 0)
    assert balances.open_amount(attempt.payment.targets.get().target_ref) == 150_000
    assert not checks.run_all()


def test_held_money_that_goes_in_parts_ends_when_all_of_it_is_gone(account):
    attempt = held(Money(100_000, "PHP"), account)
    for gone, state in ((30_000, "held"), (60_000, "held"), (100_000, "reversed"), (100_000, "reversed")):
        assert apply(attempt, o.Reversed(attempt.reference, Money(gone, "PHP"))).state == state
        assert clearing(account) == 100_000 - gone
    assert not checks.run_all()


def test_a_reversal_in_parts_is_booked_in_parts(account):
    attempt = captured(make_invoice(), account=account)
    for gone, left in ((50_000, 100_000), (50_000, 100_000), (150_000, 0), (150_000, 0)):
        apply(attempt, o.Reversed(attempt.reference, Money(gone, "PHP")))
        assert clearing(account) == left
    assert balances.open_amount(attempt.payment.targets.get().target_ref) == 150_000


def test_money_nobody_was_asked_for_is_booked_once_and_a_person_is_asked(account, scripted):
    scripted.says["look_up"] = [stranger(account)]
    for _ in range(3):
        notice(account, "not_ours", "chk_strange")
    assert clearing(account) == 70_000
    task = Task.objects.get(kind="unmatched_money")
    assert (task.subject_ref, task.times) == (f"{account.public_id}:chk_strange", 1)


def test_unmatched_money_is_given_to_whom_it_belongs(account, scripted):
    scripted.says["look_up"] = [stranger(account)]
    notice(account, "not_ours", "chk_strange")
    invoice = make_invoice()
    target = Target(invoice.public_id, Money(50_000, "PHP"))
    source = Task.objects.get(kind="unmatched_money").subject_ref
    payment = resolve_unmatched(UnmatchedFacts(source, invoice.customer_ref, "they called", (target,)), by=DAN)
    assert balances.open_amount(invoice.public_id) == 100_000
    assert balances.credit_of(invoice.customer_ref) == 20_000
    assert (payment.state, payment.captured_minor, payment.method) == ("captured", 70_000, "card")
    assert Task.objects.get(kind="unmatched_money").state == "done"
    notice(account, "not_ours", "chk_strange")
    assert clearing(account) == 70_000
    with pytest.raises(NotHeld):
        resolve_unmatched(UnmatchedFacts(source, invoice.customer_ref, "twice"), by=DAN)
    scripted.says["look_up"] = [o.Reversed("chk_strange", Money(70_000, "PHP"))]
    notice(account, "not_ours", "chk_strange")
    assert clearing(account) == 0


def test_unmatched_money_that_is_gone_again_closes_its_task(account, scripted):
    scripted.says["look_up"] = [stranger(account), o.Reversed("chk_strange", Money(70_000, "PHP"))]
    for _ in range(3):
        notice(account, "not_ours", "chk_strange")
    assert clearing(account) == 0
    assert Task.objects.get(kind="unmatched_money").state == "done"


@pytest.mark.parametrize("source", ["", "gac_x:nothing", "pay_1", "x" * 500])
def test_only_what_waits_can_be_given_away(source):
    with pytest.raises(NotHeld):
        resolve_unmatched(UnmatchedFacts(source, make_customer().public_id, "guess"), by=DAN)


def test_unmatched_money_pays_nothing_in_another_currency(account, scripted):
    scripted.says["look_up"] = [stranger(account)]
    notice(account, "not_ours", "chk_strange")
    source = Task.objects.get(kind="unmatched_money").subject_ref
    invoice = make_invoice()
    facts = UnmatchedFacts(source, invoice.customer_ref, "x", (Target(invoice.public_id, Money(1, "USD")),))
    with pytest.raises(OtherCurrency):
        resolve_unmatched(facts, by=DAN)


def test_a_second_payment_under_one_key_is_money_too(account, scripted):
    attempt = captured(make_invoice(), account=account)
    second = approved(attempt, reference="chk_second")
    scripted.says["look_up"] = [lambda asked: second if asked.reference == "chk_second" else approved(attempt)]
    for _ in range(2):
        notice(account, attempt.key, "chk_second")
    assert clearing(account) == 300_000
    assert Task.objects.get(kind="unmatched_money").subject_ref == f"{account.public_id}:chk_second"
    scripted.says["look_up"] = [
        lambda asked: o.Reversed("chk_second", second.amount) if asked.reference == "chk_second" else approved(attempt)
    ]
    notice(account, attempt.key, "chk_second")
    assert (clearing(account), Attempt.objects.get().state) == (150_000, "captured")


def test_money_for_our_key_at_another_account_is_not_lost(account, scripted):
    attempt = promise(make_invoice(), account=make_account("scripted"))
    scripted.says["look_up"] = [approved(attempt, reference="chk_there", account=account.external_id)]
    notice(account, attempt.key, "chk_there")
    assert clearing(account) == attempt.amount_minor
    assert Attempt.objects.get().state == "created"


def test_a_notice_is_a_hint_and_moves_no_money_by_itself(account, scripted):
    attempt = promise(make_invoice(), account=account)
    for kind in ("payment", "dispute", "refund", "other"):
        notice(account, attempt.key, "chk_1", kind)
    assert Attempt.objects.get().state == "unknown"
    assert clearing(account) == 0


def test_a_stranger_that_cannot_be_asked_about_is_asked_about_again_later(account, scripted):
    scripted.says["look_up"] = [GatewayBreakdown("down", retry=True)]
    with pytest.raises(GatewayBreakdown):
        notice(account, "not_ours", "chk_strange")


def test_late_money_on_a_void_invoice_becomes_credit_and_a_task(account):
    from tiwala.invoicing.actions.void_invoice import void_invoice

    attempt = promise(make_invoice(), account=account)
    apply(attempt, o.Expired("chk_1"))
    void_invoice(attempt.payment.targets.get().target_ref, reason="typed twice", by=SYSTEM)
    apply(attempt, approved(attempt))
    assert balances.credit_of(attempt.customer_ref) == attempt.amount_minor
    assert Task.objects.filter(kind="late_money", subject_ref=attempt.payment.public_id).exists()
