"""A method is kept when this very try asked for it, in words its payer agreed to; and never its number."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.cast import CORA, payer
from tests.makers import make_customer, make_invoice
from tests.payment_makers import apply, approved, begin, make_account, promise
from tests.saving import AGENT, VISA, agreed, asked_to_keep, keeper, make_kept, told
from tiwala.customers.models import Consent
from tiwala.gateways import outcomes as o
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.errors import NotAllowed
from tiwala.notify.models import Letter
from tiwala.payments.actions.tell_of_method import tell_of_method
from tiwala.payments.errors import MethodNotOffered, ProofTooLow
from tiwala.payments.models import Attempt, SavedMethod

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(scripted):
    return make_account("scripted")


@pytest.fixture
def ana():
    return make_customer("Ana Reyes")


def test_what_was_agreed_to_stands_word_for_word_with_time_and_device(account, ana):
    consent = asked_to_keep(ana, account).keep_consent
    assert consent.words.startswith("I agree that Sampaguita Clinic")
    assert consent.words_sha256 == hashlib.sha256(consent.words.encode()).hexdigest()
    assert (consent.words_version, consent.language, consent.purpose) == ("keep-method-1", "en", "keep_method")
    assert (consent.agent, consent.neighbourhood, consent.given_by) == ("Chrome, Android", "203.0.113.0", "usr_ana")
    assert AGENT not in str(vars(consent))


def test_a_consent_is_never_changed_and_never_goes(account, ana):
    consent = asked_to_keep(ana, account).keep_consent
    for change in (lambda: Consent.objects.update(agent="x"), Consent.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    consent.refresh_from_db()
    assert consent.agent == "Chrome, Android"


def test_the_gateway_is_asked_to_save_and_what_it_tells_is_kept_masked(account, ana, scripted):
    attempt = begin(make_invoice(ana), account=account, keep=agreed(ana), by=keeper(ana))
    assert scripted.called("start")[0].save_method is True
    apply(attempt, approved(attempt, saved=told("tok_secret_1")))
    kept = SavedMethod.objects.get()
    assert (kept.shown, kept.ends_on, kept.state) == ("Visa •••• 4242", date(2034, 12, 31), "kept")
    assert (kept.token, kept.customer_ref, kept.saved_by_id) == ("tok_secret_1", ana.public_id, attempt.id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT payments_savedmethod::text FROM payments_savedmethod")
        assert b"tok_secret_1".hex() not in cursor.fetchone()[0]
    assert "tok_secret_1" not in repr(kept)


def test_without_a_consent_nothing_is_kept_whatever_the_gateway_saved(account, ana):
    attempt = promise(make_invoice(ana), account=account)
    apply(attempt, approved(attempt, saved=told()))
    assert not SavedMethod.objects.exists()


def test_told_twice_and_by_two_ways_it_is_kept_once(account, ana):
    attempt = asked_to_keep(ana, account)
    apply(attempt, approved(attempt))
    assert not SavedMethod.objects.exists()
    for token in ("tok_1", "tok_1", "tok_2"):
        apply(attempt, approved(attempt, saved=told(token)))
    assert [one.token for one in SavedMethod.objects.all()] == ["tok_1"]


def test_the_same_card_kept_again_stays_one_row_and_another_customers_is_another(account, ana):
    ben = make_customer("Ben Cruz")
    for who in (ana, ana, ben):
        attempt = asked_to_keep(who, account)
        apply(attempt, approved(attempt, saved=told("tok_same")))
    assert sorted(SavedMethod.objects.values_list("customer_ref", flat=True)) == sorted([ana.public_id, ben.public_id])


def test_whatever_a_gateway_tells_no_number_gets_in(account, ana):
    number = "4242424242424242"
    facts = o.MethodFacts(brand=number, last_four=number, wallet=f"acct {number}", expires_month=13, expires_year=9)
    kept = make_kept(ana, account, facts=facts)
    assert (kept.shown, kept.ends_on) == ("", None)
    with pytest.raises(DatabaseError), transaction.atomic():
        SavedMethod.objects.filter(pk=kept.pk).update(last_four="12a4")
    for column in ("brand", "wallet"):
        with pytest.raises(DatabaseError), transaction.atomic():
            SavedMethod.objects.filter(pk=kept.pk).update(**{column: number})


@pytest.mark.parametrize("by", [SYSTEM, CORA, Actor("key", "key_1"), Actor("guest", "lnk_1")])
def test_only_a_person_of_the_customer_agrees(account, ana, by):
    seen = replace(by, customer_refs=frozenset({ana.public_id}))
    with pytest.raises(NotAllowed):
        begin(make_invoice(ana), account=account, keep=agreed(ana), by=seen)
    assert not Attempt.objects.exists()
    assert not Consent.objects.exists()


def test_one_factor_is_too_little_to_keep_anything(account, ana):
    with pytest.raises(ProofTooLow):
        begin(make_invoice(ana), account=account, keep=agreed(ana), by=payer("ana", ana.public_id))


def test_a_way_that_cannot_be_kept_is_refused_before_anybody_pays(account, ana):
    with pytest.raises(MethodNotOffered):
        begin(make_invoice(ana), account=account, keep=agreed(ana), by=keeper(ana), method="bank")


def test_the_database_keeps_nothing_that_nobody_agreed_to(account, ana):
    kept = make_kept(ana, account)
    bare = promise(make_invoice(ana), account=account)
    forged = SavedMethod(
        customer=ana,
        customer_ref=ana.public_id,
        gateway_account_ref=account.public_id,
        method="card",
        token="tok_forged",
        token_mark=b"x" * 16,
        consent=kept.consent,
        saved_by=bare,
    )
    with pytest.raises(IntegrityError, match="nobody agreed"), transaction.atomic():
        forged.save()


def test_a_letter_says_that_it_is_kept_once_however_often_it_is_heard(account, ana):
    kept = make_kept(ana, account)
    for _ in range(2):
        tell_of_method(kept.public_id, what="kept", by=SYSTEM)
    letter = Letter.objects.get(kind="payments.method")
    assert "Visa •••• 4242 is kept" in letter.subject
    assert "/home/methods/" in letter.body_text
    assert VISA.last_four in letter.body_html
