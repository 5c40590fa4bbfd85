"""A surcharge belongs to the try: asked with it, posted only with success, given back last, no centavo lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import line, make_business, make_invoice
from tests.payment_makers import apply, approved, begin, make_account
from tiwala.events.models import Message
from tiwala.gateways import outcomes as o
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.ledger.models import Entry
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.resolve_held import resolve_held
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.facts import RefundFacts, StartFacts, Target
from tiwala.payments.models import Attempt, Payment, Refund
from tiwala.payments.surcharge import NONE, Part, earned, leaving, with_vat

SURCHARGE = 2_500
some = st.integers(0, 10**9)


@pytest.fixture
def account(scripted):
    scripted.says["refund"] = [lambda asked: o.RefundDone(f"rfd_{asked.key}", asked.amount)]
    return make_account("scripted")


def pay(account, *, surcharge=SURCHARGE, **more):
    make_business()
    invoice = more.pop("invoice", None) or make_invoice()
    return begin(invoice, account=account, surcharge_minor=surcharge, **more)


def paid(account, **more):
    attempt = pay(account, **more)
    return apply(attempt, approved(attempt))


def books(code):
    return -balances.account_balance(code, "PHP")


def vat_of_surcharge():
    """What the books owe as VAT beside the invoices' own."""
    legs = [leg for entry in Entry.objects.exclude(kind="invoice_issued") for leg in entry.postings.all()]
    return -sum(leg.amount_minor for leg in legs if leg.account_code == "vat_payable")


def owed(attempt):
    return balances.open_amount(attempt.payment.targets.get().target_ref)


def refund(attempt, minor, to="gateway", key="k"):
    facts = RefundFacts(attempt.payment.public_id, Money(minor, "PHP"), "x", to, key)
    return refund_payment(facts, by=SYSTEM)


@pytest.mark.django_db
class TestInTheBooks:
    def test_the_gateway_is_asked_for_both_and_the_payment_is_for_what_is_owed(self, account, scripted):
        attempt = pay(account)
        assert scripted.called("start")[0].amount == Money(152_500, "PHP")
        assert (attempt.amount_minor, attempt.surcharge_minor) == (152_500, 2_500)
        assert attempt.payment.amount_minor == 150_000
        assert books("surcharges") == 0

    def test_success_posts_it_apart_with_its_vat(self, account):
        attempt = paid(account)
        assert attempt.state == "captured"
        assert owed(attempt) == 0
        assert (books("surcharges"), vat_of_surcharge()) == (2_232, 268)
        assert balances.credit_of(attempt.customer_ref) == 0
        told = Message.objects.get(name="payments.payment_captured").payload
        assert (told["surcharge_minor"], told["credited_minor"], told["amount_minor"]) == (2_500, 0, 152_500)

    def test_a_seller_without_vat_keeps_it_whole(self, account):
        make_business(vat_status="non_vat")
        paid(account, invoice=make_invoice(None, line(tax="non_vat")))
        assert (books("surcharges"), vat_of_surcharge()) == (2_500, 0)

    @pytest.mark.parametrize("ends", [o.Declined(o.DeclineReason.BANK_REFUSED), o.Expired("c"), o.Cancelled("c")])
    def test_what_does_not_succeed_posts_nothing(self, account, ends):
        apply(pay(account), ends)
        assert books("surcharges") == 0

    def test_money_without_the_surcharge_does_not_match_and_a_person_applies_it(self, account):
        attempt = pay(account)
        apply(attempt, approved(attempt, amount=Money(150_000, "PHP")))
        assert Attempt.objects.get().state == "held"
        resolve_held(attempt.id, to="target", reason="forgiven", by=SYSTEM)
        assert (owed(attempt), books("surcharges")) == (0, 0)

    def test_held_money_settles_the_invoice_first_and_the_surcharge_with_the_rest(self, account):
        attempt = pay(account)
        apply(attempt, approved(attempt, amount=Money(151_000, "PHP")))
        resolve_held(attempt.id, to="target", reason="short", by=SYSTEM)
        assert (owed(attempt), books("surcharges") + vat_of_surcharge()) == (0, 1_000)

    def test_late_money_earns_no_surcharge_and_is_all_credit(self, account):
        invoice = make_invoice()
        early = pay(account, invoice=invoice)
        apply(early, o.Expired("chk"))
        paid(account, invoice=invoice, surcharge=0)
        apply(early, approved(early))
        assert balances.credit_of(invoice.customer_ref) == 152_500
        assert books("surcharges") == 0

    def test_a_refund_of_the_invoice_leaves_the_surcharge_and_one_of_all_takes_it(self, account):
        attempt = paid(account)
        assert refund(attempt, 150_000).surcharge_minor == 0
        assert owed(attempt) == 150_000
        assert books("surcharges") == 2_232
        assert refund(attempt, 2_500, key="rest").surcharge_minor == 2_500
        assert (books("surcharges"), vat_of_surcharge(), owed(attempt)) == (0, 0, 150_000)
        assert balances.account_balance(f"clearing:{account.public_id}", "PHP") == 0

    @pytest.mark.parametrize("to", ["gateway", "cash", "credit"])
    def test_all_of_it_goes_back_in_any_way(self, account, to):
        attempt = paid(account)
        assert refund(attempt, 152_500, to).state == "done"
        assert (books("surcharges"), vat_of_surcharge(), owed(attempt)) == (0, 0, 150_000)
        assert balances.credit_of(attempt.customer_ref) == (152_500 if to == "credit" else 0)

    def test_a_refund_that_fails_puts_it_back(self, account, scripted):
        scripted.says["refund"] = [o.RefundFailed(o.RefundFailure.BANK_REFUSED)]
        attempt = paid(account)
        assert refund(attempt, 151_000).state == "failed"
        assert (books("surcharges"), vat_of_surcharge(), owed(attempt)) == (2_232, 268, 0)
        payment = Payment.objects.get()
        assert (payment.surcharge_minor, payment.surcharge_vat_minor) == (2_500, 268)

    def test_a_reversal_takes_it_all_and_a_part_of_one_takes_it_last(self, account):
        attempt = paid(account)
        apply(attempt, o.Reversed(attempt.reference, Money(100_000, "PHP")))
        assert books("surcharges") == 2_232
        apply(attempt, o.Reversed(attempt.reference, attempt.amount))
        assert (books("surcharges"), vat_of_surcharge(), owed(attempt)) == (0, 0, 150_000)

    def test_the_same_form_with_another_surcharge_is_another_question(self, account):
        invoice = make_invoice()
        target = (Target(invoice.public_id, Money(150_000, "PHP")),)
        prints = {
            StartFacts(invoice.customer_ref, target, "card", account.public_id, "k", surcharge_minor=minor).fingerprint
            for minor in (0, 1, 2_500)
        }
        assert len(prints) == 3
        assert (
            start_payment(
                StartFacts(invoice.customer_ref, target, "card", account.public_id, "k"), by=SYSTEM
            ).surcharge_minor
            == 0
        )


@given(surcharge=some, meant=st.integers(1, 10**9), applied=some, more=some)
def test_what_is_earned_never_exceeds_what_was_asked_or_what_came(surcharge, meant, applied, more):
    minor = earned(surcharge, meant_minor=meant, applied_minor=min(applied, meant), came_minor=applied + more)
    assert 0 <= minor <= surcharge
    assert minor <= max(applied + more - min(applied, meant), 0)
    if applied >= meant and more >= surcharge:
        assert minor == surcharge
    if applied == 0:
        assert minor == 0


@given(minor=some)
def test_vat_is_inside_and_adds_up(minor):
    part = with_vat(minor, has_vat=True)
    assert 0 <= part.vat_minor <= part.minor
    assert abs(part.vat_minor * 112 - minor * 12) <= 56
    assert with_vat(minor, has_vat=False) == Part(minor, 0)


@given(total=st.integers(1, 10**7), surcharge=st.integers(0, 10**5), cuts=st.lists(st.integers(1, 10**6), max_size=8))
def test_in_whatever_parts_it_goes_back_no_centavo_is_lost(total, surcharge, cuts):
    standing = with_vat(surcharge, has_vat=True)
    held, first, gone = total + surcharge, standing, NONE
    for cut in [*cuts, 10**9]:
        out = min(cut, held)
        part = leaving(standing, out_minor=out, held_minor=held)
        held -= out
        standing = Part(standing.minor - part.minor, standing.vat_minor - part.vat_minor)
        gone = Part(gone.minor + part.minor, gone.vat_minor + part.vat_minor)
        assert 0 <= standing.vat_minor <= standing.minor <= max(held, 0)
        assert part.minor == 0 or held <= first.minor
    assert gone == first
    assert standing == NONE


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_refunds_and_reversals_in_any_order_leave_the_books_whole(data, account):
    """The room's checks and the ledger's run after this test on all that it made."""
    surcharge = data.draw(st.sampled_from([0, 1, 99, 2_500, 30_000]))
    attempt = paid(account, surcharge=surcharge)
    back = 0
    for n in range(data.draw(st.integers(0, 3))):
        left = Payment.objects.get(pk=attempt.payment_id).refundable.minor
        if left:
            minor = data.draw(st.integers(1, left))
            refund(attempt, minor, to=data.draw(st.sampled_from(["gateway", "cash"])), key=f"{attempt.key}:{n}")
            back += minor
    if data.draw(st.booleans()):
        apply(attempt, o.Reversed(attempt.reference, attempt.amount))
    payment = Payment.objects.get(pk=attempt.payment_id)
    assert 0 <= payment.surcharge_minor <= surcharge
    assert sum(one.surcharge_minor for one in Refund.objects.filter(payment=payment)) <= surcharge
    if back == attempt.amount_minor or payment.state == "reversed":
        assert payment.surcharge_minor == 0
