"""A dispute is told by letter to those who answer disputes, each step once."""

from __future__ import annotations

import pytest

from tests.dispute_makers import dispute
from tests.makers import make_invoice
from tests.payment_makers import captured
from tiwala.identity.tests.people import make_cora
from tiwala.notify.models import Letter
from tiwala.wiring.dispute_letters import tell_due, tell_ended, tell_opened

pytestmark = pytest.mark.django_db


def test_each_step_is_told_once_however_often_its_event_is_brought() -> None:
    for role in ("owner", "auditor"):
        make_cora(role, f"{role}@example.ph")
    ref = dispute(captured(make_invoice())).public_id
    for _ in range(2):
        tell_opened(dispute_ref=ref)
        tell_due(dispute_ref=ref, days_left=7)
        tell_due(dispute_ref=ref, days_left=3)
        tell_ended(dispute_ref=ref, won=True)
    told = list(Letter.objects.order_by("id"))
    assert [letter.to_email for letter in told] == ["owner@example.ph"] * 4
    assert len({letter.subject for letter in told}) == 4
