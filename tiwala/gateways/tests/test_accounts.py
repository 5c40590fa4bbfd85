"""Accounts: added, checked, their keys rotated, switched off; keys sealed and never shown."""

import pytest
from django.db import connection

from tiwala.audit.models import Record
from tiwala.gateways import queries, registry
from tiwala.gateways.actions.add_account import AccountExists, WrongMode
from tiwala.gateways.actions.check_connection import check_connection
from tiwala.gateways.actions.rotate_keys import NewKeys, rotate_keys
from tiwala.gateways.actions.switch_account import switch_account
from tiwala.gateways.models import GatewayAccount
from tiwala.gateways.tests.makers import SECRET, make_account
from tiwala.gateways.tests.sandbox_process import free_port
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import Ops, conf
from tiwala.kit.errors import BadInput, NotFound

pytestmark = pytest.mark.django_db


def test_keys_are_sealed_at_rest_and_open_for_the_adapter():
    account = make_account(keys={"api_key": "sk_planted-secret"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT keys, notice_secrets FROM gateways_gatewayaccount")
        raw = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"planted" not in raw
    facts = registry.facts_of(GatewayAccount.objects.get(pk=account.pk), base_url="http://localhost")
    assert dict(facts.keys) == {"api_key": "sk_planted-secret"}
    assert "planted" not in repr(facts)
    assert "planted" not in str(list(Record.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize(
    "changes",
    [
        {"gateway": "nobody"},
        {"keys": {}},
        {"keys": {"api_key": " padded "}},
        {"keys": {"api_key": "x" * 5000}},
        {"keys": {"api_key": "ключ"}},
        {"notice_secret": "with\nnewline "},
        {"label": "  "},
        {"external_id": ""},
    ],
)
def test_it_refuses_what_cannot_work_and_keeps_nothing(changes):
    with pytest.raises((BadInput, registry.UnknownGateway)) as refused:
        make_account(**changes)
    assert "padded" not in str(getattr(refused.value, "fields", ""))
    assert GatewayAccount.objects.count() == 0


def test_the_sandbox_is_never_live():
    with pytest.raises(WrongMode):
        make_account(mode="live")


def test_the_same_account_is_added_once():
    make_account()
    with pytest.raises(AccountExists):
        make_account(label="Again")


def test_rotating_keeps_one_old_notice_secret_until_it_is_forgotten():
    account = make_account()
    for secret in ("whsec_second", "whsec_third"):
        rotate_keys(account.id, new=NewKeys(notice_secret=secret), by=SYSTEM)
    assert GatewayAccount.objects.get().notice_secrets == ["whsec_third", "whsec_second"]
    rotate_keys(account.id, new=NewKeys(keys={"api_key": "sk_new"}, forget_old_secret=True), by=SYSTEM)
    row = GatewayAccount.objects.get()
    assert (row.notice_secrets, row.keys, row.version) == (["whsec_third"], {"api_key": "sk_new"}, 4)
    assert SECRET not in str(list(Record.objects.values_list("facts", flat=True)))


def test_rotating_builds_a_new_adapter_and_nothing_else_does():
    account = make_account()
    first = registry.adapter_for(account)
    assert registry.adapter_for(GatewayAccount.objects.get()) is first
    rotated = rotate_keys(account.id, new=NewKeys(keys={"api_key": "sk_new"}), by=SYSTEM)
    assert registry.adapter_for(rotated) is not first


def test_a_switched_off_account_is_offered_to_nobody():
    account = make_account()
    assert queries.enabled_accounts().count() == 1
    switch_account(account.id, enabled=False, by=SYSTEM)
    assert queries.enabled_accounts().count() == 0
    assert queries.adapter_by_ref(account.public_id).can.notice_proof == "hmac"
    assert Record.objects.filter(tag="gateway_account:disable").count() == 1


def test_accounts_are_found_by_their_public_id():
    account = make_account()
    assert queries.account_by_public_id(account.public_id) == account
    assert queries.external_id_of(account.public_id) == "demo"
    for ref in ("gac_nobody", ids.encode("gac", ids.uuid7())):
        with pytest.raises(NotFound):
            queries.account_by_public_id(ref)
        with pytest.raises(NotFound):
            queries.external_id_of(ref)


@pytest.mark.journey
class TestCheckConnection:
    def test_it_works(self, outside):
        assert check_connection(make_account().id, by=SYSTEM).state == "works"
        assert Record.objects.get(tag="gateway_account:check").outcome == "works"

    def test_refused_keys_are_told_apart_from_a_dead_line(self, outside):
        account = make_account(keys={"api_key": "sk_test_nobody"})
        assert check_connection(account.id, by=SYSTEM).state == "refused"
        port = free_port()
        conf.outside = type(outside)(sandbox_url=f"http://127.0.0.1:{port}")
        assert check_connection(account.id, by=SYSTEM).state == "unreachable"

    def test_it_refuses_an_account_that_is_not_there(self, outside):
        with pytest.raises(NotFound):
            check_connection(ids.uuid7(), by=SYSTEM)


def test_test_and_live_never_meet(monkeypatch):
    account = make_account()
    assert list(queries.enabled_accounts()) == [account]
    monkeypatch.setattr(conf, "ops", Ops(mode="live"))
    assert not queries.enabled_accounts().exists()
    assert not queries.may_take(account)
    with pytest.raises(WrongMode):
        make_account(external_id="other")
