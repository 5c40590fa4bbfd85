"""Asking again: when, about what, and when a person is asked instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cast import CORA
from tests.makers import make_invoice
from tests.payment_makers import apply, approved, begin, make_account, promise
from tiwala.audit.models import Record
from tiwala.gateways import outcomes as o
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import GatewayBreakdown, NotFound
from tiwala.ledger import balances
from tiwala.payments.actions import sweep_unknown as module
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.give_up_attempt import give_up_attempt
from tiwala.payments.actions.reconcile import reconcile
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.errors import StillAsking
from tiwala.payments.models import Attempt
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db
DAY_S = 86_400
TIMES = (10, 60, 300, 900, 3600, 6 * 3600, DAY_S, *(day * DAY_S for day in range(2, 9)))


@pytest.fixture
def account(scripted):
    return make_account("scripted")


def test_an_unknown_is_asked_about_at_the_promised_times_and_then_by_a_person(account, scripted):
    scripted.can = replace(scripted.can, keys_kept_s=0)  # no start is sent again meanwhile
    scripted.says["start"] = [o.Unknown(o.Why.TIMED_OUT)]
    scripted.says["look_up"] = [GatewayBreakdown("down", retry=True)]
    start = clock.now()
    with clock.hold(start):
        attempt = begin(make_invoice(), account=account)
    asked_at = []
    for _ in range(len(TIMES) + 1):
        due = Attempt.objects.get(pk=attempt.pk).next_ask_at
        asked_at.append((due - start).total_seconds())
        with clock.hold(due):
            assert sweep_unknown(by=SYSTEM) == 1
            assert sweep_unknown(by=SYSTEM) == 0
    end_s = 3605  # one more, just after the time to pay is over
    assert end_s in asked_at
    assert tuple(at for at in asked_at if at != end_s) == TIMES
    attempt.refresh_from_db()
    assert (attempt.state, attempt.next_ask_at) == ("unknown", None)
    assert Task.objects.filter(kind="unknown_too_long", subject_ref=attempt.public_id).count() == 1


def test_an_answer_after_all_closes_the_task(account, scripted):
    attempt = _exhausted(account, scripted)
    scripted.says["look_up"] = [approved(attempt)]
    assert ask_gateway(attempt.id, by=CORA, source="staff").state == "captured"
    assert Task.objects.get(kind="unknown_too_long").state == "done"
    assert Record.objects.filter(tag="attempt:ask").count() == 1


def test_a_person_may_end_what_was_never_explained_and_late_money_is_still_taken(account, scripted):
    attempt = _exhausted(account, scripted)
    ended = give_up_attempt(attempt.id, reason="the gateway closed down", by=CORA)
    assert (ended.state, ended.holds.get().live) == ("cancelled", False)
    assert apply(attempt, approved(attempt)).state == "captured"


def test_nobody_gives_up_while_the_gateway_is_asked(account, scripted):
    attempt = begin(make_invoice(), account=account)
    with pytest.raises(StillAsking):
        give_up_attempt(attempt.id, reason="in a hurry", by=CORA)


def test_a_promise_that_never_arrived_frees_the_invoice_after_two_minutes(scripted):
    invoice = make_invoice()
    attempt = promise(invoice, account=make_account("scripted"))
    while attempt.next_ask_at is not None:
        with clock.hold(attempt.next_ask_at):
            sweep_unknown(by=SYSTEM)
            ended_s = (clock.now() - attempt.created_at).total_seconds()
        attempt.refresh_from_db()
    assert (attempt.state, attempt.decline_reason) == ("cancelled", "never_arrived")
    assert ended_s == 121


def test_where_a_list_lags_a_lost_promise_is_held_until_it_would_have_been_seen(scripted):
    scripted.can = replace(scripted.can, seen_within_s=3600)
    attempt = promise(make_invoice(), account=make_account("scripted"))
    while attempt.next_ask_at is not None:
        with clock.hold(attempt.next_ask_at):
            sweep_unknown(by=SYSTEM)
            ended_s = (clock.now() - attempt.created_at).total_seconds()
        attempt.refresh_from_db()
    assert (attempt.decline_reason, ended_s) == ("never_arrived", 3601)


def test_a_page_that_somebody_looks_at_leaves_the_schedule_alone(account, scripted):
    attempt = begin(make_invoice(), account=account)
    scripted.says["look_up"] = [o.NeedsPayer("https://pay.example/1", attempt.reference)]
    due = attempt.next_ask_at
    for _ in range(20):
        assert ask_gateway(attempt.id, by=SYSTEM, source="return").next_ask_at == due


def test_what_was_there_and_is_not_found_any_more_is_not_given_up(account, scripted):
    attempt = begin(make_invoice(), account=account)
    with clock.hold(attempt.created_at + timedelta(hours=1)):
        assert ask_gateway(attempt.id, by=SYSTEM, source="sweep").state == "unknown"


def test_a_broken_line_changes_nothing_that_has_ended(account, scripted):
    attempt = begin(make_invoice(), account=account)
    apply(attempt, approved(attempt))
    scripted.says["look_up"] = [GatewayBreakdown("down", retry=True)]
    assert ask_gateway(attempt.id, by=SYSTEM, source="staff").state == "captured"


def test_an_attempt_of_nobody_is_not_found():
    with pytest.raises(NotFound):
        ask_gateway(Attempt().id, by=SYSTEM, source="staff")


def test_one_failing_question_holds_up_no_other_and_is_asked_again_later(account, scripted):
    attempts = [begin(make_invoice(), account=account) for _ in range(3)]
    now = max(attempt.next_ask_at for attempt in attempts)

    def answer(asked):
        if asked.attempt_key == attempts[0].key:
            raise RuntimeError("boom")
        return approved(Attempt.objects.get(key=asked.attempt_key))

    scripted.says["look_up"] = [answer]
    with clock.hold(now):
        assert sweep_unknown(by=SYSTEM) == 3
        assert sweep_unknown(by=SYSTEM) == 0
    broken = Attempt.objects.get(pk=attempts[0].pk)
    assert (broken.state, broken.next_ask_at) == ("unknown", now + timedelta(seconds=10))
    assert Attempt.objects.filter(state="captured").count() == 2
    scripted.says["look_up"] = [approved(broken)]
    with clock.hold(broken.next_ask_at):
        assert sweep_unknown(by=SYSTEM) == 1
    assert set(Attempt.objects.values_list("state", flat=True)) == {"captured"}


def test_what_cannot_even_be_put_off_keeps_its_lease(account, scripted, monkeypatch):
    attempt = begin(make_invoice(), account=account)

    def broken(*_args, **_facts):
        raise RuntimeError("boom")

    questions = tuple(replace(one, ask=broken, apply=broken) for one in module._QUESTIONS)
    monkeypatch.setattr(module, "_QUESTIONS", questions)
    with clock.hold(attempt.next_ask_at):
        assert sweep_unknown(by=SYSTEM) == 1
        assert sweep_unknown(by=SYSTEM) == 0
        attempt.refresh_from_db()
        assert attempt.next_ask_at == clock.now() + timedelta(seconds=module.LEASE_S)


def test_a_slow_account_does_not_keep_the_others_waiting(scripted, monkeypatch):
    slow = [begin(make_invoice(), account=make_account("scripted"))]
    slow += [begin(make_invoice(), account=_account_of(slow[0])) for _ in range(2)]
    quick = begin(make_invoice(), account=make_account("scripted"))
    monkeypatch.setattr(module, "SLOW_S", -1.0)
    with clock.hold(quick.next_ask_at + timedelta(seconds=60)):
        assert sweep_unknown(by=SYSTEM) == 2


def test_reconcile_says_what_moved_and_what_could_not_be_asked(scripted):
    first, second = (begin(make_invoice(), account=make_account("scripted")) for _ in range(2))

    def answer(asked):
        if asked.attempt_key == first.key:
            return approved(first)
        raise GatewayBreakdown("down", retry=True)

    scripted.says["look_up"] = [answer]
    seen = []
    done = reconcile(by=SYSTEM, progress=lambda *step: seen.append(step))
    assert (done.asked, done.skipped) == (2, 1)
    assert seen == [(1, 2), (2, 2)]
    assert balances.open_amount(first.payment.targets.get().target_ref) == 0
    assert Attempt.objects.get(pk=second.pk).state == "unknown"


def _account_of(attempt):
    from tiwala.gateways.queries import account_by_public_id

    return account_by_public_id(attempt.gateway_account_ref)


def _exhausted(account, scripted):
    scripted.says["start"] = [o.Unknown(o.Why.TIMED_OUT)]
    scripted.says["look_up"] = [GatewayBreakdown("down", retry=True)]
    attempt = begin(make_invoice(), account=account)
    Attempt.objects.filter(pk=attempt.pk).update(asks=len(TIMES), next_ask_at=None)
    return ask_gateway(attempt.id, by=SYSTEM, source="sweep")
