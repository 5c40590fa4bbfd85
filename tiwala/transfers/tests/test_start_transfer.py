"""A transfer is promised: a reference of its own, what is owed is held, nobody else is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.makers import make_customer, make_invoice
from tests.transfer_makers import QR_TEXT, begin_transfer, make_receiving, seen, transfer_of
from tiwala.customers.access import AccessTooLow
from tiwala.gateways import qrph
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.conf import conf
from tiwala.payments.errors import AlreadyBeingPaid, KeyReused, MethodNotOffered, NothingDue
from tiwala.payments.models import Attempt, Payment
from tiwala.transfers.actions.close_account import close_account
from tiwala.transfers.actions.confirm_transfer import confirm_transfer
from tiwala.transfers.models import Transfer

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_waits_for_the_money_under_a_reference_of_its_own() -> None:
    first, second = begin_transfer(make_invoice()), begin_transfer(make_invoice())
    assert (first.state, first.payment.channel, first.method) == ("sent", "bank", "transfer")
    assert first.next_ask_at is None
    assert first.expires_at - clock.now() > timedelta(days=conf.pay.transfer_days) - timedelta(minutes=1)
    assert first.code == transfer_of(first).reference != second.code
    assert len(first.code) == 8


def test_while_it_is_awaited_nobody_pays_the_same_another_way() -> None:
    invoice = make_invoice()
    begin_transfer(invoice)
    with pytest.raises(AlreadyBeingPaid):
        begin_transfer(invoice)


def test_the_same_form_twice_is_one_transfer() -> None:
    invoice = make_invoice()
    first = begin_transfer(invoice, key="once")
    assert begin_transfer(invoice, key="once").pk == first.pk
    assert Transfer.objects.count() == Payment.objects.count() == 1
    with pytest.raises(KeyReused):
        begin_transfer(make_invoice(), key="once")


def test_what_is_paid_is_not_begun() -> None:
    invoice = make_invoice()
    confirm_transfer(seen(begin_transfer(invoice)), by=SYSTEM)
    with pytest.raises(NothingDue):
        begin_transfer(invoice)
    assert Attempt.objects.count() == 1


def test_a_closed_or_unknown_account_is_not_offered() -> None:
    invoice, account = make_invoice(), make_receiving()
    close_account(account.pk, by=SYSTEM)
    for ref in (account.public_id, "rca_" + "0" * 26, "gac_nonsense"):
        with pytest.raises(MethodNotOffered):
            begin_transfer(invoice, account=account, gateway_account_ref=ref)


def test_who_only_sees_does_not_begin() -> None:
    ana = make_customer()
    looker = Actor("person", "usr_x", customer_refs=frozenset({ana.public_id}), customer_levels={ana.public_id: "sees"})
    with pytest.raises(AccessTooLow):
        begin_transfer(make_invoice(ana), by=looker)


def test_the_business_s_own_code_is_shown_as_it_is() -> None:
    attempt = begin_transfer(make_invoice(), account=make_receiving(qr_text=QR_TEXT))
    assert attempt.qr_payload == QR_TEXT


def test_where_the_bank_allows_it_amount_and_reference_go_into_the_code() -> None:
    attempt = begin_transfer(make_invoice(), account=make_receiving(qr_text=QR_TEXT, takes_amount=True))
    code = qrph.read(attempt.qr_payload)
    assert code.pays(attempt.amount)
    assert (code.is_dynamic, code.reference, code.name) == (True, attempt.code, "SAMPAGUITA CLINIC")
