"""What must never be seen, and capabilities that are sound."""

from __future__ import annotations

import logging

import pytest

from tiwala.gateways.tests.contract.telling import ask, ask_back, paid, peso
from tiwala.kit.money import Money


@pytest.mark.journey
class SecrecyContract:
    def test_nothing_secret_is_in_a_repr_or_a_log_line(self, harness, caplog):
        caplog.set_level(logging.DEBUG)
        request, reference = paid(harness)
        harness.gateway.refund(ask_back(reference, request.amount))
        harness.with_keys_of_nobody().start(ask(harness))
        harness.with_dead_line().start(ask(harness))
        raw = harness.notice(reference, "paid")
        harness.gateway.read_notice(raw)
        seen = " ".join(
            [caplog.text, repr(harness.gateway), repr(vars(harness.gateway)), repr(harness.facts), repr(raw)]
        )
        for secret in (*harness.facts.keys.values(), *harness.facts.notice_secrets):
            assert secret not in seen
        assert raw.body.decode() not in seen

    def test_its_capabilities_are_sound(self, harness):
        can = harness.gateway.can
        names = [method.name for method in can.methods]
        assert len(set(names)) == len(names) > 0
        assert all((method.refund == "none") == (method.refund_days == 0) for method in can.methods)
        assert all(name == name.lower() for name in can.proof_headers)
        assert all("/" not in origin.split("://", 1)[1] for origin in (*can.form_origins, *can.frame_origins))
        payable = can.method(harness.payable)
        assert payable is not None
        assert all(payable.takes(peso(text)) for text in harness.amounts)
        assert not payable.takes(Money(1, "IQD"))
