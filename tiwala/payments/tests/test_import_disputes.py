"""A list of disputes: looked over without writing, taken in line by line, rubbish refused in words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import EVE
from tests.dispute_makers import dispute, jobs_of, taken_in, told
from tests.makers import make_invoice
from tests.payment_makers import captured, make_account
from tiwala.gateways import outcomes as o
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotFound
from tiwala.payments import jobs
from tiwala.payments.actions.take_in_list import take_in_list
from tiwala.payments.dispute_lists import look_over, packed, unpacked
from tiwala.payments.models import Dispute
from tiwala.payments.taking_in import PATIENCE, progress_of
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paid(scripted):
    scripted.can = replace(scripted.can, disputes="told", answers_disputes=False)
    return captured(make_invoice(), account=make_account("scripted"))


def report(*rows: str) -> str:
    head = "Dispute ID,Created (UTC),Charge ID,Amount,Currency,Status,Reason,Evidence Due By (UTC)"
    return "\ufeff" + "\r\n".join([head, *rows]) + "\r\n"


def test_a_report_of_theirs_is_read_by_its_headings(paid):
    text = report(f'dp_1,2026-11-01,{paid.reference},"1,500.00",php,needs_response,fraudulent,2099-01-31 10:00')
    (row,) = look_over(text)
    assert (row.number, row.what, row.typed.account_ref) == (2, "new", paid.gateway_account_ref)
    assert not Dispute.objects.exists()
    done = taken_in(text)
    found = Dispute.objects.get()
    assert (done.lines, done.good, done.left_out, done.is_over) == (1, 1, (), True)
    assert (found.reference, found.state, found.reason) == ("dp_1", "needs_answer", "fraudulent")
    assert found.answer_by.isoformat() == "2099-01-31T10:00:00+00:00"


def test_again_it_changes_nothing_and_says_so(paid):
    text = report(f"dp_1,2026-11-01,{paid.reference},1500,PHP,needs_response,,")
    taken_in(text)
    before = list(Dispute.objects.values())
    assert [row.what for row in look_over(text)] == ["same"]
    assert take_in_list(text, by=SYSTEM) == ""
    assert list(Dispute.objects.values()) == before
    assert Task.objects.filter(kind="dispute_open").count() == 1


def test_news_take_it_further_and_its_end_is_the_end(paid):
    line = f"dp_1,2026-11-01,{paid.reference},1500,PHP,%s,,"
    taken_in(report(line % "needs_response"))
    assert [row.what for row in look_over(report(line % "lost"))] == ["further"]
    taken_in(report(line % "lost"))
    taken_in(report(line % "needs_response"))
    assert Dispute.objects.get().state == "lost"


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ("dp_2,x,chk_nobody,1500,PHP,lost,,", "No payment of ours"),
        ("dp_2,x,{ref},1500,USD,lost,,", "another currency"),
        ("dp_2,x,{ref},1500.01,PHP,lost,,", "more than what came"),
        ("dp_2,x,{ref},-5,PHP,lost,,", "amount"),
        ("dp_2,x,{ref},1e9,PHP,lost,,", "amount"),
        ("dp_2,x,{ref},=1+1,PHP,lost,,", "amount"),
        ("dp_2,x,{ref},1500,PHP,exploded,,", "do not know the state “exploded”"),
        ("dp_2,x,{ref},1500,PHP,lost,,soon", "Write days such as"),
        (f"{'d' * 121},x,{{ref}},1500,PHP,lost,,", "at most 120 letters"),
        ("nonsense", "It needs a payment"),
    ],
)
def test_a_bad_line_is_refused_in_words_and_stops_no_other(paid, cells, says):
    text = report(cells.format(ref=paid.reference), f"dp_1,x,{paid.reference},1500,PHP,needs_response,,")
    bad, good = look_over(text)
    assert (bad.what, good.what) == ("bad", "new")
    assert says in bad.why
    taken_in(text)
    assert [one.reference for one in Dispute.objects.all()] == ["dp_1"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "\0",
        "a,b\n" * 501,
        "x" * 200_001,
        'a,b,1,won,,,"never closed\na,b,1,won',
        '"' + "y" * 140_000 + '"',
    ],
)
def test_what_is_no_list_is_refused_whole(paid, text):
    with pytest.raises(BadInput):
        look_over(text)
    with pytest.raises(BadInput):
        take_in_list(text, by=SYSTEM)


@given(st.text(max_size=300) | st.lists(st.lists(st.text(max_size=30), max_size=9).map(",".join)).map("\n".join))
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
def test_whatever_is_given_is_looked_over_or_refused_and_never_breaks(paid, text):
    try:
        rows = look_over(text)
    except BadInput:
        return
    assert all(row.what == "bad" and row.why for row in rows)
    assert not Dispute.objects.exists()


def test_a_reference_of_another_payments_dispute_is_refused(paid):
    other = captured(make_invoice(), account=_same_account(paid))
    dispute(other, reference="dp_1")
    (row,) = look_over(report(f"dp_1,x,{paid.reference},1500,PHP,lost,,"))
    assert (row.what, "another payment" in row.why) == ("bad", True)


def test_each_line_is_a_job_of_its_own_and_a_refused_one_says_why(paid, scripted):
    scripted.can = replace(scripted.can, disputes="looked_up")
    scripted.says["look_up_dispute"] = [o.Unknown(o.Why.NOT_FOUND), told(paid, "won", reference="dp_2")]
    text = report(*(f"dp_{n},x,{paid.reference},1500,PHP,lost,," for n in (1, 2)))
    list_ref = take_in_list(text, by=SYSTEM)
    first, second = jobs_of(list_ref)
    assert progress_of(list_ref, by=SYSTEM).handled == 0
    jobs.take_in_dispute(**first)
    done = progress_of(list_ref, by=SYSTEM)
    assert (done.handled, done.is_over, done.is_moving) == (1, False, True)
    jobs.take_in_dispute(**second)
    jobs.take_in_dispute(**second)  # a worker died after it, and another one took it up
    done = progress_of(list_ref, by=SYSTEM)
    assert (done.lines, done.good, done.is_over, Dispute.objects.count()) == (2, 1, True, 1)
    assert [(line, "knows no dispute" in why) for line, why in done.left_out] == [(2, True)]


def test_every_fact_of_a_line_comes_through_the_queue(paid):
    text = f"{paid.payment.public_id},CB-1,1500.00,needs_answer,2099-01-31,800,late\n{paid.reference},CB-2,1,lost"
    for row in look_over(text):
        assert unpacked(json.loads(json.dumps(packed(row)))) == row.typed


def test_a_list_nobody_handles_is_waited_for_half_an_hour_and_strangers_see_none(paid):
    list_ref = take_in_list(report(f"dp_1,x,{paid.reference},1500,PHP,lost,,"), by=SYSTEM)
    with clock.hold(clock.now() + PATIENCE):
        assert not progress_of(list_ref, by=SYSTEM).is_moving
    for ref, by in ((list_ref, EVE), ("dsl_nothing", SYSTEM), (Dispute.PREFIX, SYSTEM)):
        with pytest.raises(NotFound):
            progress_of(ref, by=by)


def test_where_the_gateway_can_be_asked_its_word_counts_and_not_the_lists(paid, scripted):
    scripted.can = replace(scripted.can, disputes="looked_up")
    scripted.says["look_up_dispute"] = [told(paid, "won", reference="dp_1")]
    text = report(f"dp_1,x,{paid.reference},1,PHP,lost,,")
    assert [row.what for row in look_over(text)] == ["asked"]
    taken_in(text)
    assert Dispute.objects.get().state == "won"


def _same_account(attempt):
    return type("Named", (), {"public_id": attempt.gateway_account_ref})()
