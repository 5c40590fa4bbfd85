"""A payer's bank warns before anybody disputes: over the wire, asked for the truth, told once, and of nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.bank import Bank
from tests.makers import make_customer, make_invoice
from tests.payment_makers import begin, captured, make_account
from tests.scripted_gateway import ScriptedGateway
from tiwala.events.actions.deliver import deliver
from tiwala.events.models import Delivery
from tiwala.fraud.jobs import learn_labels
from tiwala.fraud.models import Label, Learned, Recalled, Review
from tiwala.gateways.conftest import mailbox, outside, sandbox  # noqa: F401 -- fixtures
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import WarningFacts
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import GatewayBreakdown
from tiwala.payments.actions.ask_about_warning import ask_about_warning
from tiwala.payments.models import Attempt
from tiwala.tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.fixture
def bank(sandbox, mailbox, outside):  # noqa: F811 -- the fixtures above
    opened = Bank.opened(sandbox, mailbox)
    yield opened
    assert opened.in_our_books() == opened.has_moved()


def hear_the_news() -> None:
    for pk in list(Delivery.objects.filter(state="waiting").order_by("id").values_list("pk", flat=True)):
        assert deliver(pk)


def labels() -> list[tuple[str, str]]:
    return list(Label.objects.values_list("payment_ref", "kind"))


def test_the_sandbox_warns_and_it_is_a_label_a_review_and_a_task_and_no_money_moves(bank) -> None:
    attempt = begin(make_invoice(make_customer("Ana Reyes")), account=bank.account)
    bank.act(attempt, "agree", method="card")
    bank.deliver(attempt, "paid")
    hear_the_news()
    assert Learned.objects.get().bin == "411111"
    warning = bank.sandbox.control("warnings", {"checkout": attempt.reference, "reason": "stolen_card"})
    for _ in range(2):
        bank.tell(warning["id"], "warning.created")
        hear_the_news()
    ref = attempt.payment.public_id
    assert labels() == [(ref, "early_warning")]
    assert Review.objects.get().payment_ref == ref
    task = Task.objects.get(kind="early_warning")
    assert (task.subject_ref, task.facts["reason"]) == (ref, "stolen_card")
    attempt.refresh_from_db()
    assert attempt.state == "captured"
    learn_labels()
    assert Recalled.objects.get().fraud_known_at is not None


def test_the_scenario_warns_by_itself_twenty_seconds_after(bank) -> None:
    attempt = begin(make_invoice(), account=bank.account, amount_minor=77_45)
    bank.act(attempt, "agree", method="card")
    bank.deliver(attempt, "paid")
    bank.sandbox.control("clock", {"offset_s": 30})
    try:
        bank.sandbox.control("tick")
        _headers, _body = bank.mailbox.wait(lambda event: event["data"].get("checkout") == attempt.reference)
    finally:
        bank.sandbox.control("clock", {"offset_s": 0})


@pytest.fixture
def paid(scripted: ScriptedGateway) -> Attempt:
    return captured(make_invoice(), account=make_account("scripted"))


def told(attempt: Attempt, **more: str) -> WarningFacts:
    return WarningFacts("wrn_1", clock.now() - timedelta(days=1), attempt_key=more.get("key", attempt.key))


def test_what_the_gateway_does_not_say_again_is_not_believed(paid, scripted) -> None:
    scripted.says["look_up_warning"] = [Unknown(Why.NOT_FOUND)]
    ask_about_warning(paid.gateway_account_ref, "wrn_1", by=SYSTEM)
    assert not Task.objects.exists()


def test_a_dead_line_is_tried_again_later(paid, scripted) -> None:
    scripted.says["look_up_warning"] = [Unknown(Why.LINE_BROKE)]
    with pytest.raises(GatewayBreakdown):
        ask_about_warning(paid.gateway_account_ref, "wrn_1", by=SYSTEM)


def test_one_about_nothing_of_ours_or_of_another_account_is_left(paid, scripted) -> None:
    other = captured(make_invoice(), account=make_account("scripted"))
    for one in (told(paid, key="not ours"), told(other)):
        scripted.says["look_up_warning"] = [one]
        ask_about_warning(paid.gateway_account_ref, "wrn_1", by=SYSTEM)
    assert not Task.objects.exists()
