"""What was seen is forgotten in time; who is erased is nobody here; and a person is told what is held."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, models, transaction
from psycopg import sql

from tiwala.audit.models import Record
from tiwala.config import grants
from tiwala.fraud import jobs
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.fraud.actions.assess_try import assess_try
from tiwala.fraud.actions.close_review import close_review
from tiwala.fraud.actions.end_listing import end_listing
from tiwala.fraud.actions.forget_customer import forget_customer
from tiwala.fraud.actions.forget_erased import forget_erased
from tiwala.fraud.actions.forget_old import BATCH, forget_old
from tiwala.fraud.actions.learn_card import learn_card
from tiwala.fraud.actions.note_ending import How, note_ending
from tiwala.fraud.actions.report_payment import report_payment
from tiwala.fraud.facts import CardFacts, ReportFacts
from tiwala.fraud.handlers import hear_captured, hear_failed
from tiwala.fraud.memory.rows import unlearned
from tiwala.fraud.models import (
    Assessment,
    Ending,
    Label,
    Learned,
    ListEntry,
    Recalled,
    Review,
    Sighting,
)
from tiwala.fraud.personal_data import PERSONAL_FIELDS, held_about
from tiwala.fraud.tests.makers import OFFICE, a_try, tried
from tiwala.kit import clock, keyring, keysets, secrets
from tiwala.kit.actor import NOBODY, SYSTEM
from tiwala.kit.conf import Fraud, conf
from tiwala.kit.db import action
from tiwala.kit.money import Money
from tiwala.vault.actions.shred_keyset import shred_keyset

pytestmark = pytest.mark.django_db
KINDS = (Sighting, Ending, Learned, Assessment)
ROLE = "tiwala_app_on_trial"
TOLD = {
    "ip": OFFICE,
    "mail": "ana@example.test",
    "phone": "0917 123 4567",
    "device_key": "browser",
    "bill_address": "12 Rizal Ave",
    "bill_country": "PH",
}


def paid_with(n: int = 1, **more: object) -> str:
    facts = a_try(**{**TOLD, **more})
    assess_try(facts)
    hear_captured(payment_ref=facts.payment_ref)
    learn_card(facts.payment_ref, CardFacts("gwa_1", fingerprint=f"fp_{n}", bin="424242", brand="Visa", country="PH"))
    return facts.payment_ref


def counts() -> list[int]:
    return [kind.objects.count() for kind in KINDS]


def everything() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT concat((SELECT jsonb_agg(to_jsonb(s)) FROM fraud_sighting s),"
            " (SELECT jsonb_agg(to_jsonb(e)) FROM fraud_ending e),"
            " (SELECT jsonb_agg(to_jsonb(l)) FROM fraud_learned l))"
        )
        return str(cursor.fetchone()[0])


def test_what_is_older_than_the_business_keeps_it_goes_and_nothing_younger():
    months = conf.fraud.keep_months
    with clock.hold(clock.now() - timedelta(days=months * 31)):
        paid_with()
    paid_with()
    assert forget_old(by=SYSTEM) == 4
    assert forget_old(by=SYSTEM) == 0
    assert counts() == [1, 1, 1, 1]
    assert Record.objects.filter(tag__endswith="fraud_memory:forget_old").count() == 1


def test_a_night_takes_batch_after_batch(monkeypatch):
    with clock.hold(clock.now() - timedelta(days=500)):
        for n in range(5):
            paid_with(n)
    for module in ("tiwala.fraud.actions.forget_old", "tiwala.fraud.jobs"):
        monkeypatch.setattr(f"{module}.BATCH", 2)
    jobs.forget_old()
    assert counts() == [0, 0, 0, 0]


def test_a_short_setting_is_heard_and_still_no_row_younger_than_ninety_days_goes(monkeypatch):
    monkeypatch.setattr(conf, "fraud", Fraud(late_ms=8_000, keep_months=0))
    with clock.hold(clock.now() - timedelta(days=80)):
        paid_with()
    with clock.hold(clock.now() - timedelta(days=100)):
        paid_with()
    forget_old(by=SYSTEM)
    assert counts() == [1, 1, 1, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_by_hand_nothing_young_is_deleted_and_nothing_is_changed(kind):
    paid_with()
    changes = [
        lambda: kind.objects.all().delete(),
        lambda: kind.objects.update(payment_ref="pay_x"),
        lambda: kind.objects.update(payment_ref="gone_x", id=7_000),
    ]
    if kind is Sighting:
        changes += [
            lambda: kind.objects.update(payment_ref="gone_x"),
            lambda: kind.objects.update(payment_ref="gone_x", customer_ref="gone_x"),
            lambda: kind.objects.update(payment_ref="gone_x", customer_ref="gone_x", amount_minor=1),
        ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_application_s_role_forgets_by_the_functions_alone():
    with clock.hold(clock.now() - timedelta(days=500)):
        paid_with()
    paid_with(customer_ref="cus_ben")
    grants.apply(connection, ROLE)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL ROLE {0}").format(sql.Identifier(ROLE)))
        for deed in ("DELETE FROM fraud_sighting", "UPDATE fraud_sighting SET payment_ref = 'gone_x'"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(deed)
        cursor.execute("SELECT fraud_forget_old(now(), 100), fraud_forget_customer('cus_ben')")
        assert cursor.fetchone() == (4, 1)
        cursor.execute("RESET ROLE")


def test_an_erased_customer_is_nobody_and_what_is_shared_still_counts():
    secret = [secrets.blind_primary(f"fraud.{about}", key).hex() for about, key in _OWN.items()]
    ref = paid_with(1)
    facts = a_try(**TOLD)
    assess_try(facts)
    hear_failed(payment_ref=facts.payment_ref, how="declined", reason="do_not_honor")
    bens = {"mail": "ben@example.test", "phone": "0918 123 4567", "bill_address": "9 Mabini", "device_key": "other"}
    paid_with(2, customer_ref="cus_ben", **bens)
    before = tried(ip=OFFICE, customer_ref="cus_eve").values
    assert forget_customer("cus_ana", by=SYSTEM) == 2
    assert forget_customer("cus_ana", by=SYSTEM) == 0
    text = everything()
    for trace in (*secret, "cus_ana", ref, facts.payment_ref):
        assert trace not in text.replace("\\\\x", "")
    after = tried(ip=OFFICE, customer_ref="cus_eve").values
    for name in ("ip_declines_24h", "ip_customers_24h", "ip_cards_24h", "ip_devices_24h", "ip_cards_of_one_bin_24h"):
        assert after[name] == before[name], name
    assert after["ip_tries_24h"] == before["ip_tries_24h"] + 1
    assert tried(**TOLD, customer_ref="cus_zoe").values["device_customers_24h"] == 1
    assert tried(**TOLD).values["is_new_device"] is None
    assert Sighting.objects.filter(customer_ref="cus_ben").get().mail_mark


_OWN = {
    "mail": "ana@example.test",
    "phone": "+639171234567",
    "device": "browser",
    "address": "12rizalave",
    "card": "gwa_1:fp_1",
}


def test_whose_keys_are_shredded_is_forgotten_without_anybody_telling():
    paid_with(customer_ref="cus_ben")
    paid_with(customer_ref="cus_eve")
    action(shred_keyset)("cus_ben")
    assert (forget_erased(by=SYSTEM), forget_erased(by=SYSTEM)) == (1, 0)
    assert set(Sighting.objects.values_list("customer_ref", flat=True)) - {"cus_eve"} != {"cus_ben"}
    assert not Sighting.objects.filter(customer_ref="cus_ben").exists()
    assert Sighting.objects.filter(customer_ref="cus_eve").exists()
    jobs.forget_erased()


@pytest.mark.parametrize("wanted", ["", "%", "cus%", "gone_1", "'; DROP TABLE fraud_sighting; --", "x" * 9_000])
def test_nobody_else_is_forgotten_by_a_strange_name(wanted):
    paid_with()
    assert forget_customer(wanted, by=SYSTEM) == 0
    assert Sighting.objects.get().customer_ref == "cus_ana"


def test_word_of_an_erased_try_that_comes_late_changes_nothing():
    ref = paid_with()
    forget_customer("cus_ana", by=SYSTEM)
    hear_failed(payment_ref=ref, how="declined", reason="do_not_honor")
    learn_card(ref, CardFacts("gwa_1", fingerprint="fp_9"))
    assert not Ending.objects.filter(payment_ref=ref).exists()
    assert not Learned.objects.filter(payment_ref=ref).exists()


def test_a_person_is_told_in_plain_words_and_no_rule_is_given_away():
    ref = paid_with()
    paid_with(customer_ref="cus_ben")
    [told] = held_about("cus_ana")
    assert (told["payment"], told["how_it_ended"]) == (ref, "paid")
    assert told["card_as_told_by_the_gateway"] == "Visa 424242 PH"
    assert "your browser's cookie" in told["kept_as_fingerprints"]
    assert "bill: PH" in told["countries"]
    assert told["what_came_of_watching"] == "Nothing: it was watched only."
    text = json.dumps(told)
    assert not any(one["rule"] in text for one in Assessment.objects.filter(payment_ref=ref).get().reasons)
    assert OFFICE not in text


def test_every_way_a_try_can_end_has_a_word():
    ref = paid_with()
    for how in get_args(How):
        note_ending(ref, how=how)
    assert held_about("cus_ana")[0]["how_it_ended"] == "paid, declined, refused by us, given back, disputed"


def test_every_column_about_a_person_is_on_the_list():
    about = {
        f"{kind.__name__}.{field.name}"
        for kind in (Sighting, Learned)
        for field in kind._meta.get_fields()
        if isinstance(field, models.BinaryField) or field.name.endswith("country") or field.name in ("bin", "brand")
    }
    long = {"Entity.mark", "Entity.memory", "Recalled.payment_ref"}
    thought = {
        f"Assessment.{name}"
        for name in (
            *("verdict", "values", "reasons", "score", "score_reasons", "shadow_score", "shadow_score_reasons"),
        )
    } | {"Label.kind", "Review.outcome", "Review.note"}
    bursts = {"Burst.mark", "Burst.payment_ref"}
    assert about | long | thought | bursts | {"Sighting.customer_ref"} == set(PERSONAL_FIELDS)
    ours = {kind.__name__ for kind in apps.get_app_config("fraud").get_models()}
    assert {name.partition(".")[0] for name in PERSONAL_FIELDS} <= ours


def judged(ref: str) -> str:
    """The payment was reported and people closed it; the note names somebody."""
    report_payment(ReportFacts(ref, "cus_ana", Money(100_00, "PHP")), by=NOBODY)
    review = Review.objects.get(payment_ref=ref)
    close_review(review.public_id, outcome="fraud", note="Ana Reyes did not do it", by=SYSTEM)
    return review.public_id


def test_labels_closed_reviews_and_ended_entries_go_in_time_and_what_is_open_stays():
    long_ago = clock.now() - timedelta(days=conf.fraud.keep_months * 31)
    facts = EntryFacts("deny", "ip", OFFICE, "stolen cards", ends_at=clock.now() - timedelta(days=200))
    with clock.hold(long_ago):
        judged(paid_with())
        add_to_list(facts, by=SYSTEM)
        add_to_list(replace(facts, ends_at=None, key="203.0.113.9"), by=SYSTEM)
        waits = paid_with()
        report_payment(ReportFacts(waits, "cus_ben", Money(1, "PHP")), by=NOBODY)
    judged(paid_with())
    jobs.forget_old()
    assert Label.objects.count() == 2
    assert sorted(Review.objects.values_list("state", flat=True)) == ["done", "open"]
    assert ListEntry.objects.get().ends_at is None


@pytest.mark.parametrize("kind", [Label, Review, ListEntry])
def test_by_hand_nobody_takes_a_young_label_review_or_entry_away(kind):
    judged(paid_with())
    entry = add_to_list(EntryFacts("deny", "ip", OFFICE, "stolen cards"), by=SYSTEM)
    end_listing(entry.public_id, by=SYSTEM)
    changes = [lambda: kind.objects.all().delete()]
    if kind is not ListEntry:
        changes += [lambda: kind.objects.update(payment_ref="pay_x")]
    if kind is Review:
        changes += [
            lambda: kind.objects.update(payment_ref="gone_x", customer_ref="gone_x"),
            lambda: kind.objects.update(amount_minor=1),
        ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_of_an_erased_customer_no_review_is_left_and_labels_teach_of_nobody_once():
    ref = paid_with()
    judged(ref)
    jobs.learn_labels()
    forget_customer("cus_ana", by=SYSTEM)
    assert not Review.objects.exists()
    told = {Label.objects.first().payment_ref, Assessment.objects.get().payment_ref, Sighting.objects.get().payment_ref}
    assert len(told) == 1
    assert told.pop().startswith("gone_")
    assert unlearned() == []
    jobs.learn_labels()
    assert not Recalled.objects.exists()


def test_fingerprints_go_on_matching_under_a_new_key_while_the_old_one_is_kept_beside_it(monkeypatch, tmp_path):
    add_to_list(EntryFacts("deny", "phone", "0917 123 4567", "stolen cards"), by=SYSTEM)
    for _ in range(3):
        paid_with()
    document = dict(keyring.current().document)
    (tmp_path / "keys.json").write_text(json.dumps(document))
    monkeypatch.setattr(conf, "ops", replace(conf.ops, key_file=str(tmp_path / "keys.json")))
    keyring.save({**document, "index": keysets.with_new_key(document["index"], kind="prf")})
    before = Sighting.objects.get(payment_ref=paid_with())
    seen = tried(**TOLD)
    assert bytes(Sighting.objects.first().ip_mark) != bytes(before.ip_mark)
    names = ("ip_tries_24h", "device_tries_24h", "mail_tries_24h", "phone_tries_24h", "address_tries_24h")
    assert {seen.values[name] for name in names} == {5}
    assert (seen.values["is_new_device"], seen.values["is_new_bill"], seen.verdict) == (False, False, "block")


def test_the_batch_is_small_enough_for_a_night_beside_payers():
    assert 100 <= BATCH <= 5_000
