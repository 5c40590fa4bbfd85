"""A gateway's statement beside the books: what agrees, what differs, what one of the two does not know."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import make_invoice
from tests.payment_makers import captured, make_account
from tiwala.audit.models import Record
from tiwala.gateways.port import StatementLine
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, GatewayBreakdown
from tiwala.kit.money import Money
from tiwala.payments.actions.compare_statement import compare_statement
from tiwala.payments.asked_statements import Asked
from tiwala.payments.compared import Compared
from tiwala.payments.models import Attempt
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db(transaction=True)

ZONE = "Asia/Manila"


@pytest.fixture
def paid(scripted):
    return captured(make_invoice(), account=make_account("scripted"))


def amount(attempt: Attempt) -> str:
    return str(attempt.amount.decimal)


def report(paid: Attempt, *rows: str, columns: str = "", head: str = "Payment ID,Amount,Fee,Net,Date") -> Compared:
    asked = Asked(text="\r\n".join([head, *rows]), columns=columns)
    return compare_statement(paid.gateway_account_ref, asked, by=SYSTEM)


def whats(found: Compared) -> list[str]:
    return [one.what for one in found.met]


def today() -> str:
    return clock.today(ZONE).isoformat()


def test_a_line_that_says_what_the_books_say_agrees(paid):
    found = report(paid, f"{paid.reference},{amount(paid)},15.00,,{today()}")
    assert (whats(found), found.missing, found.wrong, found.has_days) == (["agrees"], [], 0, True)
    assert found.met[0].line.net == paid.amount - Money(1500, "PHP")
    assert not Task.objects.filter(kind="statement_differs").exists()


def test_another_amount_a_second_line_and_an_unknown_payment_become_one_task(paid):
    line = f"{paid.reference},1.00,,,{today()}"
    found = report(paid, line, line, f"their_1,5.00,,,{today()}")
    assert whats(found) == ["differs", "twice", "not_here"]
    report(paid, line)
    task = Task.objects.get(kind="statement_differs")
    assert (task.subject_ref, task.times, task.facts["count"]) == (paid.gateway_account_ref, 2, 1)


def test_the_books_stay_and_what_was_compared_is_on_record(paid):
    before = Attempt.objects.values().get(pk=paid.pk)
    report(paid, f"{paid.reference},1.00,,,{today()}")
    assert Attempt.objects.values().get(pk=paid.pk) == before
    facts = Record.objects.get(tag="statement:compare").facts
    assert (facts["lines"], facts["wrong"], len(facts["statement"])) == (1, 1, 64)


def test_money_that_no_line_names_is_missing_only_where_days_are_told(paid):
    other = captured(make_invoice(), account=make_account("scripted"))
    found = report(paid, f"their_1,5.00,,,{today()}")
    assert [one.pk for one in found.missing] == [paid.pk], "another account's money is not looked for"
    assert other.gateway_account_ref != paid.gateway_account_ref
    without = report(paid, "their_1,5.00,,,11/12/2026")
    assert (without.missing, without.has_days) == ([], False)


def test_another_accounts_payment_and_another_currency_do_not_agree(paid):
    other = captured(make_invoice(), account=make_account("scripted"))
    rows = (f"{other.reference},{amount(other)},PHP", f"{paid.reference},{amount(paid)},USD")
    assert whats(report(paid, *rows, head="reference,amount,currency")) == ["not_here", "differs"]


def test_people_say_what_headings_mean(paid):
    head, row = "Ref. No.;Gross Amt;MDR;To Account", f"{paid.reference};₱{amount(paid)};1;2"
    with pytest.raises(BadInput):
        report(paid, row, head=head)
    found = report(paid, row, head=head, columns="Ref. No. = reference; Gross Amt=amount; To account = net")
    assert whats(found) == ["agrees"]
    assert found.met[0].line.net == Money(200, "PHP")
    with pytest.raises(BadInput):
        report(paid, row, head=head, columns="Ref. No. = whatever")


def test_half_a_file_hostile_lines_and_rubbish_are_left_out_in_words(paid):
    rows = (
        f"{paid.reference},{amount(paid)},,,{today()}",
        paid.reference,
        '=HYPERLINK("x"),=1+1,,,',
        "x,1e400,,,",
        "x,NaN",
    )
    found = report(paid, *rows)
    assert whats(found) == ["agrees"]
    assert [row.number for row in found.left_out] == [3, 4, 5, 6]
    assert all(row.why for row in found.left_out)


@pytest.mark.parametrize("text", ["", "reference,amount", 'reference,amount\n"open', "a\0b", "x" * 1_000_001])
def test_what_is_no_list_is_refused(paid, text):
    with pytest.raises(BadInput):
        compare_statement(paid.gateway_account_ref, Asked(text=text), by=SYSTEM)


def test_five_thousand_lines_take_few_statements(paid, django_assert_max_num_queries):
    lines = [f"x{number},1.00,,,{today()}" for number in range(4_999)]
    with django_assert_max_num_queries(25):
        found = report(paid, *lines, f"{paid.reference},{amount(paid)},,,{today()}")
    assert (found.counts["not_here"], found.counts["agrees"], found.missing) == (4_999, 1, [])


def test_the_same_file_at_once_makes_one_task(paid):
    line = f"{paid.reference},1.00,,,{today()}"
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _: _alone(paid, line), range(2)))
    assert Task.objects.get(kind="statement_differs").times == 2


def _alone(paid, line):
    try:
        report(paid, line)
    finally:
        connection.close()


def test_more_than_five_thousand_lines_are_refused(paid):
    with pytest.raises(BadInput):
        report(paid, *(["x,1"] * 5_001))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.sampled_from('reference,amount\n;\t"=+-0123456789.₱Zx \ufeff'), max_size=200))
def test_no_text_breaks_it(paid, text):
    with suppress(BadInput):
        found = compare_statement(paid.gateway_account_ref, Asked(text=f"reference,amount,date,net\n{text}"), by=SYSTEM)
        assert all(one.what in ("not_here", "aside") for one in found.met)


def test_the_gateways_own_statement_is_asked_for_by_day(paid, scripted):
    line = StatementLine("l1", "payment", clock.now(), paid.amount, Money(0, "PHP"), paid.amount, attempt_key=paid.key)
    payout = replace(line, line_id="l2", kind="payout", gross=-paid.amount, net=-paid.amount, attempt_key="")
    scripted.says["statement"] = [[line, payout]]
    found = compare_statement(paid.gateway_account_ref, Asked(day=clock.today(ZONE)), by=SYSTEM)
    assert (whats(found), found.missing) == (["agrees", "aside"], [])


def test_a_broken_line_and_a_day_to_come_are_refused(paid, scripted):
    scripted.says["statement"] = [GatewayBreakdown("busy", retry=True)]
    for day in (clock.today(ZONE), clock.today(ZONE) + timedelta(days=1)):
        with pytest.raises(BadInput):
            compare_statement(paid.gateway_account_ref, Asked(day=day), by=SYSTEM)
