"""What a gateway switched on for the business is said, kept with the keys, obeyed, and said anew."""

from __future__ import annotations

import pytest

from tests.cast import DAN
from tiwala.audit.models import Record
from tiwala.gateways.actions.add_account import NewAccount, add_account
from tiwala.gateways.actions.change_settings import NothingToSay, change_settings
from tiwala.gateways.models import GatewayAccount
from tiwala.gateways.registry import GATEWAYS, adapter_for
from tiwala.kit.errors import NotFound
from tiwala.kit.ids import uuid7

KEYS = {"public_key": "pk-1", "secret_key": "sk-1"}
WORDS = GATEWAYS["maya"].words


@pytest.fixture
def maya(db: None) -> GatewayAccount:
    return add_account(NewAccount("maya", "Our shop", "test", "shop", keys=KEYS), by=DAN)


def test_a_yes_is_kept_with_the_keys_and_obeyed_at_once(maya):
    assert adapter_for(maya).can.method("qrph").kind == "redirect"
    account = change_settings(maya.pk, yes=["products_vault", "products_qr"], by=DAN)
    assert account.keys == KEYS | {"products": "qr, vault"}
    can = adapter_for(account).can
    assert (can.method("qrph").kind, can.method("card").off_session) == ("qr", True)
    assert not can.method("card").manual_capture


def test_a_no_takes_it_away_and_leaves_the_keys(maya):
    change_settings(maya.pk, yes=["products_qr"], by=DAN)
    account = change_settings(maya.pk, yes=[], by=DAN)
    assert account.keys == KEYS
    assert adapter_for(account).can.method("qrph").kind == "redirect"
    record = Record.objects.filter(tag="gateway_account:change").order_by("-id").first()
    assert (record.facts["before"], record.facts["now"]) == (["products_qr"], [])


def test_what_nobody_asked_is_not_kept(maya):
    account = change_settings(maya.pk, yes=["products_barter", "secret_key", "products_wallet"], by=DAN)
    assert account.keys == KEYS | {"products": "wallet"}


def test_a_gateway_that_tells_by_itself_is_told_nothing(db):
    account = add_account(NewAccount("stripe", "Our shop", "test", "acct_1", keys={"api_key": "sk_test_1"}), by=DAN)
    with pytest.raises(NothingToSay):
        change_settings(account.pk, yes=["products_qr"], by=DAN)
    with pytest.raises(NotFound):
        change_settings(uuid7(), yes=[], by=DAN)


def test_what_was_kept_is_read_as_it_was_said():
    assert WORDS.told({"products": "Vault;qr and dreams"}) == ["products_qr", "products_vault"]
    for name in WORDS.questions:
        assert WORDS.told(WORDS.kept([name])) == [name]
    assert WORDS.kept([]) == {}
