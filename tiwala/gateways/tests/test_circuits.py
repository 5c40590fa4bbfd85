"""A method at an account that fails is no longer trusted, is tried by one payer, and is trusted again by itself."""

from __future__ import annotations

import time
from contextlib import ExitStack
from datetime import timedelta

import pytest

from tests.payment_makers import make_account
from tests.scripted_gateway import registered
from tiwala.audit.models import Record
from tiwala.gateways import health
from tiwala.gateways.actions.let_through import let_through
from tiwala.gateways.actions.mend_circuits import mend_circuits
from tiwala.gateways.actions.roll_up_calls import roll_up_calls
from tiwala.gateways.circuits import standings
from tiwala.gateways.models import Call, CallHour, Circuit
from tiwala.gateways.outcomes import Declined, DeclineReason, NeedsPayer, Unknown, Why
from tiwala.gateways.port import LookUp, StartRequest
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf
from tiwala.kit.errors import GatewayBreakdown
from tiwala.kit.money import Money
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db
GOOD = NeedsPayer("https://x.example/pay", "chk_1")
DOWN = Unknown(Why.NOT_SENT)


@pytest.fixture
def scripted():
    with registered() as gateway:
        yield gateway


@pytest.fixture
def account(scripted):
    return make_account("scripted")


def start(account, method="card", **more):
    request = StartRequest("att_1", Money(100_00, "PHP"), method, "https://x.example/", **more)
    return adapter_by_ref(account.public_id).start(request)


def states(account):
    return {one.method: str(one.state) for one in standings() if one.account_ref == account.public_id}


def break_down(account, scripted, times=4):
    scripted.says["start"] = [DOWN]
    for _ in range(times):
        start(account)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (GOOD, "ok"),
        (Declined(DeclineReason.INSUFFICIENT_FUNDS), "ok"),
        (Declined(DeclineReason.METHOD_UNAVAILABLE), "failed"),
        (DOWN, "failed"),
        (Unknown(Why.TIMED_OUT), "unknown"),
        (Unknown(Why.UNREADABLE), "unknown"),
        (Unknown(Why.KEY_REUSED), "ok"),
    ],
)
def test_every_start_leaves_a_trace_of_how_it_went(account, scripted, said, kind):
    scripted.says["start"] = [said]
    assert start(account) == said
    call = Call.objects.get()
    assert (call.account_ref, call.method, call.verb, call.kind) == (account.public_id, "card", "start", kind)


def test_a_read_that_breaks_down_leaves_its_trace_and_breaks_down_all_the_same(account, scripted):
    scripted.says["look_up"] = [GatewayBreakdown("x", retry=True)]
    with pytest.raises(GatewayBreakdown):
        adapter_by_ref(account.public_id).look_up(LookUp("att_1"))
    assert Call.objects.filter(verb="look_up", kind="failed", method="").count() == 1


def test_too_few_calls_prove_nothing(account, scripted):
    break_down(account, scripted, times=conf.routing.least_calls - 1)
    assert states(account) == {}


def test_it_opens_for_this_method_only_and_asks_a_person_once(account, scripted):
    break_down(account, scripted, times=8)
    assert states(account) == {"card": "open"}
    assert let_through(account.public_id, "card", by=SYSTEM) == "shut"
    assert let_through(account.public_id, "wallet", by=SYSTEM) == "free"
    assert Task.objects.open().filter(kind="gateway_trouble", subject_ref=account.public_id).count() == 1
    assert Record.objects.filter(tag="circuit:open").count() == 1


def test_declines_and_a_saved_methods_own_trouble_never_open_it(account, scripted):
    scripted.says["start"] = [Declined(DeclineReason.BANK_REFUSED)]
    for _ in range(20):
        start(account)
    scripted.says["start"] = [DOWN]
    for _ in range(20):
        start(account, token="tok_1")
    assert states(account) == {}


def test_old_trouble_is_forgotten(account, scripted):
    break_down(account, scripted, times=3)
    with clock.hold(clock.now() + timedelta(seconds=conf.routing.window_s + 1)):
        break_down(account, scripted, times=3)
        assert states(account) == {}


def test_after_its_wait_one_payer_tries_and_what_that_brings_decides(account, scripted):
    break_down(account, scripted)
    with clock.hold(clock.now() + timedelta(seconds=conf.routing.wait_s + 1)):
        passes = [let_through(account.public_id, "card", by=SYSTEM) for _ in range(3)]
        assert passes == ["probe", "shut", "shut"]
        start(account)
        assert states(account) == {"card": "open"}
        waits = Circuit.objects.get().open_until - clock.now()
        assert waits == timedelta(seconds=2 * conf.routing.wait_s)
    with clock.hold(clock.now() + timedelta(seconds=5 * conf.routing.wait_s)):
        assert let_through(account.public_id, "card", by=SYSTEM) == "probe"
        scripted.says["start"] = [GOOD]
        start(account)
        assert states(account) == {}
        assert let_through(account.public_id, "card", by=SYSTEM) == "free"
        assert not Task.objects.open().filter(kind="gateway_trouble").exists()
        assert Record.objects.filter(tag="circuit:close").count() == 1


def test_a_try_whose_process_died_frees_the_way_for_another(account, scripted):
    break_down(account, scripted)
    later = clock.now() + timedelta(seconds=conf.routing.wait_s + 1)
    with clock.hold(later):
        assert let_through(account.public_id, "card", by=SYSTEM) == "probe"
    with clock.hold(later + timedelta(seconds=conf.routing.probe_s)):
        assert let_through(account.public_id, "card", by=SYSTEM) == "probe"


def test_a_start_from_before_it_opened_does_not_close_it(account, scripted):
    with ExitStack() as later:

        def opens_meanwhile(_request):
            later.enter_context(clock.hold(clock.now() + timedelta(seconds=1)))
            break_down(account, scripted)
            return GOOD

        scripted.says["start"] = [opens_meanwhile]
        start(account)
        assert states(account) == {"card": "open"}


def test_the_job_ends_it_without_a_payer(account, scripted):
    break_down(account, scripted)
    assert mend_circuits(by=SYSTEM) == 0
    later = clock.now() + timedelta(seconds=conf.routing.wait_s + 1)
    scripted.says["look_up"] = [GatewayBreakdown("x", retry=True)]
    with clock.hold(later):
        assert mend_circuits(by=SYSTEM) == 0
        assert states(account) == {"card": "open"}
    scripted.says["look_up"] = [Unknown(Why.NOT_FOUND)]
    with clock.hold(later + timedelta(seconds=2 * conf.routing.wait_s)):
        assert mend_circuits(by=SYSTEM) == 1
        assert states(account) == {"card": "half_open"}
    with clock.hold(clock.now() + timedelta(seconds=2 * conf.routing.calm_s)):
        assert mend_circuits(by=SYSTEM) == 1
        assert states(account) == {}


def test_a_clock_that_was_wrong_keeps_nobody_away_for_good(account, scripted):
    with clock.hold(clock.now() + timedelta(days=300)):
        break_down(account, scripted)
    assert let_through(account.public_id, "card", by=SYSTEM) == "probe"
    scripted.says["start"] = [GOOD]
    start(account)
    assert states(account) == {}


def test_a_flapping_gateway_waits_longer_and_longer_and_no_longer_than_the_most(account, scripted):
    at = clock.now()
    waits = []
    for _ in range(8):
        with clock.hold(at):
            break_down(account, scripted)
            waits.append((Circuit.objects.get().open_until - at).total_seconds())
            at = Circuit.objects.get().open_until + timedelta(seconds=1)
        with clock.hold(at):
            let_through(account.public_id, "card", by=SYSTEM)
            scripted.says["start"] = [GOOD]
            start(account)
            at += timedelta(seconds=1)
    assert waits == [30, 60, 120, 120, 120, 120, 120, 120]


def test_figures_and_history_say_how_it_went(account, scripted):
    scripted.says["start"] = [GOOD, GOOD, GOOD, DOWN, Unknown(Why.TIMED_OUT), GOOD]
    for _ in range(10):
        start(account)
    (seen,) = health.figures()
    assert (seen.calls, seen.failed, seen.unknown, seen.trouble_percent, seen.unknown_percent) == (10, 1, 1, 20, 10)
    assert health.doubtful() == {(account.public_id, "card")}
    roll_up_calls()
    roll_up_calls()
    (span,) = health.history(hours=24, by_day=False, zone="Asia/Manila")[account.public_id]
    assert (span.calls, span.troubled) == (10, 2)
    with clock.hold(clock.now() + timedelta(hours=conf.routing.calls_keep_h + 1)):
        roll_up_calls()
    assert (Call.objects.count(), CallHour.objects.count()) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_a_trace_that_cannot_be_left_breaks_no_call(account, scripted):
    adapter = adapter_by_ref(account.public_id)
    adapter._account_ref = "x" * 60
    assert adapter.look_up(LookUp("att_1")) == Unknown(Why.NOT_FOUND)


@pytest.mark.django_db(transaction=True)
def test_watching_a_call_costs_less_than_two_milliseconds_of_the_processor(account, scripted):
    adapter, bare = adapter_by_ref(account.public_id), scripted
    request = StartRequest("att_1", Money(100_00, "PHP"), "card", "https://x.example/")
    adapter.start(request)
    before = time.thread_time()
    for _ in range(200):
        adapter.start(request)
    watched = time.thread_time()
    for _ in range(200):
        bare.start(request)
    alone = time.thread_time() - watched
    assert (watched - before - alone) / 200 < 0.002
