"""The rows of the pay page: one a method, what cannot work is hidden and said, what is out of order is told."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client

from tests.payment_makers import apply, approved, make_account
from tests.scripted_gateway import ScriptedGateway
from tiwala.business import cache
from tiwala.business.actions.set_payment_option import set_payment_option
from tiwala.business.facts import OptionFacts
from tiwala.gateways import outcomes as o
from tiwala.gateways.actions.judge_circuit import judge_circuit
from tiwala.gateways.capabilities import Fee, Limit
from tiwala.gateways.models import Call
from tiwala.home import ways
from tiwala.home.tests.conftest import Shop
from tiwala.home.tests.people import text_of
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.money import Money
from tiwala.payments.choosing import choose
from tiwala.payments.models import Attempt

pytestmark = pytest.mark.django_db
DOWN = o.Unknown(o.Why.NOT_SENT)
ASKED = Money(150_000, "PHP")


def offer(account, method: str = "card", **more: object) -> None:
    set_payment_option(OptionFacts(method=method, gateway_account_ref=account.public_id, **more), by=SYSTEM)
    cache.forget()


def trouble(account, method: str = "card", *, times: int = 4, ok: int = 0) -> None:
    kinds = ["failed"] * times + ["ok"] * ok
    Call.objects.bulk_create(
        Call(at=clock.now(), account_ref=account.public_id, method=method, verb="start", kind=kind, took_ms=9)
        for kind in kinds
    )
    judge_circuit(account.public_id, method, went_well=False, began_at=clock.now(), by=SYSTEM)
    cache.forget()


def accounts() -> tuple[str, ...]:
    found = choose(ASKED).by_method("card")
    assert found is not None
    return found.accounts


def limits(gateway: ScriptedGateway, method: str, smallest: int, largest: int, currency: str = "PHP") -> None:
    limit = Limit(Money(smallest, currency), Money(largest, currency))
    methods = [replace(one, limits=(limit,)) if one.name == method else one for one in gateway.can.methods]
    gateway.can = replace(gateway.can, methods=tuple(methods))


def test_the_same_method_at_two_accounts_is_one_row(client: Client, shop: Shop) -> None:
    offer(make_account("scripted"), position=9)
    assert text_of(client.get(shop.url)).count('name="way"') == 3


def test_the_business_orders_and_of_equals_the_cheaper_comes_first(shop: Shop, gateway: ScriptedGateway) -> None:
    first = shop.account.public_id
    other = make_account("scripted")
    offer(other, position=1)
    assert accounts() == (first, other.public_id)
    offer(other, position=0, fee_share_bp=100, fee_fixed_minor=0)
    assert accounts() == (other.public_id, first)
    offer(shop.account, position=0, fee_share_bp=50, fee_fixed_minor=100)
    assert accounts() == (first, other.public_id)
    methods = [replace(one, fee=Fee(9, 0)) if one.name == "card" else one for one in gateway.can.methods]
    gateway.can = replace(gateway.can, methods=tuple(methods))
    third = make_account("scripted")
    offer(third, position=0)
    assert accounts()[0] == third.public_id


def test_doubt_puts_an_account_behind_a_sound_one_and_trouble_takes_it_out(shop: Shop) -> None:
    other = make_account("scripted")
    offer(other, position=5)
    trouble(shop.account, times=2, ok=5)
    assert accounts() == (other.public_id, shop.account.public_id)
    trouble(shop.account, times=9)
    assert accounts() == (other.public_id,)


def test_payers_are_told_nothing_while_another_account_steps_in(client: Client, shop: Shop) -> None:
    offer(make_account("scripted"), position=9)
    trouble(shop.account)
    page = text_of(client.get(shop.url))
    assert "does not work just now" not in page
    assert 'value="card:0"' in page


def test_an_outage_is_told_for_its_own_methods_only(client: Client, shop: Shop) -> None:
    trouble(shop.account)
    page = text_of(client.get(shop.url))
    assert "Card does not work just now" in page
    assert page.count("does not work just now") == 1
    assert 'value="card:0"' not in page
    assert 'value="qrph:0"' in page


def test_with_all_down_the_page_says_to_come_back(client: Client, shop: Shop) -> None:
    for method in ("card", "qrph", "otc"):
        trouble(shop.account, method)
    page = text_of(client.get(shop.url))
    assert page.count("does not work just now") == 3
    assert "Please come back in a few minutes" in page
    assert 'name="way"' not in page


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ((1, 100_000, "PHP"), "QR Ph takes at most ₱1,000.00."),
        ((200_000, 900_000, "PHP"), "QR Ph takes ₱2,000.00 or more."),
        ((1, 900_000, "USD"), "QR Ph does not take PHP."),
    ],
)
def test_what_the_amount_rules_out_is_hidden_and_said(
    client: Client, shop: Shop, gateway: ScriptedGateway, limit: tuple[int, int, str], said: str
) -> None:
    limits(gateway, "qrph", *limit)
    page = text_of(client.get(shop.url))
    assert said in page
    assert 'value="qrph:0"' not in page


def test_every_row_says_when_it_counts_and_whether_it_can_go_back(shop: Shop, gateway: ScriptedGateway) -> None:
    methods = [replace(one, refund_days=30) if one.name == "card" else one for one in gateway.can.methods]
    gateway.can = replace(gateway.can, methods=tuple(methods))
    said = {way.method: way.facts for way in ways.ways_for(ASKED)}
    assert "Confirmed at once. Can be refunded for 30 days." in said["card"]
    assert "Refunds come as credit." in said["qrph"]
    assert "Confirmed minutes after you pay there." in said["otc"]


def test_a_payer_whose_gateway_is_down_is_taken_to_the_next_account(
    client: Client, shop: Shop, gateway: ScriptedGateway
) -> None:
    offer(make_account("scripted"), position=9)
    gateway.says["start"] = [DOWN, DOWN, o.NeedsPayer("http://scripted.example/pay", "chk_2")]
    answer = client.post(f"{shop.url}attempts/", {"way": "card:0", "amount_minor": 150_000, "key": str(uuid4())})
    assert answer["Location"] == "http://scripted.example/pay"


def test_with_no_other_account_another_way_is_offered_at_once(
    client: Client, shop: Shop, gateway: ScriptedGateway
) -> None:
    gateway.says["start"] = [DOWN]
    form = {"way": "card:0", "amount_minor": 150_000, "key": str(uuid4())}
    for _ in range(2):
        answer = client.post(f"{shop.url}attempts/", form)
        page = text_of(answer)
        assert answer.status_code == 422
        assert "No money was taken" in page
        assert 'value="card:0"' not in page
        assert 'value="qrph:0"' in page
    assert Attempt.objects.count() == 1
    gateway.says["start"] = [o.NeedsPayer("http://scripted.example/pay", "chk_2")]
    other = client.post(f"{shop.url}attempts/", form | {"way": "qrph:0", "key": str(uuid4())})
    assert other.status_code == 302


def test_signed_in_it_is_the_same(ana: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    gateway.says["start"] = [DOWN]
    form = {"invoice": shop.invoice.public_id, "way": "card:0", "amount_minor": 150_000, "key": str(uuid4())}
    answer = ana.post("/home/payments/", form | {"for": shop.ana.public_id})
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'value="card:0"' not in page
    assert 'value="qrph:0"' in page


def test_a_payer_who_is_not_known_about_gets_no_second_way(
    client: Client, shop: Shop, gateway: ScriptedGateway
) -> None:
    offer(make_account("scripted"), position=9)
    gateway.says["start"] = [o.Unknown(o.Why.TIMED_OUT)]
    client.post(f"{shop.url}attempts/", {"way": "card:0", "amount_minor": 150_000, "key": str(uuid4())})
    client.post(f"{shop.url}attempts/", {"way": "qrph:0", "amount_minor": 150_000, "key": str(uuid4())})
    assert Attempt.objects.count() == 1
    assert "Please don't pay again" in text_of(client.get(shop.url))


def with_fee(shop: Shop, *, share_bp: int = 150, fixed_minor: int = 250) -> None:
    more = {"surcharge_share_bp": share_bp, "surcharge_fixed_minor": fixed_minor, "is_surcharge_checked": True}
    offer(shop.account, position=0, allow_partial=True, min_partial_minor=20_000, **more)


def begin(client: Client, shop: Shop, **more: object):
    form = {"way": "card:2500", "amount_minor": 150_000, "key": str(uuid4())}
    return client.post(f"{shop.url}attempts/", form | more)


def test_a_fee_is_beside_its_way_and_the_button_promises_no_amount_that_is_not_true(client: Client, shop: Shop) -> None:
    with_fee(shop)
    page = text_of(client.get(shop.url))
    assert "Costs ₱25.00 more" in page
    assert "No extra fee" not in page
    assert "Pay ₱1,500.00</span></button>" not in page
    assert "Go on" in page


def test_the_total_is_agreed_before_anything_begins(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    with_fee(shop)
    key = str(uuid4())
    asked = begin(client, shop, key=key)
    page = text_of(asked)
    assert asked.status_code == 200
    assert "Pay ₱1,525.00" in page
    assert "comes back only when the whole payment does" in page
    assert Attempt.objects.count() == 0
    answer = begin(client, shop, key=key, agreed_minor=2_500)
    assert answer["Location"] == "http://scripted.example/pay"
    assert gateway.called("start")[0].amount == Money(152_500, "PHP")
    attempt = Attempt.objects.get()
    assert (attempt.surcharge_minor, attempt.payment.amount_minor) == (2_500, 150_000)


def test_another_fee_than_the_one_shown_is_never_taken(client: Client, shop: Shop) -> None:
    with_fee(shop)
    for way, agreed in (("card:0", 0), ("card:0", 2_500), ("card:2400", 2_400), ("card:-1", 0), ("card", 2_500)):
        assert begin(client, shop, way=way, agreed_minor=agreed).status_code == 422
    assert begin(client, shop, agreed_minor=1).status_code == 200
    assert begin(client, shop, agreed_minor="lots").status_code == 422
    assert Attempt.objects.count() == 0


def test_a_part_has_its_own_fee(client: Client, shop: Shop) -> None:
    with_fee(shop)
    page = text_of(begin(client, shop, way="card:1000", amount_minor=50_000))
    assert "Pay ₱510.00" in page
    assert begin(client, shop, way="card:1000", amount_minor=50_000, agreed_minor=1_000).status_code == 302
    assert Attempt.objects.get().amount_minor == 51_000


def test_signed_in_the_total_is_agreed_too(ana: Client, shop: Shop) -> None:
    with_fee(shop)
    form = {"invoice": shop.invoice.public_id, "way": "card:2500", "amount_minor": 150_000, "key": str(uuid4())}
    asked = ana.post("/home/payments/", form | {"for": shop.ana.public_id})
    assert "Pay ₱1,525.00" in text_of(asked)
    assert f'name="invoice" value="{shop.invoice.public_id}"' in asked.content.decode()
    answer = ana.post("/home/payments/", form | {"for": shop.ana.public_id, "agreed_minor": 2_500})
    assert answer["Location"] == "http://scripted.example/pay"


def test_an_account_at_another_price_does_not_step_in(shop: Shop) -> None:
    with_fee(shop)
    offer(make_account("scripted"), position=5)
    assert accounts() == (shop.account.public_id,)


def test_a_surcharge_that_lifts_the_sum_over_the_limit_rules_the_way_out(
    client: Client, shop: Shop, gateway: ScriptedGateway
) -> None:
    with_fee(shop)
    limits(gateway, "card", 1, 152_499)
    assert "Card takes at most ₱1,524.99." in text_of(client.get(shop.url))


def test_the_fee_is_on_the_page_of_what_was_paid(client: Client, shop: Shop) -> None:
    with_fee(shop)
    begin(client, shop, agreed_minor=2_500)
    attempt = Attempt.objects.get()
    apply(attempt, approved(attempt))
    page = text_of(client.get(f"{shop.url}attempts/{attempt.public_id}/"))
    assert "₱1,525.00 reached" in page
    assert "Fee in it" in page
    assert "Your credit" not in page
