"""Ways to pay that are kept: ticked on the pay form, used with one press, removed on their page."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.makers import make_customer
from tests.payment_makers import apply, approved
from tests.saving import make_kept, told
from tests.scripted_gateway import ScriptedGateway
from tiwala.customers.models import Consent
from tiwala.home.tests.conftest import Shop
from tiwala.home.tests.people import signed_in_with_factor, text_of
from tiwala.kit import clock
from tiwala.payments.civil import civil_today
from tiwala.payments.models import Attempt, SavedMethod
from tiwala.payments.saving import keep_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def proven(shop: Shop) -> Client:
    """Ana, who showed her second step a moment ago."""
    return signed_in_with_factor("Ana Reyes", shop.ana.public_id)


def form(shop: Shop, **more: object) -> dict[str, object]:
    return {"way": shop.way(), "amount_minor": shop.invoice.total_minor, "key": str(uuid4())} | more


def words(shop: Shop) -> str:
    return keep_facts(shop.ana.public_id, language="en", agent="").sha256


def test_a_card_that_ends_soon_says_so_and_the_one_used_last_comes_first(proven: Client, shop: Shop) -> None:
    used, unused = make_kept(shop.ana, shop.account), make_kept(shop.ana, shop.account)
    last_day = civil_today() + timedelta(days=9)
    SavedMethod.objects.filter(pk=used.pk).update(last_used_at=clock.now(), ends_on=last_day)
    page = text_of(proven.get("/home/methods/"))
    assert page.count("ends soon") == 1
    assert page.index(used.public_id) < page.index(unused.public_id)


def test_whoever_holds_a_link_alone_is_offered_nothing_to_keep(client: Client, ben: Client, shop: Shop) -> None:
    make_kept(shop.ana, shop.account)
    for nobody in (client, ben):
        page = text_of(nobody.get(shop.url))
        assert 'name="keep"' not in page
        assert "4242" not in page


def test_signed_in_the_box_stands_there_unticked_beside_the_exact_words(proven: Client, shop: Shop) -> None:
    for url in (shop.url, f"/home/pay/?invoice={shop.invoice.public_id}"):
        page = text_of(proven.get(url))
        assert keep_facts(shop.ana.public_id, language="en", agent="").words in page.replace("&#x27;", "'")
        assert f'value="{words(shop)}"' in page
        assert "checked" not in page


def test_ticked_on_the_pay_page_the_method_is_kept_once_the_money_came(
    proven: Client, shop: Shop, gateway: ScriptedGateway
) -> None:
    answer = proven.post(f"{shop.url}attempts/", form(shop, keep=words(shop)), HTTP_USER_AGENT="Firefox/140 Android")
    assert answer["Location"].startswith("http://scripted.example/")
    assert gateway.called("start")[0].save_method
    consent = Consent.objects.get()
    assert (consent.agent, consent.words_sha256) == ("Firefox, Android", words(shop))
    attempt = Attempt.objects.get()
    apply(attempt, approved(attempt, saved=told()))
    page = text_of(proven.get("/home/methods/"))
    assert "Visa •••• 4242" in page
    assert "Ends 12/2034" in page


def test_without_the_tick_nothing_is_asked_or_kept(proven: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    proven.post(f"{shop.url}attempts/", form(shop))
    assert not gateway.called("start")[0].save_method
    assert not Consent.objects.exists()


@pytest.mark.parametrize("asked", ["keep", "saved"])
def test_one_factor_leads_to_the_second_and_back_and_nothing_was_done(
    ana: Client, shop: Shop, gateway: ScriptedGateway, asked: str
) -> None:
    kept = make_kept(shop.ana, shop.account)
    more = {"keep": words(shop)} if asked == "keep" else {"way": f"saved:{kept.public_id}"}
    answer = ana.post(f"{shop.url}attempts/", form(shop, **more))
    assert answer["Location"].startswith("/account/second-step/")
    assert "next=%2Fpay%2F" in answer["Location"]
    answer = ana.post("/home/payments/", form(shop, invoice=shop.invoice.public_id, **more))
    assert "next=%2Fhome%2Fpay%2F%3Finvoice%3D" in answer["Location"]
    assert gateway.called("start") == []


def test_an_old_proof_is_asked_for_again(proven: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    with clock.hold(clock.now() + timedelta(minutes=20)):
        answer = proven.post(f"{shop.url}attempts/", form(shop, keep=words(shop)))
        assert answer["Location"].startswith("/account/reauthenticate/")
        proven.get(shop.url)
    assert gateway.called("start") == []


def test_a_guest_who_forges_the_box_is_sent_to_sign_in(client: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    kept = make_kept(shop.ana, shop.account)
    for more in ({"keep": words(shop)}, {"way": f"saved:{kept.public_id}"}):
        answer = client.post(f"{shop.url}attempts/", form(shop, **more))
        assert answer["Location"].startswith("/account/login/")
    assert gateway.called("start") == []


def test_words_that_changed_meanwhile_are_read_again(proven: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    answer = proven.post(f"{shop.url}attempts/", form(shop, keep="0" * 64))
    assert answer.status_code == 422
    assert "Please read them again" in text_of(answer)
    answer = proven.post(f"{shop.url}attempts/", form(shop, keep=words(shop), way=shop.way("qrph")))
    assert "cannot be kept" in text_of(answer)
    assert gateway.called("start") == []


def test_one_press_pays_with_what_is_kept(proven: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    kept = make_kept(shop.ana, shop.account, token="tok_1")
    page = text_of(proven.get(shop.url))
    assert "Visa •••• 4242" in page
    gateway.says["start"] = [lambda request: approved(Attempt.objects.get(key=request.attempt_key))]
    answer = proven.post(f"{shop.url}attempts/", form(shop, way=f"saved:{kept.public_id}"), follow=True)
    assert "Paid" in text_of(answer)
    asked = gateway.called("start")[0]
    assert (asked.token, asked.payer_present) == ("tok_1", True)


def test_somebody_elses_kept_card_is_no_way_to_pay(ben: Client, shop: Shop, gateway: ScriptedGateway) -> None:
    kept = make_kept(shop.ana, shop.account)
    other = signed_in_with_factor("Bea Cruz", make_customer("Bea Cruz").public_id)
    answer = other.post(f"{shop.url}attempts/", form(shop, way=f"saved:{kept.public_id}"))
    assert answer.status_code in (404, 422)
    assert other.post(f"/home/methods/{kept.public_id}/removal/").status_code == 404
    assert ben.post(f"/home/methods/{kept.public_id}/removal/").status_code == 302
    kept.refresh_from_db()
    assert kept.state == "kept"
    assert gateway.called("start") == []


def test_removed_on_its_page_it_is_gone_at_the_gateway_too(
    proven: Client, shop: Shop, gateway: ScriptedGateway
) -> None:
    kept = make_kept(shop.ana, shop.account, token="tok_1")
    answer = proven.post(f"/home/methods/{kept.public_id}/removal/", follow=True)
    assert "Removed. It pays nothing any more." in text_of(answer)
    assert "4242" not in text_of(answer)
    assert gateway.called("forget_method") == [("tok_1", kept.public_id)]
    assert SavedMethod.objects.get().token is None


def test_the_way_to_the_first_kept_card_is_told(ana: Client, shop: Shop) -> None:
    page = text_of(ana.get("/home/methods/"))
    assert "Nothing is kept" in page
    assert "Choose what to pay" in page
