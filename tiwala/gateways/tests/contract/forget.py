"""A kept method is let go of."""

from __future__ import annotations

import re

import pytest

from tiwala.gateways.outcomes import (
    Approved,
    Declined,
    Unknown,
)
from tiwala.gateways.port import (
    MethodForgotten,
)
from tiwala.gateways.tests.contract.telling import ask, kept_method, kept_token, new_key


@pytest.mark.journey
class ForgetContract:
    """For adapters with `can.forgets_methods`; the others have nothing here to keep."""

    def test_a_forgotten_method_takes_no_money_any_more(self, harness):
        if not harness.gateway.can.forgets_methods:
            return
        token = kept_token(harness)
        for _ in range(2):
            assert harness.gateway.forget_method(token, key=new_key()) == MethodForgotten()
        outcome = harness.gateway.start(ask(harness, token=token))
        assert isinstance(outcome, Declined)

    def test_one_they_never_knew_is_gone_already(self, harness):
        if harness.gateway.can.forgets_methods:
            for token in ("no_such_token", "x/../../y", "", "ü" * 500):
                assert harness.gateway.forget_method(token, key=new_key()) == MethodForgotten()

    @pytest.mark.parametrize("trouble", ["answer_lost", "answer_garbled", "server_error", "busy", "unavailable"])
    def test_a_lost_answer_is_never_taken_for_a_yes_and_may_be_asked_again(self, harness, trouble):
        if not harness.gateway.can.forgets_methods:
            return
        token, key = kept_token(harness), new_key()
        harness.trouble(trouble, at="forget")
        first = harness.gateway.forget_method(token, key=key)
        assert isinstance(first, Unknown) or trouble == "answer_garbled"
        assert harness.gateway.forget_method(token, key=key) == MethodForgotten()
        assert isinstance(harness.gateway.start(ask(harness, token=token)), Declined)

    def test_with_refused_keys_or_a_dead_line_nothing_is_known(self, harness):
        if not harness.gateway.can.forgets_methods:
            return
        token = kept_token(harness)
        for gateway in (harness.with_keys_of_nobody(), harness.with_dead_line()):
            assert isinstance(gateway.forget_method(token, key=new_key()), Unknown)
        assert isinstance(harness.gateway.start(ask(harness, token=token)), Approved)

    def test_what_is_kept_is_told_by_masked_facts_only(self, harness):
        if not harness.gateway.can.method(harness.payable).off_session:
            return
        saved = kept_method(harness)
        shown = f"{saved.facts.brand} {saved.facts.last_four} {saved.facts.wallet}"
        assert shown.strip()
        assert not re.search(r"[0-9]{7}", shown)
        assert saved.token not in repr(saved)
