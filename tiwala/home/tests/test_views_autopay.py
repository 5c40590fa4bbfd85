"""Automatic payment at home: figures first, then the words; paused and ended with one press; a rise is asked about."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.autopay_makers import make_agreed, planned
from tests.makers import line, make_customer, make_invoice
from tests.saving import make_kept
from tiwala.autopay.models import Agreement, Collection
from tiwala.home.tests.conftest import Shop
from tiwala.home.tests.people import signed_in, signed_in_with_factor, text_of
from tiwala.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def proven(shop: Shop) -> Client:
    return signed_in_with_factor("Ana Reyes", shop.ana.public_id)


def figures(method_ref: str, **more: object) -> dict[str, object]:
    asked = {"method": method_ref, "cap": "2,000", "month_cap": "5000.00", "notice_days": "3", "scope": "all"}
    return asked | more


def sha_of(page: str) -> str:
    found = re.search(r'name="agree" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def test_nothing_kept_leads_to_keeping_something_first(ana: Client, shop: Shop) -> None:
    assert "First have a card or wallet kept" in text_of(ana.get("/home/methods/autopay/"))


def test_figures_words_and_a_yes_turn_it_on(proven: Client, shop: Shop) -> None:
    kept = make_kept(shop.ana, shop.account)
    assert "Set it up" in text_of(proven.get("/home/methods/autopay/"))
    first = text_of(proven.get("/home/methods/autopay/terms/"))
    assert "Visa •••• 4242" in first
    assert '<option value="3" selected>3 days</option>' in first
    assert not re.search('name="scope"[^>]*checked', first)
    page = text_of(proven.get("/home/methods/autopay/terms/", figures(kept.public_id)))
    assert "at most ₱2,000.00 at a time and at most ₱5,000.00 in a calendar month" in page
    assert "checked" not in page
    assert not Agreement.objects.exists()
    answer = proven.post("/home/methods/autopay/terms/", figures(kept.public_id, agree=sha_of(page)), follow=True)
    agreement = Agreement.objects.get()
    assert (agreement.cap_minor, agreement.month_cap_minor, agreement.covers) == (200_000, 500_000, [])
    assert "A letter with what you agreed to is on its way" in text_of(answer)


@pytest.mark.parametrize("agree", ["", "0" * 64])
def test_without_the_tick_or_with_other_words_nothing_is_on(proven: Client, shop: Shop, agree: str) -> None:
    kept = make_kept(shop.ana, shop.account)
    answer = proven.post("/home/methods/autopay/terms/", figures(kept.public_id, agree=agree))
    assert answer.status_code == 422
    assert "Nothing was changed." in text_of(answer)
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"cap": "a lot"}, "Write an amount"),
        ({"cap": "6000"}, "at least the most at a time"),
        ({"scope": "chosen"}, "Choose what is to be paid"),
        ({"scope": ""}, "Choose what is to be paid"),
        ({"notice_days": "99"}, "Choose from 1 to 14 days"),
        ({"method": "sav_00000000000000000000000000"}, "Choose one of these"),
    ],
)
def test_senseless_figures_come_back_with_a_sentence(proven: Client, shop: Shop, wrong: dict, says: str) -> None:
    kept = make_kept(shop.ana, shop.account)
    assert says in text_of(proven.get("/home/methods/autopay/terms/", figures(kept.public_id, **wrong)))


def test_only_chosen_invoices(proven: Client, shop: Shop) -> None:
    kept = make_kept(shop.ana, shop.account)
    asked = figures(kept.public_id, scope="chosen", covers=[shop.invoice.public_id])
    page = text_of(proven.get("/home/methods/autopay/terms/", asked))
    assert f"invoice {shop.invoice.number_text}" in page
    proven.post("/home/methods/autopay/terms/", asked | {"agree": sha_of(page)})
    assert Agreement.objects.get().covers == [shop.invoice.public_id]


def test_paused_resumed_changed_and_ended(proven: Client, shop: Shop) -> None:
    agreement = make_agreed(shop.ana, shop.account)
    for verb, state in (("pause", "paused"), ("resume", "active")):
        proven.post(f"/home/methods/autopay/{verb}/")
        agreement.refresh_from_db()
        assert agreement.state == state
    asked = figures(agreement.method.public_id, cap="100")
    page = text_of(proven.get("/home/methods/autopay/terms/", asked))
    proven.post("/home/methods/autopay/terms/", asked | {"agree": sha_of(page)})
    agreement.refresh_from_db()
    assert agreement.cap_minor == 10_000
    proven.post("/home/methods/autopay/end/")
    agreement.refresh_from_db()
    assert agreement.state == "ended"
    assert proven.post("/home/methods/autopay/end/").status_code == 404


def test_one_factor_or_an_old_proof_changes_nothing(ana: Client, proven: Client, shop: Shop) -> None:
    agreement = make_agreed(shop.ana, shop.account)
    doors = ("terms", "pause", "resume", "end")
    for door in doors:
        assert "/account/second-step/" in ana.post(f"/home/methods/autopay/{door}/")["Location"]
    with clock.hold(clock.now() + timedelta(minutes=20)):
        for door in doors:
            assert "/account/reauthenticate/" in proven.post(f"/home/methods/autopay/{door}/")["Location"]
    agreement.refresh_from_db()
    assert agreement.state == "active"


def test_who_only_sees_and_who_is_another_gets_nowhere(shop: Shop) -> None:
    agreement = make_agreed(shop.ana, shop.account)
    asks = planned(make_invoice(shop.ana, line(900_000)))
    sam = signed_in("Sam Reyes", shop.ana.public_id, level="sees")
    ben = signed_in_with_factor("Ben Cruz", make_customer("Ben Cruz").public_id)
    assert "End it" not in text_of(sam.get("/home/methods/autopay/"))
    assert sam.post("/home/methods/autopay/end/").status_code == 403
    assert ben.post("/home/methods/autopay/end/").status_code == 404
    assert ben.get(f"/home/methods/autopay/{asks.public_id}/").status_code == 404
    assert ben.post(f"/home/methods/autopay/{asks.public_id}/", {"agree": "0" * 64}).status_code == 404
    assert "4242" not in text_of(ben.get("/home/methods/autopay/"))
    agreement.refresh_from_db()
    assert agreement.state == "active"


def test_a_question_is_answered_for_just_that_one(proven: Client, shop: Shop) -> None:
    make_agreed(shop.ana, shop.account)
    asks = planned(make_invoice(shop.ana, line(900_000)))
    overview = text_of(proven.get("/home/methods/autopay/"))
    assert "needs your yes" in overview
    page = text_of(proven.get(f"/home/methods/autopay/{asks.public_id}/"))
    assert "above the ₱2,000.00 you agreed to" in page
    assert proven.post(f"/home/methods/autopay/{asks.public_id}/").status_code == 422
    proven.post(f"/home/methods/autopay/{asks.public_id}/", {"agree": sha_of(page)})
    asks.refresh_from_db()
    assert (asks.state, asks.consent.purpose) == ("planned", "autopay_once")
    assert "Nothing to decide" in text_of(proven.get(f"/home/methods/autopay/{asks.public_id}/"))


def test_what_was_called_off_is_folded_and_what_is_planned_is_not(proven: Client, shop: Shop) -> None:
    make_agreed(shop.ana, shop.account)
    planned(make_invoice(shop.ana))
    proven.post("/home/methods/autopay/pause/")
    page = text_of(proven.get("/home/methods/autopay/"))
    assert "1 called off" in page
    assert "Planned and past" not in page


def test_an_invoice_says_when_it_is_paid_automatically_or_that_it_waits_for_a_yes(proven: Client, shop: Shop) -> None:
    make_agreed(shop.ana, shop.account)
    small, large = make_invoice(shop.ana), make_invoice(shop.ana, line(900_000))
    planned(small)
    asks = planned(large)
    page = text_of(proven.get(f"/home/invoices/{small.public_id}/"))
    assert "Paid automatically on" in page
    assert "from Visa •••• 4242" in page
    assert f"/home/methods/autopay/{asks.public_id}/" in text_of(proven.get(f"/home/invoices/{large.public_id}/"))
    front = text_of(proven.get("/home/"))
    assert front.count("Paid automatically on") == 1
    assert f'/home/methods/autopay/{asks.public_id}/"' in front
    proven.post("/home/methods/autopay/pause/")
    assert "Paid automatically" not in text_of(proven.get("/home/"))
    assert "Paid automatically" not in text_of(proven.get(f"/home/invoices/{small.public_id}/"))


def test_two_kept_ways_leave_the_choice_to_the_payer(proven: Client, shop: Shop) -> None:
    first, second = make_kept(shop.ana, shop.account), make_kept(shop.ana, shop.account)
    page = proven.get("/home/methods/autopay/terms/").content.decode()
    assert first.public_id in page
    assert second.public_id in page
    assert not re.search('name="(method|scope)"[^>]*checked', page)


def test_links_in_letters_of_before_still_lead_there(ana: Client, shop: Shop) -> None:
    answer = ana.get("/home/autopay/", follow=True)
    assert answer.redirect_chain == [("/home/methods/autopay/", 301)]
    assert "Automatic payment" in text_of(answer)


def test_the_page_costs_the_same_with_many_rows(proven: Client, shop: Shop, django_assert_max_num_queries) -> None:
    make_agreed(shop.ana, shop.account)
    for _ in range(6):
        planned(make_invoice(shop.ana))
    assert Collection.objects.count() == 6
    with django_assert_max_num_queries(16):
        proven.get("/home/methods/autopay/")
