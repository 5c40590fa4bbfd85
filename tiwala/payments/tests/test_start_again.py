"""A start whose answer was lost is sent once more: the very same, by one at a time, and never a second payment."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved, begin, make_account
from tests.saving import keeper, make_kept
from tiwala.audit.models import Record
from tiwala.gateways import outcomes as o
from tiwala.gateways.actions.switch_account import switch_account
from tiwala.gateways.models import Circuit
from tiwala.gateways.queries import account_by_public_id
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf
from tiwala.kit.errors import GatewayBreakdown
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.cancel_attempt import cancel_attempt
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.errors import AlreadyBeingPaid
from tiwala.payments.models import Attempt
from tiwala.payments.repeating import FOR_S, LEASE_S, PAUSES_S

pytestmark = pytest.mark.django_db
SILENCE = o.Unknown(o.Why.TIMED_OUT)
PAGE = o.NeedsPayer("https://pay.example/1", "chk_1")


@pytest.fixture(autouse=True)
def _held():
    """A start takes no time by our clock, however slow the machine is."""
    with clock.hold(clock.now()):
        yield


@pytest.fixture
def account(scripted, monkeypatch):
    monkeypatch.setattr(conf, "routing", replace(conf.routing, budget_s=0))  # no second call at once after a silence
    return make_account("scripted")


@pytest.fixture
def lost(account, scripted):
    """A try whose start was met with silence."""
    scripted.says["start"] = [SILENCE]
    return begin(make_invoice(), account=account, description="Invoice 7", language="fil")


def ask_after(attempt, seconds: float, *, source: str = "return") -> Attempt:
    with clock.hold(attempt.created_at + timedelta(seconds=seconds)):
        return ask_gateway(attempt.id, by=SYSTEM, source=source)


@pytest.mark.parametrize("why", ["timed_out", "line_broke", "server_error", "unreadable", "key_reused"])
def test_whoever_asks_sends_the_very_same_start_once_more(account, scripted, why):
    scripted.says["start"] = [o.Unknown(why)]
    attempt = begin(make_invoice(), account=account, description="Invoice 7", language="fil")
    first = scripted.called("start")
    scripted.says["start"] = [PAGE]
    after = ask_after(attempt, 5)
    assert (after.state, after.reference, after.redirect_url) == ("sent", "chk_1", "https://pay.example/1")
    assert scripted.called("start") == [*first, first[0]]
    assert (after.again, after.again_at) == (None, None)
    assert Record.objects.get(tag="attempt:start_again").subject_ref == attempt.public_id


def test_a_silence_is_met_with_a_second_call_at_once_where_there_is_time(scripted):
    scripted.says["start"] = [SILENCE, PAGE]
    assert begin(make_invoice(), account=make_account("scripted")).state == "sent"
    one, other = scripted.called("start")
    assert one == other


def test_what_the_gateway_has_is_taken_and_not_started_again(lost, scripted):
    scripted.says["look_up"] = [PAGE]
    assert ask_after(lost, 5).state == "sent"
    assert len(scripted.called("start")) == 1


def test_a_look_up_that_breaks_down_starts_nothing(lost, scripted):
    scripted.says["look_up"] = [o.Unknown(o.Why.UNREADABLE)]
    assert ask_after(lost, 5).state == "unknown"
    assert len(scripted.called("start")) == 1


def test_the_sweep_does_it_when_the_payer_does_not_look(lost, scripted):
    scripted.says["start"] = [PAGE]
    assert lost.next_ask_at == lost.again_at
    with clock.hold(lost.created_at + timedelta(seconds=10)):
        assert sweep_unknown(by=SYSTEM) == 1
    lost.refresh_from_db()
    assert lost.state == "sent"


def test_it_is_repeated_a_few_times_with_pauses_and_then_looked_up_only(lost, scripted):
    for second in range(1, 300):
        ask_after(lost, second)
    assert len(scripted.called("start")) == 1 + len(PAUSES_S)
    lost.refresh_from_db()
    assert (lost.state, lost.again, lost.again_at) == ("cancelled", None, None)


def test_nobody_calls_it_off_until_the_last_repeat_would_be_seen(lost, scripted):
    last = FOR_S - 1
    ask_after(lost, last)
    assert len(scripted.called("start")) == 2
    assert ask_after(lost, 125).state == "unknown"
    assert ask_after(lost, last + 119).state == "unknown"
    assert ask_after(lost, last + 121).state == "cancelled"


def test_later_than_a_payer_waits_it_is_not_repeated(lost, scripted):
    ask_after(lost, FOR_S + 1)
    assert len(scripted.called("start")) == 1


def test_when_it_is_too_late_nothing_is_kept_even_if_nobody_could_ask(lost, scripted):
    scripted.says["look_up"] = [GatewayBreakdown("down", retry=True)]
    assert ask_after(lost, FOR_S - 1).again_at is not None
    after = ask_after(lost, FOR_S + 1)
    assert (after.state, after.again, after.again_at) == ("unknown", None, None)


def test_a_gateway_that_is_only_being_tried_is_called_once(lost, scripted, monkeypatch):
    monkeypatch.setattr(conf, "routing", replace(conf.routing, budget_s=12))
    standing = {"state": "open", "open_until": clock.now()}
    Circuit.objects.update_or_create(account_ref=lost.gateway_account_ref, method="card", defaults=standing)
    scripted.calls.clear()
    assert begin(make_invoice(), account=account_by_public_id(lost.gateway_account_ref)).state == "unknown"
    assert len(scripted.called("start")) == 1


def test_whoever_calls_it_off_opens_nothing(lost, scripted):
    with clock.hold(lost.created_at + timedelta(seconds=5)):
        assert cancel_attempt(lost.id, by=SYSTEM).state == "unknown"
    assert ask_after(lost, 6, source="cancel").state == "unknown"
    assert len(scripted.called("start")) == 1


@pytest.mark.parametrize(
    "said",
    [
        o.Declined(o.DeclineReason.METHOD_UNAVAILABLE),
        o.Declined(o.DeclineReason.AMOUNT_NOT_ALLOWED),
        o.Unknown(o.Why.NOT_SENT),
        o.Unknown(o.Why.NOT_FOUND),
        o.Unknown(o.Why.KEY_REUSED),
        SILENCE,
    ],
)
def test_a_second_answer_that_says_nothing_of_the_first_call_frees_nothing(lost, scripted, said):
    scripted.says["start"] = [said]
    assert ask_after(lost, 5).state == "unknown"
    invoice = Invoice.objects.by_public_id(lost.payment.targets.get().target_ref)
    with pytest.raises(AlreadyBeingPaid):
        begin(invoice, account=make_account("scripted"))


def test_a_no_that_names_the_try_is_its_end(lost, scripted):
    scripted.says["start"] = [o.Declined(o.DeclineReason.BANK_REFUSED, "chk_1")]
    assert ask_after(lost, 5).state == "declined"


def test_where_the_gateway_knows_no_keys_nothing_is_sent_again(account, scripted):
    scripted.can = replace(scripted.can, idempotency="none", keys_kept_s=0)
    scripted.says["start"] = [SILENCE]
    attempt = begin(make_invoice(), account=account)
    assert attempt.again is None
    ask_after(attempt, 5)
    assert len(scripted.called("start")) == 1


def test_a_key_that_may_be_forgotten_is_not_sent_again(account, scripted):
    scripted.can = replace(scripted.can, keys_kept_s=4)
    scripted.says["start"] = [SILENCE]
    attempt = begin(make_invoice(), account=account)
    ask_after(attempt, 5)
    assert len(scripted.called("start")) == 1


def test_an_account_whose_keys_changed_or_that_is_off_gets_nothing(lost, scripted, account):
    switch_account(account.pk, enabled=False, by=SYSTEM)
    ask_after(lost, 5)
    switch_account(account.pk, enabled=True, by=SYSTEM)
    ask_after(lost, 9)
    assert len(scripted.called("start")) == 1


def test_what_was_paid_or_ended_meanwhile_is_not_started_again(lost, scripted):
    scripted.says["look_up"] = [o.Unknown(o.Why.NOT_FOUND)]
    apply(lost, approved(lost))
    ask_after(lost, 5)
    assert len(scripted.called("start")) == 1


def test_an_answer_older_than_what_is_known_changes_nothing(lost, scripted):
    def meanwhile(_asked):
        apply(lost, PAGE)
        return o.Unknown(o.Why.NOT_FOUND)

    scripted.says["look_up"] = [meanwhile]
    assert ask_after(lost, 5).state == "sent"
    assert len(scripted.called("start")) == 1


def test_whoever_dies_over_it_keeps_it_from_others_for_a_while_only(lost, scripted):
    def dies(_request):
        raise KeyboardInterrupt

    scripted.says["start"] = [dies]
    with pytest.raises(KeyboardInterrupt):
        ask_after(lost, 3)
    scripted.says["start"] = [PAGE]
    assert ask_after(lost, 4).state == "unknown"
    assert len(scripted.called("start")) == 2
    assert 3 + LEASE_S > FOR_S  # by then nobody waits, and it is looked up only
    assert ask_after(lost, 3 + 121).state == "cancelled"


def test_the_call_goes_out_in_no_transaction(lost, scripted):
    def inside(_request):
        assert len(connection.savepoint_ids) <= 1
        return PAGE

    scripted.says["start"] = [inside]
    assert ask_after(lost, 5).state == "sent"


def test_a_kept_method_is_never_charged_again_by_itself(account, scripted):
    customer = make_customer()
    scripted.says["start"] = [SILENCE]
    attempt = begin(
        make_invoice(customer),
        account=account,
        saved_ref=make_kept(customer, account).public_id,
        by=keeper(customer),
    )
    assert (attempt.state, attempt.again) == ("unknown", None)
    ask_after(attempt, 5)
    assert len(scripted.called("start")) == 1


def test_the_database_keeps_no_start_of_what_is_known(lost):
    for wrong in ({"state": "sent"}, {"reference": "chk_1"}, {"again_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.filter(pk=lost.pk).update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_ten_who_look_at_once_send_it_once(account, scripted):
    scripted.says["start"] = [SILENCE]
    attempt = begin(make_invoice(), account=account)
    scripted.says["start"] = [PAGE]
    gate = threading.Barrier(10)

    def look() -> None:
        gate.wait()
        try:
            ask_gateway(attempt.id, by=SYSTEM, source="return")
        finally:
            connection.close()

    Attempt.objects.filter(pk=attempt.pk).update(again_at=clock.now() - timedelta(seconds=1))
    several = [threading.Thread(target=look) for _ in range(10)]
    for one in several:
        one.start()
    for one in several:
        one.join(60)
    attempt.refresh_from_db()
    assert (attempt.state, len(scripted.called("start"))) == ("sent", 2)


def test_a_start_that_answers_late_takes_nothing_back(account, scripted):
    def slow(request):
        attempt = Attempt.objects.get(key=request.attempt_key)
        apply(attempt, PAGE)  # a page that was looked at meanwhile found it by its key
        return SILENCE

    scripted.says["start"] = [slow]
    attempt = begin(make_invoice(), account=account)
    assert (attempt.state, attempt.reference, attempt.again) == ("sent", "chk_1", None)
