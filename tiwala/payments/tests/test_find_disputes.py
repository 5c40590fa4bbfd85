"""A dispute whose notice was lost is found; nothing is told twice; one silent gateway holds up no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from tests.dispute_makers import told
from tests.makers import make_invoice
from tests.payment_makers import captured, make_account
from tiwala.gateways.actions.switch_account import switch_account
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.queries import account_by_public_id
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import GatewayBreakdown
from tiwala.payments.actions.find_disputes import find_disputes
from tiwala.payments.models import Dispute
from tiwala.payments.sources import unmatched_source
from tiwala.tasks.actions.close_task import close_tasks_about
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paid(scripted):
    scripted.can = replace(scripted.can, lists_disputes=True)
    attempt = captured(make_invoice(), account=make_account("scripted"))
    scripted.says["list_disputes"] = [("dp_1",)]
    scripted.says["look_up_dispute"] = [told(attempt, reference="dp_1")]
    return attempt


def test_one_whose_notice_was_lost_is_found_once(paid, scripted):
    assert find_disputes(by=SYSTEM) == 1
    found = Dispute.objects.get()
    assert (found.reference, found.payment_id, found.held_minor) == ("dp_1", paid.payment_id, paid.amount_minor)
    assert find_disputes(by=SYSTEM) == 0
    assert len(scripted.called("look_up_dispute")) == 1


def test_also_at_an_account_that_is_switched_off(paid):
    switch_account(account_by_public_id(paid.gateway_account_ref).pk, enabled=False, by=SYSTEM)
    assert find_disputes(by=SYSTEM) == 1


def test_an_account_that_does_not_answer_holds_up_no_other(paid, scripted):
    other = captured(make_invoice(), account=make_account("scripted"))
    scripted.says["look_up_dispute"] = [told(other, reference="dp_1")]
    scripted.says["list_disputes"] = [GatewayBreakdown("x", retry=True), ("dp_1",)]
    assert find_disputes(by=SYSTEM) == 1


def test_one_that_cannot_be_looked_up_just_now_is_found_the_next_time(paid, scripted):
    scripted.says["look_up_dispute"] = [Unknown(Why.LINE_BROKE), told(paid, reference="dp_1")]
    assert find_disputes(by=SYSTEM) == 0
    assert find_disputes(by=SYSTEM) == 1


def test_one_about_no_payment_of_ours_is_told_once_also_after_somebody_handled_it(paid, scripted):
    stranger = told(paid, reference="dp_1", attempt_key="not_ours", payment_reference="chk_not_ours")
    scripted.says["look_up_dispute"] = [stranger]
    name = unmatched_source(paid.gateway_account_ref, "dp_1")
    for _ in range(3):
        assert find_disputes(by=SYSTEM) == 0
        with transaction.atomic():
            close_tasks_about("dispute_unmatched", name, by=SYSTEM, outcome="another shop's")
    assert Task.objects.filter(kind="dispute_unmatched", subject_ref=name).count() == 1
    assert len(scripted.called("look_up_dispute")) == 1


def test_a_gateway_that_cannot_list_them_is_not_asked(paid, scripted):
    scripted.can = replace(scripted.can, lists_disputes=False)
    assert find_disputes(by=SYSTEM, back=timedelta(days=120)) == 0
    assert scripted.called("list_disputes") == []
