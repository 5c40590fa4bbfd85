"""Reasons, capabilities and outcomes: complete, and safe to show."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from tiwala.gateways.capabilities import Limit, MethodCan
from tiwala.gateways.declines import DeclineReason, refund_failure_text, tell
from tiwala.gateways.outcomes import Approved, Declined, RefundFailure, Unknown, Why, is_money, may_send_again
from tiwala.kit.money import Money


def test_there_are_fifteen_reasons_and_each_tells_what_money_and_next():
    assert len(DeclineReason) == 15
    for reason in DeclineReason:
        telling = tell(reason)
        assert str(telling.what)
        assert str(telling.next_step)
        assert "No money" in telling.text


def test_both_languages_have_their_own_words():
    for reason in DeclineReason:
        with translation.override("fil"):
            filipino = tell(reason).text
        assert filipino != tell(reason).text
    for failure in RefundFailure:
        with translation.override("fil"):
            filipino = refund_failure_text(failure)
        assert filipino != refund_failure_text(failure)


def test_a_thief_learns_nothing_from_the_sentence():
    plain = tell(DeclineReason.BANK_REFUSED).text
    assert {tell(reason).text for reason in ("card_lost_or_stolen", "suspected_fraud")} == {plain}


def test_a_reason_of_tomorrow_reads_as_unspecified():
    assert tell("invented_later") == tell(DeclineReason.UNSPECIFIED)
    assert refund_failure_text("invented_later") == refund_failure_text(RefundFailure.GATEWAY_REFUSED)


def test_a_method_takes_what_lies_within_its_limits():
    limits = (Limit(Money(100, "PHP"), Money(5000, "PHP")), Limit(Money(1, "JPY"), Money(9, "JPY")))
    method = MethodCan("card", "redirect", limits, refund="full", refund_days=30)
    assert method.currencies == {"PHP", "JPY"}
    assert [method.takes(Money(minor, "PHP")) for minor in (99, 100, 5000, 5001)] == [False, True, True, False]
    assert not method.takes(Money(100, "USD"))
    with pytest.raises(ValueError, match="small to large"):
        Limit(Money(2, "PHP"), Money(1, "PHP"))


def test_only_money_is_money_and_only_what_was_not_done_may_be_sent_again():
    approved = Approved("r", Money(1, "PHP"), "a", "k", captured_at=datetime(2026, 1, 1, tzinfo=UTC), method="card")
    assert is_money(approved)
    assert not is_money(Declined(DeclineReason.UNSPECIFIED))
    again = {why for why in Why if may_send_again(Unknown(why))}
    assert again == {Why.NOT_SENT, Why.NOT_FOUND}
