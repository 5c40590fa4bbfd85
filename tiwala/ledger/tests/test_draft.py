from datetime import UTC, datetime

import pytest

from tiwala.kit.errors import InvariantBroken
from tiwala.kit.money import Money
from tiwala.ledger import chart
from tiwala.ledger.draft import credit, debit, entry
from tiwala.ledger.tests.conftest import peso


def test_legs_of_nothing_are_left_out():
    draft = entry(
        "k", "s", debit(chart.CASH, peso(5)), credit(chart.SALES, peso(5)), credit(chart.VAT_PAYABLE, peso(0))
    )

    assert [leg.account for leg in draft.legs] == ["cash", "sales"]
    assert (draft.memo, draft.at) == ("", None)


def test_a_draft_keeps_its_memo_and_its_instant():
    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    draft = entry("k", "s", debit(chart.CASH, peso(5)), credit(chart.SALES, peso(5)), memo="why", at=noon)

    assert (draft.kind, draft.source, draft.memo, draft.at) == ("k", "s", "why", noon)


@pytest.mark.parametrize(
    "legs",
    [
        (debit(chart.CASH, peso(5)), credit(chart.SALES, peso(4))),
        (debit(chart.CASH, peso(5)),),
        (),
        (debit(chart.CASH, peso(5)), credit(chart.SALES, Money(5, "USD"))),
        (debit(chart.CASH, peso(5)), debit(chart.SALES, peso(5))),
    ],
)
def test_a_draft_that_does_not_balance_is_refused(legs):
    with pytest.raises(AssertionError):
        entry("kind", "source", *legs)


@pytest.mark.parametrize(("kind", "source"), [("", "source"), ("kind", "")])
def test_a_draft_says_what_happened_and_what_it_came_from(kind, source):
    with pytest.raises(AssertionError):
        entry(kind, source, debit(chart.CASH, peso(5)), credit(chart.SALES, peso(5)))


@pytest.mark.parametrize("code", ["petty", "clearing", "clearing:", "sales:x", ""])
def test_an_account_outside_the_chart_is_refused(code):
    with pytest.raises(InvariantBroken, match=f"no account '{code}' in the chart"):
        debit(code, peso(5))


def test_a_family_of_accounts_is_known_by_its_first_word():
    assert chart.kind_of(chart.clearing("gac_1")) is chart.Kind.ASSET
    assert chart.kind_of(chart.clearing("gac:1")) is chart.Kind.ASSET


def test_an_amount_below_zero_is_refused():
    with pytest.raises(AssertionError):
        debit(chart.CASH, peso(-5))


@pytest.mark.parametrize("account", chart.BY_SUBJECT)
def test_a_subject_account_names_its_subject(account):
    with pytest.raises(AssertionError):
        credit(account, peso(5))


def test_every_account_has_a_title():
    assert all(chart.title(code) for code in (*chart.CHART, *chart.FAMILIES, "clearing:gac_1"))
    assert chart.title("clearing:gac_1") == "Money at the gateway"
    assert len({chart.title(code) for code in chart.CHART}) == len(chart.CHART)
