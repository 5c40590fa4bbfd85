"""Several at once about the same money, on real connections: nothing is paid, taken or given back twice."""

from __future__ import annotations

from functools import partial

import pytest

from tests.dispute_makers import dispute
from tests.makers import make_customer, make_invoice
from tests.payback_makers import token_in_letter
from tests.payment_makers import apply, approved, begin, captured, make_account, promise, start_facts
from tests.races.at_once import at_once
from tests.scripted_gateway import registered
from tiwala.approvals.actions.approve import approve
from tiwala.events.models import Message
from tiwala.gateways import outcomes as o
from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.make_staff import make_staff
from tiwala.identity.queries import actor_for
from tiwala.invoicing.actions.void_invoice import void_invoice
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import Refusal
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.actions.apply_credit import apply_credit
from tiwala.payments.actions.approve_payback import propose_payback
from tiwala.payments.actions.ask_for_payback import ask_for_payback
from tiwala.payments.actions.give_account import confirm_account, give_account, give_own_account, read_account
from tiwala.payments.actions.record_cash_payment import record_cash_payment
from tiwala.payments.actions.record_payback import record_payback
from tiwala.payments.actions.refund_payment import _promise as promise_only
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.resolve_held import resolve_held
from tiwala.payments.actions.send_due_refunds import send_due_refunds
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.facts import CashFacts, PaybackFacts, RefundFacts, Target
from tiwala.payments.models import Attempt, AttemptHold, Dispute, Payment, Refund

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scripted():
    with registered() as gateway:
        yield gateway


@pytest.fixture
def account(scripted):
    return make_account("scripted")


def refused(answers):
    return [answer.code for answer in answers if isinstance(answer, Refusal)]


def test_eight_windows_start_one_attempt(account, scripted):
    invoice = make_invoice()
    answers = at_once([partial(begin, invoice, account=account)] * 8)
    assert refused(answers) == ["already_being_paid"] * 7
    assert (Attempt.objects.count(), AttemptHold.objects.filter(live=True).count()) == (1, 1)
    assert len(scripted.called("start")) == 1


def test_a_double_click_is_one_attempt_asked_once(account, scripted):
    facts = start_facts(make_invoice(), account=account)
    answers = at_once([partial(start_payment, facts, by=SYSTEM)] * 8)
    assert refused(answers) == []
    assert len({attempt.id for attempt in answers}) == 1
    assert len(scripted.called("start")) == 1


def test_two_windows_for_overlapping_invoices_in_crossed_order(account, scripted):
    customer = make_customer()
    one, other = make_invoice(customer), make_invoice(customer)
    works = [partial(begin, one, other, account=account), partial(begin, other, one, account=account)] * 3
    answers = at_once(works)
    assert set(refused(answers)) <= {"already_being_paid", "busy"}
    assert Payment.objects.count() == 1


def test_the_same_capture_heard_eight_times_is_one(account):
    invoice = make_invoice()
    attempt = promise(invoice, account=account)
    at_once([partial(apply, attempt, approved(attempt))] * 8)
    assert balances.open_amount(invoice.public_id) == 0
    assert balances.account_balance(f"clearing:{account.public_id}", "PHP") == invoice.total_minor
    assert Message.objects.filter(name="payments.payment_captured").count() == 1


def test_two_payments_of_one_invoice_arriving_together_pay_it_once(account):
    invoice = make_invoice()
    early = promise(invoice, account=account)
    apply(early, o.Expired("chk"))
    late = promise(invoice, account=account)
    at_once([partial(apply, early, approved(early)), partial(apply, late, approved(late))])
    assert balances.open_amount(invoice.public_id) == 0
    assert balances.credit_of(invoice.customer_ref) == invoice.total_minor


def test_refunds_at_once_never_give_back_more_than_came(account, scripted):
    scripted.says["refund"] = [lambda asked: o.RefundDone("rfd", asked.amount)]
    attempt = captured(make_invoice(), account=account)
    works = [
        partial(refund_payment, RefundFacts(attempt.payment.public_id, Money(40_000, "PHP"), "x", to, key), by=SYSTEM)
        for key, to in zip("abcdefgh", ["gateway", "credit", "cash", "gateway"] * 2, strict=True)
    ]
    answers = at_once(works)
    assert len(refused(answers)) >= 5
    payment = Payment.objects.get()
    assert payment.refunded_minor == sum(refund.amount_minor for refund in Refund.objects.all()) == 120_000


def test_what_two_tries_brought_goes_back_at_once_to_each_no_more_than_it_brought(account, scripted):
    scripted.says["start"] = [o.Unknown(o.Why.NOT_SENT)] * 2 + [o.NeedsPayer("https://x.example/", "chk_2")]
    scripted.says["refund"] = [lambda asked: o.RefundDone(f"rfd_{asked.key}", asked.amount)]
    others = [make_account("scripted")]
    second = start_payment(
        start_facts(make_invoice(), account=account, others=tuple(one.public_id for one in others)), by=SYSTEM
    )
    first = Attempt.objects.order_by("id").first()
    at_once([partial(apply, second, approved(second)), partial(apply, first, approved(first, reference="chk_1"))])
    ref = second.payment.public_id
    works = [
        partial(
            refund_payment,
            RefundFacts(ref, Money(100_000, "PHP"), "x", "gateway", key, attempt_ref=named),
            by=SYSTEM,
        )
        for key, named in zip("abcdefgh", ["", first.public_id, second.public_id, ""] * 2, strict=True)
    ]
    works.append(partial(apply, first, o.Reversed("chk_1", first.amount)))
    at_once(works)
    for one, where in ((first, account), (second, others[0])):
        gone = sum(refund.amount_minor for refund in Refund.objects.filter(attempt=one))
        assert gone <= 100_000
        reversed_minor = Attempt.objects.get(pk=one.pk).reversed_minor
        assert balances.account_balance(f"clearing:{where.public_id}", "PHP") == 150_000 - gone - reversed_minor


def test_a_refund_against_a_reversal_takes_the_money_out_once(account, scripted):
    scripted.says["refund"] = [lambda asked: o.RefundDone("rfd", asked.amount)]
    attempt = captured(make_invoice(), account=account)
    facts = RefundFacts(attempt.payment.public_id, Money(attempt.amount_minor, "PHP"), "x", "gateway", "k")
    works = [partial(refund_payment, facts, by=SYSTEM)]
    works += [partial(apply, attempt, o.Reversed(attempt.reference, attempt.amount))] * 2
    at_once(works)
    assert balances.account_balance(f"clearing:{account.public_id}", "PHP") == 0
    assert balances.open_amount(attempt.payment.targets.get().target_ref) == attempt.amount_minor


def test_starting_against_voiding_leaves_one_of_the_two(account, scripted):
    for _ in range(5):
        invoice = make_invoice()
        void = partial(void_invoice, invoice.public_id, reason="typed twice", by=SYSTEM)
        answers = at_once([partial(begin, invoice, account=account), void])
        assert len(refused(answers)) == 1
        invoice.refresh_from_db()
        assert (invoice.state == "void") is not AttemptHold.objects.filter(
            target_ref=invoice.public_id, live=True
        ).exists()


def test_cash_against_online_takes_one(account, scripted):
    for _ in range(5):
        invoice = make_invoice()
        target = Target(invoice.public_id, Money(invoice.total_minor, "PHP"))
        cash = CashFacts(invoice.customer_ref, (target,), target.amount, key=ids.uuid7().hex)
        answers = at_once([partial(begin, invoice, account=account), partial(record_cash_payment, cash, by=SYSTEM)])
        assert len(refused(answers)) == 1
        assert Payment.objects.filter(targets__target_ref=invoice.public_id).count() == 1


def test_credit_is_spent_once(account):
    customer = make_customer()
    money = Money(150_000, "PHP")
    record_cash_payment(CashFacts(customer.public_id, (), money, key="gift"), by=SYSTEM)
    invoices = [make_invoice(customer) for _ in range(4)]
    works = [
        partial(apply_credit, customer.public_id, target=Target(one.public_id, money), key="k", by=SYSTEM)
        for one in invoices
    ]
    answers = at_once(works)
    assert refused(answers) == ["not_enough_credit"] * 3
    assert balances.credit_of(customer.public_id) == 0


def test_two_people_decide_about_held_money_once(account):
    attempt = promise(make_invoice(), account=account)
    apply(attempt, approved(attempt, amount=Money(1_000, "PHP")))
    works = [partial(resolve_held, attempt.id, to=to, reason="x", by=SYSTEM) for to in ("target", "credit")] * 2
    assert refused(at_once(works)) == ["nothing_held"] * 3
    assert Message.objects.filter(name="payments.payment_captured").count() == 1


def test_two_sweeps_share_the_work(account, scripted):
    attempts = [begin(make_invoice(), account=account) for _ in range(6)]
    Attempt.objects.update(next_ask_at=attempts[0].created_at)
    scripted.calls.clear()
    counts = at_once([partial(sweep_unknown, by=SYSTEM)] * 3)
    assert sum(counts) == 6
    assert len({query.attempt_key for query in scripted.called("look_up")}) == len(scripted.called("look_up")) == 6


def test_a_refund_against_a_dispute_gives_the_money_once(account, scripted):
    scripted.says["refund"] = [lambda asked: o.RefundDone("rfd", asked.amount)]
    for _ in range(4):
        attempt = captured(make_invoice(), account=account)
        facts = RefundFacts(attempt.payment.public_id, attempt.amount, "x", "credit", key=attempt.key)
        works = [partial(refund_payment, facts, by=SYSTEM), *[partial(dispute, attempt, fee=None)] * 2]
        answers = at_once(works)
        assert set(refused(answers)) <= {"payment_disputed", "busy"}
        row = Dispute.objects.get(payment=attempt.payment)
        assert row.held_minor == attempt.amount_minor
        assert Refund.objects.filter(payment=attempt.payment).count() == 1 - len(refused(answers))


@pytest.mark.parametrize("end", ["won", "lost"])
def test_a_dispute_heard_opened_and_ended_eight_times_at_once_is_one(account, end):
    attempt = captured(make_invoice(), account=account)
    works = [partial(dispute, attempt, state, fee=None) for state in ("needs_answer", "under_review", end, end)] * 2
    at_once(works)
    assert Dispute.objects.get().state == end
    left = 0 if end == "lost" else attempt.amount_minor
    assert balances.account_balance(f"clearing:{account.public_id}", "PHP") == left
    assert balances.account_balance("disputed", "PHP") == 0
    assert Message.objects.filter(name="payments.dispute_ended").count() == 1


def test_a_payback_is_approved_and_paid_once_however_many_press(account, scripted):
    attempt = captured(make_invoice(), account=account)
    payback = confirmed_payback(attempt)
    cora, dan = staff("cora@example.ph"), staff("dan@example.ph")
    proposal = propose_payback(payback.public_id, key="p", by=cora)
    at_once([partial(approve, proposal.pk, by=dan)] * 4)
    assert Refund.objects.filter(to="transfer").count() == 1
    today = clock.today("Asia/Manila")
    works = [
        partial(record_payback, payback.public_id, bank_reference=f"PN-{number}000", paid_on=today, by=cora)
        for number in range(4)
    ]
    answers = at_once(works)
    assert len(refused(answers)) == 3
    assert balances.account_balance("bank", "PHP") == -attempt.amount_minor


def test_another_account_against_the_yes_is_never_paid_unseen(account, scripted):
    cora, dan = staff("cora@example.ph"), staff("dan@example.ph")
    for number in range(3):
        attempt = captured(make_invoice(), account=account)
        payback = confirmed_payback(attempt, key=str(number))
        shown = bytes(payback.account_digest)
        proposal = propose_payback(payback.public_id, key=f"p{number}", by=cora)
        other = read_account("bdo", "Mallory", "9999999999", "9999999999")
        ana = Actor(
            "person",
            "usr_a",
            customer_refs=frozenset({attempt.customer_ref}),
            customer_levels={attempt.customer_ref: "manages"},
        )
        at_once(
            [
                partial(approve, proposal.pk, by=dan),
                partial(give_own_account, payback.public_id, other, by=ana),
            ]
        )
        payback.refresh_from_db()
        is_swapped = bytes(payback.account_digest) != shown
        assert (payback.state == "confirmed") is is_swapped
        assert (payback.refund is None) is is_swapped


def test_a_refund_that_waited_leaves_once_however_many_workers_there_are(account, scripted):
    scripted.says["refund"] = [lambda asked: o.RefundDone("rfd", asked.amount)]
    attempt = captured(make_invoice(), account=account)
    facts = RefundFacts(attempt.payment.public_id, Money(40_000, "PHP"), "x", "gateway", "k")
    promise_only(facts, by=SYSTEM)
    Refund.objects.update(state="waiting", send_at=clock.now(), asks=0, next_ask_at=None)
    at_once([partial(send_due_refunds, by=SYSTEM)] * 6)
    assert len(scripted.called("refund")) == 1
    assert Refund.objects.get().state == "done"


def staff(email):
    return actor_for(make_staff(PersonFacts(email, email), role="owner", by=SYSTEM))


def confirmed_payback(attempt, key="k"):
    facts = PaybackFacts(attempt.payment.public_id, attempt.amount, "returned", key)
    payback = ask_for_payback(facts, by=SYSTEM)
    give_account(token_in_letter(payback), read_account("gcash", "Ana", "09171234567", "09171234567"), by=SYSTEM)
    return confirm_account(token_in_letter(payback), by=SYSTEM)
