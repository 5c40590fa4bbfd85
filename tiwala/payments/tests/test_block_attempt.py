"""What the fraud room says is obeyed before any gateway hears of the try."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved, make_account, promise, start_facts
from tiwala.audit.models import Record
from tiwala.events.models import Message
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.fraud.handlers import hear_failed
from tiwala.fraud.models import Ending, Sighting
from tiwala.fraud.tests.makers import OFFICE, goes_live
from tiwala.gateways import outcomes as o
from tiwala.gateways.adapters.sandbox.abilities import abilities
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.payments.actions.block_attempt import block_attempt
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.actions.sweep_unknown import sweep_unknown
from tiwala.payments.models import Attempt
from tiwala.payments.obeying import why_not
from tiwala.payments.roads import Road
from tiwala.payments.states import AttemptState
from tiwala.tasks.models import Task

pytestmark = pytest.mark.django_db


def guest_of(customer_ref: str) -> Actor:
    """Somebody with the link, at the office."""
    level = {customer_ref: "pays"}
    return Actor("guest", "link", customer_refs=frozenset(level), customer_levels=level, ip=OFFICE)


@pytest.fixture
def denied(scripted):
    """Whoever pays from the office is refused."""
    add_to_list(EntryFacts("deny", "ip", OFFICE, "card testing"), by=SYSTEM)
    invoice = make_invoice()
    return start_facts(invoice, account=make_account("scripted")), guest_of(invoice.customer_ref)


def test_a_blocked_try_is_never_sent_and_leaves_what_is_owed_free(denied, scripted):
    facts, guest = denied
    attempt = start_payment(facts, by=guest)
    assert (attempt.state, attempt.decline_reason, attempt.payment.state) == ("blocked", "blocked", "closed")
    assert scripted.calls == []
    assert not attempt.holds.get().live
    assert attempt.next_ask_at is None
    assert sweep_unknown(by=SYSTEM) == 0
    other = start_payment(replace(facts, key="another"), by=replace(guest, ip="198.51.100.4"))
    assert other.state == AttemptState.SENT


def test_the_same_form_again_is_the_same_try(denied, scripted):
    facts, guest = denied
    first = start_payment(facts, by=guest)
    assert start_payment(facts, by=guest).pk == first.pk
    assert Sighting.objects.count() == 1


def test_it_is_told_and_written_down(denied):
    facts, guest = denied
    attempt = start_payment(facts, by=guest)
    told = Message.objects.get(name="payments.payment_failed").payload
    assert (told["how"], told["reason"]) == ("blocked", "blocked")
    assert Record.objects.filter(tag="payment:block", subject_ref=attempt.public_id).exists()
    for _ in range(2):
        hear_failed(payment_ref=told["payment_ref"], how=told["how"], reason=told["reason"])
    assert Ending.objects.get().how == "blocked"


def test_money_of_a_blocked_try_is_a_stranger_s_and_a_person_looks(denied):
    facts, guest = denied
    attempt = start_payment(facts, by=guest)
    for _ in range(2):
        apply(attempt, approved(attempt, reference="chk_odd"))
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.BLOCKED
    assert Task.objects.get(kind="unmatched_money").times == 1


def test_what_ended_or_was_sent_meanwhile_is_not_blocked(scripted):
    attempt = promise(make_invoice(), account=make_account("scripted"))
    apply(attempt, approved(attempt))
    assert block_attempt(attempt.id, reason="blocked", by=SYSTEM).state == AttemptState.CAPTURED


def test_the_database_lets_nothing_out_of_blocked(denied):
    facts, guest = denied
    attempt = start_payment(facts, by=guest)
    for state in ("sent", "captured", "cancelled"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Attempt.objects.filter(pk=attempt.pk).update(state=state)


@pytest.fixture
def thrown_away(scripted):
    """A new customer with an address for throwing away, and a guest who pays for them."""
    invoice = make_invoice(make_customer(email="x@mailinator.com"))
    return start_facts(invoice, account=make_account("scripted")), guest_of(invoice.customer_ref)


def test_in_shadow_nothing_is_done(thrown_away, scripted):
    facts, guest = thrown_away
    assert start_payment(facts, by=guest).state == AttemptState.SENT
    assert not scripted.called("start")[0].challenge


def test_a_live_step_up_has_the_bank_ask_and_where_it_cannot_nothing_is_sent(thrown_away, scripted):
    facts, guest = thrown_away
    goes_live("throwaway_mail_new")
    by_code = start_payment(replace(facts, method="qrph", key="by code"), by=guest)
    assert (by_code.state, by_code.decline_reason) == ("blocked", "needs_proof")
    assert scripted.calls == []
    assert start_payment(facts, by=guest).state == AttemptState.SENT
    assert scripted.called("start")[0].challenge


def test_a_payer_who_is_sent_on_is_asked_by_a_bank_there_too(thrown_away, scripted):
    facts, guest = thrown_away
    goes_live("throwaway_mail_new")
    scripted.says["start"] = [o.Unknown(o.Why.NOT_SENT), o.NeedsPayer("https://x.example/", "chk_1")]
    other = make_account("scripted")
    assert start_payment(replace(facts, others=(other.public_id,)), by=guest).state == AttemptState.SENT
    assert [asked.challenge for asked in scripted.called("start")] == [True, True]


def test_a_fresh_proof_opens_what_no_bank_can_ask_about(thrown_away, scripted):
    facts, guest = thrown_away
    goes_live("throwaway_mail_new")
    person = replace(guest, kind="person", has_factor=True)
    asked = replace(facts, method="qrph", proven=True)
    assert start_payment(asked, by=person).state == AttemptState.SENT


def test_a_live_review_lets_the_payment_go_on(thrown_away, scripted):
    facts, guest = thrown_away
    goes_live("throwaway_mail")
    assert start_payment(facts, by=guest).state == AttemptState.SENT
    assert not scripted.called("start")[0].challenge


def test_a_step_up_is_met_by_the_bank_or_by_a_fresh_proof(scripted):
    facts = start_facts(make_invoice(), account=make_account("scripted"))
    guest = guest_of(facts.customer_ref)
    person = replace(guest, kind="person", has_factor=True)
    can = abilities("http://x.example")
    card, qr = (Road("gac", scripted, one) for one in (can.method("card"), can.method("qrph")) if one)
    assert why_not("step_up", facts, road=card, by=guest) is None
    assert why_not("step_up", facts, road=qr, by=guest) == "needs_proof"
    assert why_not("step_up", replace(facts, proven=True), road=qr, by=guest) == "needs_proof"
    assert why_not("step_up", facts, road=qr, by=person) == "needs_proof"
    assert why_not("step_up", replace(facts, proven=True), road=qr, by=person) is None
    absent = replace(facts, proven=True, payer_present=False)
    assert why_not("step_up", absent, road=card, by=person) == "not_authenticated"
    for verdict in ("accept", "review"):
        assert why_not(verdict, absent, road=qr, by=guest) is None
    assert why_not("block", replace(facts, proven=True), road=card, by=person) == "blocked"
