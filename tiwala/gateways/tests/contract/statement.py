"""A day's list of what moved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiwala.gateways.tests.contract.telling import ask_back, paid, peso
from tiwala.kit import clock
from tiwala.kit.errors import GatewayBreakdown


@pytest.mark.journey
class StatementContract:
    def test_one_that_gives_none_says_so_for_good(self, harness):
        if harness.gateway.can.gives_statement:
            return
        with pytest.raises(GatewayBreakdown) as broken:
            list(harness.gateway.statement(clock.today("Asia/Manila")))
        assert not broken.value.retry

    def test_it_lists_the_day_and_its_sums_agree(self, harness):
        if not harness.gateway.can.gives_statement:
            return
        request, reference = paid(harness, peso("1500.00"))
        harness.gateway.refund(ask_back(reference, peso("500.00")))
        lines = list(harness.gateway.statement(clock.today("Asia/Manila")))
        assert all(line.net == line.gross - line.fee for line in lines)
        by_kind = {line.kind: line for line in lines}
        assert by_kind["payment"].attempt_key == request.attempt_key
        assert by_kind["payment"].gross == peso("1500.00")
        assert by_kind["refund"].gross == peso("-500.00")
        assert len({line.line_id for line in lines}) == len(lines)

    def test_an_empty_day_is_empty(self, harness):
        if not harness.gateway.can.gives_statement:
            return
        assert list(harness.gateway.statement(clock.today("Asia/Manila") - timedelta(days=400))) == []

    def test_a_broken_one_breaks_down(self, harness):
        if not harness.gateway.can.gives_statement:
            return
        harness.trouble("server_error", at="statement")
        with pytest.raises(GatewayBreakdown):
            list(harness.gateway.statement(clock.today("Asia/Manila")))
