"""What counts as the same: mailboxes, numbers, addresses, cards; and the countries of a try."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tiwala.fraud.actions.assess_try import assess_try
from tiwala.fraud.actions.learn_card import learn_card
from tiwala.fraud.facts import CardFacts
from tiwala.fraud.handlers import hear_captured, hear_disputed, hear_failed, hear_refunded
from tiwala.fraud.keys import bin_of, card_key, listed_key, mail_keys, phone_country, phone_key, place_key
from tiwala.fraud.models import Learned, Sighting
from tiwala.fraud.tests.makers import OFFICE, a_try, tried
from tiwala.kit.errors import BadInput

pytestmark = pytest.mark.django_db
VISA = CardFacts("gwa_1", fingerprint="fp_1", bin="424242", brand="Visa", last_four="4242", country="PH")


def declined_with(card: CardFacts, **more: object) -> None:
    """A try on a gateway's page: the card is known by its answer only."""
    facts = a_try(ip=OFFICE, **more)
    assess_try(facts)
    hear_failed(payment_ref=facts.payment_ref, how="declined", reason="do_not_honor")
    learn_card(facts.payment_ref, card)


@pytest.mark.parametrize(
    ("text", "key", "domain"),
    [
        (" Ana.Reyes+shop@GMail.com ", "anareyes@gmail.com", "gmail.com"),
        ("a.na@googlemail.com", "ana@gmail.com", "gmail.com"),
        ("a.na+x@Example.TEST.", "a.na@example.test", "example.test"),
        ("no address", "", ""),
        ("@example.test", "", "example.test"),
        ("x" * 9000, "", ""),
    ],
)
def test_one_mailbox_is_one_key_however_it_is_spelt(text, key, domain):
    assert mail_keys(text) == (key, domain)


def test_a_phone_and_a_postal_address_are_one_key_however_they_are_spelt():
    assert phone_key("0917 123 4567") == phone_key("+63 917-123-4567") == "+639171234567"
    assert phone_country("+81 3-1234-5678") == "JP"
    assert phone_key("12") == phone_key("9" * 500) == phone_country("nobody") == ""
    assert place_key("12, Rizal Ave.\nPeñafrancia") == place_key("12 RIZAL AVE Penafrancia")


def test_a_card_without_a_fingerprint_is_known_by_all_that_is_told_and_by_the_last_digits_alone_not():
    masked = CardFacts("gwa_1", brand="visa", last_four="4242", expires="2030-1")
    assert card_key(masked) == card_key(CardFacts("gwa_2", brand="Visa", last_four="4242", expires="2030-1"))
    assert card_key(CardFacts("gwa_1", last_four="4242")) == ""
    assert card_key(VISA) != card_key(CardFacts("gwa_2", fingerprint="fp_1"))


@pytest.mark.parametrize("told", ["4242424242424242", "42424", "4242427", "４２４２４２", "42424a", " 424242"])
def test_only_six_or_eight_digits_are_a_beginning_of_a_card(told):
    assert bin_of(CardFacts("gwa_1", bin=told)) == ""
    for row in (Learned(payment_ref="pay_x", is_exact=True, bin=told), Sighting(payment_ref="pay_x", bin=told)):
        row.amount_minor, row.currency = 1, "PHP"
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save(force_insert=True)


def test_cards_of_earlier_answers_count_for_the_next_try_and_enumeration_within_a_beginning_is_seen():
    for n in range(3):
        declined_with(CardFacts("gwa_1", fingerprint=f"fp_{n}", bin="424242"), customer_ref=f"cus_{n}")
    declined_with(CardFacts("gwa_1", fingerprint="fp_9", bin="555555"), customer_ref="cus_9")
    values = tried(ip=OFFICE, device_key="browser").values
    assert (values["ip_cards_24h"], values["net_cards_24h"]) == (4, 4)
    assert (values["ip_cards_of_one_bin_24h"], values["net_cards_of_one_bin_24h"]) == (3, 3)
    assert (values["customer_cards_24h"], values["device_cards_24h"]) == (0, 0)


def test_an_answer_heard_twice_is_learned_once_and_a_stranger_s_not_at_all():
    facts = a_try()
    assess_try(facts)
    for _ in range(2):
        learn_card(facts.payment_ref, VISA)
    learn_card("pay_of_cash", VISA)
    learn_card(facts.payment_ref, CardFacts("gwa_1", brand="Visa"))
    kept = Learned.objects.get()
    assert (kept.bin, kept.country, kept.brand, kept.is_exact) == ("424242", "PH", "Visa", True)


def test_two_cards_of_one_page_are_both_kept():
    facts = a_try()
    assess_try(facts)
    learn_card(facts.payment_ref, VISA)
    learn_card(facts.payment_ref, CardFacts("gwa_1", fingerprint="fp_2"))
    assert Learned.objects.count() == 2


def test_a_kept_card_is_known_before_and_counted_with_what_answers_told_of_it():
    declined_with(VISA, customer_ref="cus_ben")
    tried(customer_ref="cus_eve", method_key="sav_9", card=VISA)
    values = tried(method_key="sav_1", card=VISA).values
    assert (values["card_tries_24h"], values["card_customers_24h"], values["card_declines_24h"]) == (3, 3, 1)
    assert tried().values["card_tries_24h"] is None


def test_one_browser_of_many_customers_and_a_new_browser_of_one():
    assert tried(device_key="phone").values["is_new_device"] is None
    assert tried(device_key="phone").values["is_new_device"] is False
    assert tried(device_key="laptop").values["is_new_device"] is True
    assert tried(device_key="phone", customer_ref="cus_ben").values["device_customers_24h"] == 2
    assert (tried().values["is_new_device"], tried().values["has_device"]) == (None, None)
    assert tried(ip=OFFICE).values["has_device"] is False


def test_shared_mailboxes_phones_and_addresses_count_their_customers():
    told = {"mail": "ana@gmail.com", "phone": "0917 123 4567", "bill_address": "12 Rizal Ave"}
    tried(**told)
    other = {"mail": "a.n.a+2@gmail.com", "phone": "+639171234567", "ship_address": "12, rizal ave."}
    values = tried(customer_ref="cus_ben", **other).values
    assert {values[f"{key}_customers_24h"] for key in ("mail", "phone", "address")} == {2}
    assert tried(bill_address="9 Mabini St").values["is_new_bill"] is True


def test_countries_at_odds_are_told_pair_by_pair_and_what_is_not_known_is_missing():
    values = tried(card=VISA, method_key="sav_1", bill_country="ph", ship_country="NG", phone="+81312345678").values
    assert (values["bin_country"], values["bill_country"], values["phone_country"]) == ("PH", "PH", "JP")
    assert (values["is_bin_bill_mismatch"], values["is_bill_ship_mismatch"]) == (False, True)
    assert (values["is_ip_bin_mismatch"], values["country_mismatches"]) == (None, 1)
    assert tried(customer_ref="cus_ben", bill_country="Philippines").values["country_mismatches"] is None


def test_the_card_last_seen_tells_its_country_when_this_try_does_not():
    declined_with(VISA)
    assert tried(bill_country="US").values["is_bin_bill_mismatch"] is True


def test_what_was_given_back_and_disputed_is_counted():
    for hear in (hear_refunded, hear_disputed, hear_refunded):
        facts = a_try()
        assess_try(facts)
        hear_captured(payment_ref=facts.payment_ref)
        hear(payment_ref=facts.payment_ref)
    values = tried().values
    assert (values["customer_refunds"], values["customer_disputes"], values["customer_paid"]) == (2, 1, 3)


def test_lists_know_the_new_keys_and_refuse_what_is_none():
    assert listed_key("mail", " A.na@gmail.com") == "ana@gmail.com"
    assert listed_key("mail_domain", "Example.test") == "example.test"
    assert listed_key("phone", "0917 123 4567") == "+639171234567"
    for about, text in (("phone", "12"), ("mail", "ana"), ("address", ".,"), ("device", " ")):
        with pytest.raises(BadInput):
            listed_key(about, text)


def test_the_database_holds_none_of_it_in_plain():
    secret = {"phone": "0917 123 4567", "device_key": "browser-secret", "bill_address": "12 Rizal Ave"}
    facts = a_try(mail="ana@example.test", card=VISA, method_key="sav_1", ship_address="9 Mabini St", **secret)
    assess_try(facts)
    learn_card(facts.payment_ref, VISA)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(s)::text || to_jsonb(a)::text || to_jsonb(l)::text"
            " FROM fraud_sighting s, fraud_assessment a, fraud_learned l"
        )
        (text,) = cursor.fetchone()
    for one in ("9171234567", "browser", "izal", "abini", "fp_1", '4242"', "ana@"):
        assert one not in text.replace('"424242"', "")
    assert "fp_1" not in repr(facts)
    assert "browser" not in repr(facts)
