"""A gateway is connected by steps, half-way and back, and nothing pasted is shown again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client

from tests.makers import make_gateway
from tests.payment_makers import make_account, make_notice
from tests.scripted_gateway import ScriptedGateway, registered
from tiwala.audit.models import Record
from tiwala.business.models import PaymentOption
from tiwala.console.queries.gateway_setup import setup_of
from tiwala.console.tests.forms import fill, press, send
from tiwala.console.tests.people import come_in, second_yes
from tiwala.gateways import registry
from tiwala.gateways.actions.add_account import NewAccount, add_account
from tiwala.gateways.models import GatewayAccount, Notice
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.port import AddressRefused, NoticeAddress
from tiwala.gateways.wording import FieldWords, Words
from tiwala.kit.actor import SYSTEM
from tiwala.kit.conf import conf
from tiwala.kit.errors import GatewayBreakdown

NEW = "/console/settings/gateways/new/"
CONNECT = f"{NEW}scripted/"
KEY = "sk_test_pasted_once"


@pytest.fixture
def gateway(db: None) -> Iterator[ScriptedGateway]:
    words = Words(
        about="One for trials.",
        site="https://gateway.example",
        account=FieldWords("Shop id"),
        keys={"api_key": FieldWords("API key", "Under Developers.", begins={"test": "sk_test_", "live": "sk_live_"})},
        notices_where="Under Webhooks.",
        notice_secret=FieldWords("Signing secret"),
        needs=("A contract.",),
    )
    with registered() as scripted:
        scripted.can = replace(scripted.can, registers_notices=True)
        registry.GATEWAYS["scripted"] = replace(registry.GATEWAYS["scripted"], words=words)  # type: ignore[index]
        yield scripted


@pytest.fixture
def asking(gateway: ScriptedGateway) -> None:
    """The gateway has products that nobody but the business knows of."""
    known = registry.GATEWAYS["scripted"]
    assert known.words
    questions = {word: FieldWords(f"Is the {word} switched on for you?") for word in ("wallet", "vault")}
    words = replace(known.words, settings={"products": questions})
    registry.GATEWAYS["scripted"] = replace(known, words=words, may_have=("products",))  # type: ignore[index]


def connect(client: Client, **more: str) -> object:
    facts = {"label": "Our shop", "external_id": "shop-1", "key_api_key": KEY}
    return send(client, CONNECT, **facts | more)


def setup_page(account: GatewayAccount) -> str:
    return f"/console/settings/gateways/{account.public_id}/setup/"


def text(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_page_says_what_each_can_costs_and_needs(owner: Client, gateway: ScriptedGateway) -> None:
    page = text(owner, NEW)
    for words in (
        "Scripted",
        "One for trials.",
        "A contract.",
        "QR Ph",
        "can be refunded in part",
        "only test accounts",
    ):
        assert words in page
    assert "Test: no real money" in page


def test_the_whole_way_from_keys_to_offers(owner: Client, gateway: ScriptedGateway) -> None:
    form = text(owner, CONNECT)
    assert "Shop id" in form
    assert "Under Developers." in form
    answer = connect(owner)
    account = GatewayAccount.objects.get()
    page = setup_page(account)
    assert answer["Location"] == page
    assert "2 of 4 steps done" in text(owner, page)
    assert KEY not in text(owner, page)
    press(owner, f"{page[:-6]}registration/")
    account.refresh_from_db()
    assert (account.notice_secrets, account.registered_as) == (["whsec_given"], "hook_1")
    asked = gateway.called("register_notices")[0]
    assert asked[0] == f"{conf.outside.base_url}/notices/scripted/{account.public_id}/"
    send(owner, f"{page[:-6]}offers/", methods=["card", "qrph"])
    assert {one.method for one in PaymentOption.objects.filter(enabled=True)} == {"card", "qrph"}
    assert "Set up." in text(owner, "/console/settings/gateways/")


def test_a_gateway_that_tells_no_secret_is_not_told_until_it_is_pasted(owner: Client, gateway: ScriptedGateway) -> None:
    gateway.says["register_notices"] = [NoticeAddress("hook_1")]
    connect(owner)
    page = setup_page(GatewayAccount.objects.get())
    press(owner, f"{page[:-6]}registration/")
    form = text(owner, page)
    assert "2 of 4 steps done" in form
    assert "<details open>" in form
    send(owner, f"{page[:-6]}secret/", notice_secret="the_salt_of_their_site")
    assert "3 of 4 steps done" in text(owner, page)


@pytest.mark.django_db
@pytest.mark.parametrize("name", registry.GATEWAYS)
def test_the_proof_of_notices_is_asked_for_wherever_one_is_pasted(name: str) -> None:
    known = registry.GATEWAYS[name]
    new = NewAccount(name, "Trial", "test", "demo", dict.fromkeys(known.needs, "a-key"))
    setup = setup_of(add_account(new, by=SYSTEM))
    assert setup.needs_secret == (known.can("test").notice_proof != "ip_list")
    assert setup.is_told is False


def test_what_only_the_business_knows_is_asked_as_questions_and_changed_later(owner: Client, asking: None) -> None:
    form = text(owner, CONNECT)
    assert "Is the wallet switched on for you?" in form
    assert "checked" not in form
    connect(owner, has_products_wallet="on")
    account = GatewayAccount.objects.get()
    assert account.keys == {"api_key": KEY, "products": "wallet"}
    page = setup_page(account)
    assert re.search(r"Is the wallet switched on for you\?</dt><dd>Yes<", text(owner, page))
    door = f"{page[:-6]}settings/"
    assert fill(owner, door)["has_products_wallet"] == "on"
    answers = fill(owner, door, has_products_vault="on")
    del answers["has_products_wallet"]
    assert owner.post(door, answers)["Location"] == page
    account.refresh_from_db()
    assert account.keys == {"api_key": KEY, "products": "vault"}
    admin = come_in("admin")
    assert admin.get(page).status_code == 200
    assert admin.get(door).status_code == 403


def test_the_second_person_sees_what_was_said_of_a_further_account(owner: Client, asking: None) -> None:
    make_gateway()
    page = connect(owner, reason="A new contract", has_products_vault="on")["Location"]
    admin = come_in("admin")
    shown = text(admin, page)
    assert "Is the vault switched on for you?" in shown
    assert "Is the wallet switched on" not in shown
    send(admin, f"{page}decision/", verdict="approve", word="I asked them")
    assert GatewayAccount.objects.get(gateway="scripted").keys == {"api_key": KEY, "products": "vault"}


def test_a_gateway_that_knows_by_itself_is_asked_nothing(owner: Client, gateway: ScriptedGateway) -> None:
    connect(owner)
    page = setup_page(GatewayAccount.objects.get())
    assert "Say it anew" not in text(owner, page)
    assert send(owner, f"{page[:-6]}settings/").status_code == 422


def test_one_leaves_and_comes_back(owner: Client, gateway: ScriptedGateway) -> None:
    connect(owner)
    listed = text(owner, "/console/settings/gateways/")
    assert "Go on setting it up" in listed
    assert setup_page(GatewayAccount.objects.get()) in listed


def test_keys_the_gateway_refuses_are_not_kept_and_not_shown(owner: Client, gateway: ScriptedGateway) -> None:
    gateway.says["look_up"] = [Unknown(Why.UNREADABLE)]
    answer = connect(owner)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The gateway refused these keys" in page
    assert KEY not in page
    assert not GatewayAccount.objects.exists()


def test_a_gateway_that_is_away_is_kept_to_be_tried_later(owner: Client, gateway: ScriptedGateway) -> None:
    gateway.says["look_up"] = [GatewayBreakdown("away", retry=True)]
    connect(owner)
    account = GatewayAccount.objects.get()
    assert account.checked_as == "unreachable"
    assert "1 of 4 steps done" in text(owner, setup_page(account))
    gateway.says["look_up"] = [Unknown(Why.NOT_FOUND)]
    press(owner, f"{setup_page(account)[:-6]}checks/")
    assert "2 of 4 steps done" in text(owner, setup_page(account))


def test_a_live_key_is_refused_in_a_trial_before_anybody_is_asked(owner: Client, gateway: ScriptedGateway) -> None:
    answer = connect(owner, key_api_key="sk_live_dangerous")
    assert answer.status_code == 422
    assert "This is no test key." in answer.content.decode()
    assert not gateway.calls


def test_the_same_account_twice_is_said_before_the_keys_are_tried(owner: Client, gateway: ScriptedGateway) -> None:
    connect(owner)
    calls = len(gateway.calls)
    assert connect(owner, reason="Once more").status_code == 409
    assert len(gateway.calls) == calls


def test_a_further_account_waits_and_its_keys_are_shown_to_nobody(owner: Client, gateway: ScriptedGateway) -> None:
    make_gateway()
    assert connect(owner).status_code == 422  # without a reason
    page = connect(owner, reason="A new contract")["Location"]
    assert page.startswith("/console/approvals/")
    admin = come_in("admin")
    admin_sees = text(admin, page)
    assert "A new contract" in admin_sees
    assert KEY not in admin_sees
    assert GatewayAccount.objects.count() == 1
    send(admin, f"{page}decision/", verdict="approve", word="I looked at it")
    account = GatewayAccount.objects.get(gateway="scripted")
    assert account.keys == {"api_key": KEY}
    assert "Not tried yet" in text(owner, setup_page(account))


@pytest.mark.parametrize(
    ("said", "words"),
    [(AddressRefused("not public"), "did not take our address. not public"), (Unknown(Why.TIMED_OUT), "did not say")],
)
def test_an_address_it_does_not_take_is_told(owner: Client, gateway: ScriptedGateway, said: object, words: str) -> None:
    connect(owner)
    page = setup_page(GatewayAccount.objects.get())
    gateway.says["register_notices"] = [said]  # type: ignore[list-item]
    press(owner, f"{page[:-6]}registration/")
    shown = text(owner, page)
    assert words in shown
    assert "1 of 4" not in shown
    assert GatewayAccount.objects.get().notice_secrets == []


def test_where_it_cannot_be_told_place_and_secret_are_done_by_hand(owner: Client, gateway: ScriptedGateway) -> None:
    gateway.can = replace(gateway.can, registers_notices=False)
    connect(owner)
    account = GatewayAccount.objects.get()
    page = setup_page(account)
    shown = text(owner, page)
    assert "Under Webhooks." in shown
    assert f"/notices/scripted/{account.public_id}/" in shown
    press(owner, f"{page[:-6]}registration/")
    assert "put the address in on its own site" in text(owner, page).lower()
    assert send(owner, f"{page[:-6]}secret/", notice_secret="whsec_by_hand")["Location"] == page
    account.refresh_from_db()
    assert account.notice_secrets == ["whsec_by_hand"]
    assert "whsec_by_hand" not in text(owner, page)
    again = send(owner, f"{page[:-6]}secret/", notice_secret="whsec_other")
    assert again.status_code == 403  # another one is a rotation, for two


def test_new_keys_are_tried_then_two_people_then_both_secrets_hold(owner: Client, gateway: ScriptedGateway) -> None:
    account = make_account("scripted")
    door = f"/console/settings/gateways/{account.public_id}/"
    gateway.says["look_up"] = [Unknown(Why.UNREADABLE)]
    refused = send(owner, f"{door}keys/", key_api_key="sk_test_wrong", reason="Lost laptop")
    assert refused.status_code == 422
    gateway.says["look_up"] = [Unknown(Why.NOT_FOUND)]
    waits = send(owner, f"{door}keys/", key_api_key="sk_test_new", notice_secret="whsec_2", reason="Lost laptop")
    assert "sk_test_new" not in text(owner, waits["Location"])
    second_yes()
    account.refresh_from_db()
    assert (account.keys["api_key"], len(account.notice_secrets)) == ("sk_test_new", 2)
    assert "Two secrets are accepted just now" in text(owner, f"{door}setup/")
    press(owner, f"{door}secret/end/")
    account.refresh_from_db()
    assert account.notice_secrets == ["whsec_2"]
    press(owner, f"{door}secret/end/")  # there is no old one any more
    account.refresh_from_db()
    assert account.notice_secrets == ["whsec_2"]


def test_an_offer_taken_away_keeps_what_was_written_for_it(owner: Client, gateway: ScriptedGateway) -> None:
    account = make_account("scripted")
    door = f"/console/settings/gateways/{account.public_id}/offers/"
    send(owner, door, methods=["card"])
    PaymentOption.objects.update(name="Cards, all of them", allow_partial=True, surcharge_share_bp=100)
    send(owner, door, methods=["qrph"])
    option = PaymentOption.objects.get(method="card")
    assert (option.enabled, option.name, option.allow_partial) == (False, "Cards, all of them", True)
    send(owner, door, methods=["card", "qrph"])
    option.refresh_from_db()
    assert (option.enabled, option.name, option.surcharge_share_bp) == (True, "Cards, all of them", 100)
    assert send(owner, door, methods=["barter"]).status_code == 422


def test_a_live_account_in_a_trial_is_marked_and_takes_nothing(owner: Client, gateway: ScriptedGateway) -> None:
    account = make_account("scripted")
    GatewayAccount.objects.update(mode="live")
    shown = text(owner, "/console/settings/gateways/")
    assert "Live: real money" in shown
    assert "Test and live are kept apart" in shown
    assert GatewayAccount.objects.get().enabled
    assert account.public_id in shown


def test_a_notice_is_looked_at_covered_and_read_again(owner: Client, gateway: ScriptedGateway) -> None:
    account = make_account("scripted")
    body = b'{"id": "evt_1", "type": "payment.paid", "amount": 150000, "customer": {"email": "ana@example.ph"}}'
    notice = make_notice(account, body, name="payment.paid", kind="payment")
    listed = f"/console/settings/gateways/{account.public_id}/notices/"
    assert "payment.paid" in text(owner, listed)
    shown = text(owner, f"{listed}{notice.public_id}/")
    assert "evt_1" in shown
    assert "150000" in shown
    assert "sandbox-signature" in shown
    for hidden in ("ana@example.ph", "v1=secret", "203.0.113.9"):
        assert hidden not in shown
    assert Record.objects.filter(tag="notice:view", subject_ref=notice.public_id).count() == 1
    press(owner, f"{listed}{notice.public_id}/again/")
    notice.refresh_from_db()
    assert notice.state == "received"


def test_a_notice_without_proof_is_not_read_again(owner: Client, gateway: ScriptedGateway) -> None:
    account = make_account("scripted")
    notice = make_notice(account, proof="refused", state="ignored", why="bad_proof")
    door = f"/console/settings/gateways/{account.public_id}/notices/{notice.public_id}/again/"
    press(owner, door)
    assert Notice.objects.get().state == "ignored"
    other = make_account("scripted")
    strange = f"/console/settings/gateways/{other.public_id}/notices/{notice.public_id}/"
    assert owner.get(strange).status_code == 404
    assert press(owner, f"{strange}again/").status_code == 404


def test_who_may_not_decide_about_money_sees_no_body(gateway: ScriptedGateway) -> None:
    account = make_account("scripted")
    notice = make_notice(account)
    door = f"/console/settings/gateways/{account.public_id}/notices/"
    auditor = come_in("auditor")
    assert auditor.get(door).status_code == 200
    assert auditor.get(f"{door}{notice.public_id}/").status_code == 403
    assert press(auditor, f"{door}{notice.public_id}/again/").status_code == 403


def test_a_gateway_that_is_none_has_no_page(owner: Client, gateway: ScriptedGateway) -> None:
    assert owner.get(f"{NEW}nobody/").status_code == 404
