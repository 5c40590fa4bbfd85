"""Fees and payouts of a gateway's statement in the books: each once, only what agrees, the rest to a person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import make_invoice
from tests.payment_makers import captured, make_account
from tiwala.audit.models import Record
from tiwala.business.models import Profile
from tiwala.gateways.outcomes import RefundDone
from tiwala.gateways.port import StatementLine
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, Refusal
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.ledger.models import Entry
from tiwala.payments.actions.book_statement import book_statement
from tiwala.payments.actions.compare_statement import compare_statement
from tiwala.payments.actions.refund_payment import refund_payment
from tiwala.payments.actions.take_back_line import take_back_line
from tiwala.payments.asked_statements import Asked
from tiwala.payments.facts import RefundFacts
from tiwala.payments.models import BookedLine, StatementDay
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paid(scripted):
    return captured(make_invoice(), account=make_account("scripted"))


def peso(minor: int) -> Money:
    return Money(minor, "PHP")


def line(kind: str, gross: int, fee: int = 0, *, name: str = "", **more) -> StatementLine:
    name = name or ids.uuid7().hex
    return StatementLine(name, kind, clock.now(), peso(gross), peso(fee), peso(gross - fee), **more)


def of(attempt, fee: int = 5_000, **more) -> StatementLine:
    return line("payment", attempt.amount_minor, fee, attempt_key=attempt.key, **more)


def payout(minor: int, fee: int = 0, *, name: str = "po_1") -> StatementLine:
    return line("payout", -minor, fee, name=name, payout=name)


def book(attempt, scripted, *lines: StatementLine, is_decided: bool = False):
    """A person's word is about what they saw: they look first."""
    scripted.says["statement"] = [list(lines)]
    ref, asked = attempt.gateway_account_ref, Asked(day=clock.today("Asia/Manila"))
    mark = compare_statement(ref, asked, by=SYSTEM).mark if is_decided else ""
    return book_statement(ref, asked, by=SYSTEM, decided=mark)


def stands(attempt) -> dict[str, int]:
    codes = (f"clearing:{attempt.gateway_account_ref}", "bank", "gateway_fees", "vat_on_fees")
    return {code.partition(":")[0]: balances.account_balance(code, "PHP") for code in codes}


def whys(found) -> list[tuple[str, str]]:
    return [(one.can, one.why) for one in found.judged]


def test_a_fee_and_a_payout_are_booked_and_leave_nothing_at_the_gateway(paid, scripted):
    found = book(paid, scripted, of(paid), payout(paid.amount_minor - 5_000))
    assert (whys(found), found.wrong, len(found.booked)) == ([("booked", "")] * 2, 0, 2)
    assert stands(paid) == {
        "clearing": 0,
        "bank": paid.amount_minor - 5_000,
        "gateway_fees": 5_000,
        "vat_on_fees": 0,
    }
    assert not Task.objects.filter(kind="statement_differs").exists()
    facts = Record.objects.get(tag="statement:book").facts
    assert (facts["booked"], facts["wrong"]) == (2, 0)


def test_comparing_alone_books_nothing(paid, scripted):
    scripted.says["statement"] = [[of(paid)]]
    found = compare_statement(paid.gateway_account_ref, Asked(day=clock.today("Asia/Manila")), by=SYSTEM)
    assert whys(found) == [("ready", "")]
    assert not BookedLine.objects.exists()


def test_the_same_line_again_from_a_file_or_the_gateway_is_booked_once(paid, scripted):
    book(paid, scripted, of(paid), payout(10_000))
    book(paid, scripted, of(paid), payout(10_000))
    text = f"reference,amount,fee,kind\n{paid.reference},{paid.amount.decimal},50,payment\npo_1,100,0,payout"
    found = book_statement(paid.gateway_account_ref, Asked(text=text), by=SYSTEM)
    assert whys(found) == [("booked", ""), ("booked", "")]
    assert (BookedLine.objects.count(), stands(paid)["gateway_fees"]) == (2, 5_000)


def test_two_at_once_book_each_line_once(paid, scripted):
    lines = [of(paid), payout(10_000)]
    scripted.says["statement"] = [lines]

    def alone(_):
        try:
            day = Asked(day=clock.today("Asia/Manila"))
            return len(book_statement(paid.gateway_account_ref, day, by=SYSTEM).booked)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as several:
        assert sorted(several.map(alone, range(4))) == [0, 0, 0, 2]
    assert BookedLine.objects.count() == 2


def test_vat_on_the_fee_stands_apart_where_it_is_told_and_can_be_used(paid, scripted):
    book(paid, scripted, of(paid, 5_600, fee_vat=peso(600)))
    assert (stands(paid)["gateway_fees"], stands(paid)["vat_on_fees"]) == (5_000, 600)


def test_without_vat_of_ones_own_it_is_a_cost_like_the_fee(paid, scripted):
    Profile.objects.update(vat_status="non_vat")
    book(paid, scripted, of(paid, 5_600, fee_vat=peso(600)))
    assert (stands(paid)["gateway_fees"], stands(paid)["vat_on_fees"]) == (5_600, 0)


def test_a_refund_gives_its_fee_back(paid, scripted):
    book(paid, scripted, of(paid))
    scripted.says["refund"] = [lambda asked: RefundDone("rfd_1", asked.amount, key=asked.key)]
    facts = RefundFacts(paid.payment.public_id, paid.amount, "Wrong", "gateway", "r1")
    refund = refund_payment(facts, by=SYSTEM)
    back = line("refund", -paid.amount_minor, -2_000, attempt_key=refund.key)
    found = book(paid, scripted, back, back)
    assert whys(found) == [("booked", ""), ("left", "disagrees")]
    assert (stands(paid)["gateway_fees"], stands(paid)["clearing"]) == (3_000, -3_000)


def test_what_differs_stays_out_and_is_one_task(paid, scripted):
    other = captured(make_invoice(), account=make_account("scripted"))
    dollars = replace(payout(1), gross=Money(-100, "USD"), fee=Money(0, "USD"), net=Money(-100, "USD"), payout="po_9")
    lines = (
        replace(of(paid), gross=peso(1), net=peso(-4_999)),
        of(other),
        line("payment", 5_000, 100, attempt_key="nobody's"),
        payout(paid.amount_minor + 1, name="po_big"),
        dollars,
        replace(payout(100), payout="", line_id=""),
        line("fee", 0, paid.amount_minor + 1),
        line("payout", 500, name="po_never", payout="po_never"),
    )
    found = book(paid, scripted, *lines)
    assert [why for _can, why in whys(found)] == [
        *("disagrees", "disagrees", "disagrees", "too_large", "too_large", "unnamed", "too_large", "no_payout")
    ]
    assert not BookedLine.objects.exists()
    assert Task.objects.get(kind="statement_differs").subject_ref == paid.gateway_account_ref


@pytest.mark.parametrize("fee", [-1, 150_001])
def test_a_fee_that_cannot_be_one_stays_out(paid, scripted, fee):
    assert whys(book(paid, scripted, of(paid, fee))) == [("left", "odd_fee")]


def test_a_fee_that_may_still_change_waits(paid, scripted):
    assert whys(book(paid, scripted, of(paid, is_final=False))) == [("left", "not_final")]


def test_another_sum_for_what_is_booked_stays_out(paid, scripted):
    book(paid, scripted, of(paid))
    assert whys(book(paid, scripted, of(paid, 6_000))) == [("left", "other_sum")]
    assert stands(paid)["gateway_fees"] == 5_000


def test_a_fee_that_names_nothing_is_booked_one_that_names_a_stranger_asks(paid, scripted):
    own, strange = line("fee", 0, 1_000, name="txn_1"), line("fee", 0, 500, name="txn_2", reference="ch_unknown")
    assert whys(book(paid, scripted, own, strange)) == [("booked", ""), ("ask", "stranger")]
    assert whys(book(paid, scripted, own, strange, is_decided=True)) == [("booked", ""), ("booked", "")]
    assert stands(paid)["gateway_fees"] == 1_500


def test_a_persons_word_is_about_what_they_saw(paid, scripted):
    seen, other = (line("fee", 0, minor, name=f"txn_{minor}", reference="ch_x") for minor in (500, 600))
    scripted.says["statement"] = [[seen]]
    ref, asked = paid.gateway_account_ref, Asked(day=clock.today("Asia/Manila"))
    mark = compare_statement(ref, asked, by=SYSTEM).mark
    scripted.says["statement"] = [[seen, other]]
    assert whys(book_statement(ref, asked, by=SYSTEM, decided=mark)) == [("ask", "stranger")] * 2
    assert not BookedLine.objects.exists()


def test_where_others_money_is_in_the_pot_a_payout_asks(paid, scripted):
    strange = line("payment", 5_000, attempt_key="another shop's")
    assert whys(book(paid, scripted, strange, payout(1_000)))[1] == ("ask", "shared_pot")
    assert whys(book(paid, scripted, payout(1_000))) == [("ask", "shared_pot")], "the day is remembered"
    assert whys(book(paid, scripted, payout(1_000), is_decided=True)) == [("booked", "")]


def test_a_payout_that_comes_back_is_turned_around(paid, scripted):
    back = line("payout", 10_000, name="txn_back", payout="po_1")
    assert whys(book(paid, scripted, back)) == [("left", "no_payout")]
    book(paid, scripted, back, payout(10_000))
    assert (stands(paid)["bank"], stands(paid)["clearing"]) == (0, paid.amount_minor)
    with pytest.raises(Refusal):
        take_back_line(BookedLine.objects.get(about="payout:po_1").public_id, "No", by=SYSTEM)


def test_a_payout_with_a_fee_takes_both(paid, scripted):
    book(paid, scripted, payout(10_000, 1_500))
    assert stands(paid) == {
        "clearing": paid.amount_minor - 11_500,
        "bank": 10_000,
        "gateway_fees": 1_500,
        "vat_on_fees": 0,
    }


def test_a_line_is_taken_back_once_and_booked_again_only_on_a_persons_word(paid, scripted):
    book(paid, scripted, of(paid))
    booked = BookedLine.objects.get()
    with pytest.raises(BadInput):
        take_back_line(booked.public_id, " ", by=SYSTEM)
    for _ in range(2):
        take_back_line(booked.public_id, "The wrong account", by=SYSTEM)
    assert (stands(paid)["gateway_fees"], Entry.objects.filter(kind="gateway_fee_reversed").count()) == (0, 1)
    assert whys(book(paid, scripted, of(paid))) == [("taken_back", "")]
    assert whys(book(paid, scripted, of(paid), is_decided=True)) == [("booked", "")]
    assert stands(paid)["gateway_fees"] == 5_000


def test_what_is_booked_cannot_be_changed_or_removed(paid, scripted):
    book(paid, scripted, of(paid))
    for wrong in ("UPDATE payments_bookedline SET fee_minor = 1", "DELETE FROM payments_bookedline"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(wrong)


def test_a_day_read_again_tells_a_person_only_of_more(paid, scripted):
    odd = payout(paid.amount_minor + 1)
    for _ in range(3):
        book(paid, scripted, odd)
    assert Task.objects.get(kind="statement_differs").times == 1
    assert StatementDay.objects.get().left == 1
    book(paid, scripted, odd, replace(odd, payout="po_2"))
    assert Task.objects.get(kind="statement_differs").times == 2


SETTINGS = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SETTINGS
@given(data=st.data())
def test_any_order_and_any_repetition_end_in_the_same_books(scripted, data):
    account = make_account("scripted")
    tries = [captured(make_invoice(), account=account) for _ in range(3)]
    fees = [data.draw(st.integers(0, 9_000)) for _ in tries]
    days = [[of(one, fee)] for one, fee in zip(tries, fees, strict=True)]
    sums = [one.amount_minor - fee for one, fee in zip(tries, fees, strict=True)]
    days += [[payout(minor, name=f"po_{place}")] for place, minor in enumerate(sums)]
    days += [[line("fee", 0, 70_000_000, name="never")], [line("payment", 500, 5, attempt_key="no")]]
    told = data.draw(st.lists(st.sampled_from(days), max_size=6)) + data.draw(st.permutations(days))
    for lines in told:
        book(tries[0], scripted, *lines, is_decided=True)
    assert stands(tries[0])["clearing"] == 0
    booked = BookedLine.objects.filter(gateway_account_ref=account.public_id)
    assert sum(row.fee_minor for row in booked) == sum(fees)
    assert sum(row.paid_out_minor for row in booked) == sum(one.amount_minor for one in tries) - sum(fees)


@pytest.mark.parametrize(("days", "is_dated"), [(3, True), (44, True), (46, False), (-3, False)])
def test_it_stands_on_the_day_it_tells_unless_that_cannot_be_or_is_long_ago(paid, scripted, days, is_dated):
    told = clock.now() - timedelta(days=days)
    book(paid, scripted, replace(of(paid), at=told))
    assert (Entry.objects.get(kind="gateway_fee").at == told) is is_dated


def test_a_statement_of_tomorrow_is_refused(paid, scripted):
    tomorrow = clock.today("Asia/Manila") + timedelta(days=1)
    with pytest.raises(BadInput):
        book_statement(paid.gateway_account_ref, Asked(day=tomorrow), by=SYSTEM)
