"""An account of the business's own: two people open it, one closes it, nobody changes it."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction

from tests.makers import make_invoice
from tests.transfer_makers import QR_TEXT, begin_transfer, make_receiving, seen
from tiwala.approvals.actions.approve import approve
from tiwala.approvals.refusals import OwnProposal, SecondPersonNeeded
from tiwala.identity.tests.people import as_actor, make_cora
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput
from tiwala.transfers.actions.close_account import close_account
from tiwala.transfers.actions.confirm_transfer import confirm_transfer
from tiwala.transfers.actions.open_account import ask_to_open, open_account
from tiwala.transfers.errors import AccountGone
from tiwala.transfers.facts import NewAccount
from tiwala.transfers.models import ReceivingAccount
from tiwala.transfers.queries import open_accounts

pytestmark = pytest.mark.django_db(transaction=True)

FACTS = NewAccount("BDO", "Sampaguita Clinic", "0012 3456 7890", f"{QR_TEXT}\n", takes_amount=True)


def test_two_people_open_one() -> None:
    owner, second = (as_actor(make_cora("owner", f"{name}@example.ph")) for name in ("one", "two"))
    with pytest.raises(SecondPersonNeeded):
        open_account(FACTS, by=owner)
    proposal = ask_to_open(FACTS, reason="Our new bank", key="k", by=owner)
    assert open_accounts() == []
    with pytest.raises(OwnProposal):
        approve(proposal.pk, by=owner)
    approve(proposal.pk, by=second)
    account = ReceivingAccount.objects.get()
    assert (account.number, account.qr_text, account.takes_amount) == ("0012 3456 7890", QR_TEXT, True)
    assert (account.masked, account.asked_by) == ("BDO •••• 7890", owner.id)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (NewAccount("", "Clinic", "1"), "bank"),
        (NewAccount("BDO", " ", "1"), "holder"),
        (NewAccount("BDO", "Clinic"), "number"),
        (NewAccount("BDO", "Clinic", "1" * 41), "number"),
        (NewAccount("BDO", "Clinic", "1", "000201nonsense"), "qr_text"),
    ],
)
def test_what_nobody_could_send_to_is_refused(facts: NewAccount, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        open_account(facts, by=SYSTEM)
    assert set(refused.value.fields) == {field}


def test_a_code_made_for_one_payment_is_refused() -> None:
    dynamic = begin_transfer(make_invoice(), account=make_receiving(qr_text=QR_TEXT, takes_amount=True)).qr_payload
    with pytest.raises(BadInput):
        make_receiving(qr_text=dynamic)


def test_a_closed_account_is_shown_to_nobody_and_its_transfers_still_end() -> None:
    account = make_receiving()
    attempt = begin_transfer(make_invoice(), account=account)
    close_account(account.pk, by=SYSTEM)
    assert open_accounts() == []
    assert confirm_transfer(seen(attempt), by=SYSTEM).state == "captured"
    with pytest.raises(AccountGone):
        close_account(account.pk, by=SYSTEM)


def test_nobody_turns_money_elsewhere_in_the_database() -> None:
    """The number is sealed: what somebody writes over it does not open; bank and the rest the table refuses."""
    account, other = make_receiving(), make_receiving("GCash", number="0917 555 0000")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE transfers_receivingaccount SET number = "
            "(SELECT number FROM transfers_receivingaccount WHERE id = %s) WHERE id = %s",
            [other.pk, account.pk],
        )
    with pytest.raises(Exception, match=r".+") as broken:
        str(ReceivingAccount.objects.get(pk=account.pk).number)
    assert not isinstance(broken.value, AssertionError)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE transfers_receivingaccount SET bank = 'Other' WHERE id = %s", [account.pk])
