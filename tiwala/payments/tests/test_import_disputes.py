"""A list of disputes: looked over without writing, taken in line by line, rubbish refused in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dispute_makers import dispute, told
from tests.makers import make_invoice
from tests.payment_makers import captured, make_account
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput
from tiwala.payments.actions.import_disputes import import_disputes
from tiwala.payments.dispute_lists import look_over
from tiwala.payments.models import Dispute
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
    taken = import_disputes(text, by=SYSTEM)
    found = Dispute.objects.get()
    assert (taken.following, taken.lines[0].dispute_ref) == (0, found.public_id)
    assert (found.reference, found.state, found.reason) == ("dp_1", "needs_answer", "fraudulent")
    assert found.answer_by.isoformat() == "2099-01-31T10:00:00+00:00"


def test_again_it_changes_nothing_and_says_so(paid):
    text = report(f"dp_1,2026-11-01,{paid.reference},1500,PHP,needs_response,,")
    import_disputes(text, by=SYSTEM)
    before = list(Dispute.objects.values())
    assert [row.what for row in look_over(text)] == ["same"]
    import_disputes(text, by=SYSTEM)
    assert list(Dispute.objects.values()) == before
    assert Task.objects.filter(kind="dispute_open").count() == 1


def test_news_take_it_further_and_its_end_is_the_end(paid):
    line = f"dp_1,2026-11-01,{paid.reference},1500,PHP,%s,,"
    import_disputes(report(line % "needs_response"), by=SYSTEM)
    assert [row.what for row in look_over(report(line % "lost"))] == ["further"]
    import_disputes(report(line % "lost"), by=SYSTEM)
    import_disputes(report(line % "needs_response"), by=SYSTEM)
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
    lines = import_disputes(text, by=SYSTEM).lines
    assert says in lines[0].why
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
        import_disputes(text, by=SYSTEM)


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


def test_a_long_list_goes_on_where_patience_ended(paid):
    others = [captured(make_invoice(), account=_same_account(paid)) for _ in range(4)]
    text = report(*(f"dp_{n},x,{one.reference},1500,PHP,lost,," for n, one in enumerate(others)))
    start, rounds = 0, 0
    while start or not rounds:
        start = import_disputes(text, by=SYSTEM, start=start, patience_s=0).following
        rounds += 1
    assert (rounds, Dispute.objects.count()) == (4, 4)


def test_where_the_gateway_can_be_asked_its_word_counts_and_not_the_lists(paid, scripted):
    scripted.can = replace(scripted.can, disputes="looked_up")
    scripted.says["look_up_dispute"] = [told(paid, "won", reference="dp_1")]
    text = report(f"dp_1,x,{paid.reference},1,PHP,lost,,")
    assert [row.what for row in look_over(text)] == ["asked"]
    import_disputes(text, by=SYSTEM)
    assert Dispute.objects.get().state == "won"


def _same_account(attempt):
    return type("Named", (), {"public_id": attempt.gateway_account_ref})()
