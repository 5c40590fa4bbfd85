"""A payer agrees once, in words that are kept, and may change, pause and end it at any time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.autopay_makers import make_agreed, peso, planned, terms, yes
from tests.cast import CORA, DAN, payer
from tests.makers import make_customer, make_invoice
from tests.saving import keeper, make_kept
from tiwala.audit.models import Record
from tiwala.autopay import handlers
from tiwala.autopay.actions.change_agreement import change_agreement
from tiwala.autopay.actions.end_agreement import end_agreement
from tiwala.autopay.actions.make_agreement import make_agreement
from tiwala.autopay.actions.pause_agreement import pause_agreement
from tiwala.autopay.actions.plan_for import plan_for
from tiwala.autopay.actions.resume_agreement import resume_agreement
from tiwala.autopay.errors import AlreadyAgreed, OtherWords
from tiwala.autopay.models import Agreement, Collection
from tiwala.customers.models import Consent
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotAllowed, NotFound
from tiwala.notify.models import Letter
from tiwala.payments.actions.forget_method import forget_method
from tiwala.payments.errors import MethodGone, ProofTooLow

pytestmark = pytest.mark.django_db


def letters(kind="autopay.agreement"):
    return list(Letter.objects.filter(kind=kind).order_by("id"))


def test_the_words_with_the_payers_own_figures_are_what_stands(ana, account):
    agreement = make_agreed(ana, account)
    words = agreement.consent.words
    for part in ("Sampaguita Clinic", "Visa •••• 4242", "₱2,000.00 at a time", "₱5,000.00 in a calendar month"):
        assert part in words
    assert "at least 3 days before" in words
    assert "20% above" in words
    assert (agreement.state, agreement.consent.purpose) == ("active", "autopay")
    assert Record.objects.filter(tag="agreement:make").count() == 1
    assert "Automatic payment is on" in letters()[0].subject


def test_other_words_than_those_read_are_no_agreement(ana, account):
    method = make_kept(ana, account)
    read = yes(terms(method), method)
    with pytest.raises(OtherWords):
        make_agreement(ana.public_id, terms(method, cap=peso(200_001)), read, by=keeper(ana))
    assert not Agreement.objects.exists()
    assert not Consent.objects.filter(purpose="autopay").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"cap": peso(0)},
        {"month_cap": peso(199_999)},
        {"notice_days": 0},
        {"notice_days": 99},
        {"covers": ("pay_x",)},
        {"covers": ("brn_" + "0" * 26,)},
    ],
)
def test_senseless_terms_are_refused_field_by_field(ana, account, wrong):
    method = make_kept(ana, account)
    asked = terms(method, **wrong)
    with pytest.raises(BadInput) as refused:
        make_agreement(ana.public_id, asked, yes(terms(method), method), by=keeper(ana))
    assert set(refused.value.fields) == set(wrong)


def test_nobody_agrees_for_another(ana, account):
    method = make_kept(ana, account)
    asked, ben = terms(method), make_customer("Ben Cruz")
    read = yes(asked, method)
    with pytest.raises(ProofTooLow):
        make_agreement(ana.public_id, asked, read, by=payer("ana", ana.public_id))
    for by in (CORA, DAN, SYSTEM):
        with pytest.raises(NotAllowed):
            make_agreement(ana.public_id, asked, read, by=by)
    with pytest.raises(NotFound):
        make_agreement(ana.public_id, asked, read, by=keeper(ben, "ben"))
    with pytest.raises(MethodGone):
        make_agreement(ben.public_id, asked, read, by=keeper(ben, "ben"))
    other = make_invoice(ben).public_id
    with pytest.raises(BadInput):
        make_agreement(ana.public_id, replace(asked, covers=(other,)), read, by=keeper(ana))
    assert not Agreement.objects.exists()


def test_one_agreement_at_a_time(ana, account):
    agreement = make_agreed(ana, account)
    with pytest.raises(AlreadyAgreed):
        make_agreed(ana, account)
    end_agreement(agreement.public_id, by=keeper(ana))
    make_agreed(ana, account)


def test_a_change_is_agreed_to_anew_told_and_written_down(ana, account):
    agreement = make_agreed(ana, account)
    asked = terms(agreement.method, cap=peso(100_000), notice_days=7)
    change_agreement(agreement.public_id, asked, yes(asked, agreement.method), by=keeper(ana))
    agreement.refresh_from_db()
    assert (agreement.cap_minor, agreement.notice_days) == (100_000, 7)
    record = Record.objects.get(tag="agreement:change")
    assert (record.facts["before"]["cap_minor"], record.facts["after"]["cap_minor"]) == (200_000, 100_000)
    assert "Automatic payment was changed" in {one.subject for one in letters()}
    assert Consent.objects.filter(purpose="autopay").count() == 2


def test_the_database_changes_no_term_without_a_new_consent(ana, account):
    agreement = make_agreed(ana, account)
    for change in ({"cap_minor": 500_000}, {"month_cap_minor": 900_000}, {"notice_days": 1}, {"covers": ["inv_x"]}):
        with pytest.raises(DatabaseError, match="new consent"), transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk).update(**change)
    kept = Consent.objects.get(purpose="keep_method")
    with pytest.raises(IntegrityError, match="nobody agreed"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(cap_minor=500_000, consent=kept)


def test_paused_nothing_is_planned_and_resumed_it_is_told_anew(ana, account):
    invoice = make_invoice(ana)
    agreement = make_agreed(ana, account)
    first = planned(invoice)
    pause_agreement(agreement.public_id, by=keeper(ana))
    first.refresh_from_db()
    assert (first.state, first.why) == ("stopped", "paused")
    assert plan_for(ana.public_id, by=SYSTEM) == 0
    resume_agreement(agreement.public_id, by=keeper(ana))
    assert plan_for(ana.public_id, by=SYSTEM) == 1
    assert plan_for(ana.public_id, by=SYSTEM) == 0
    assert {one.subject for one in letters()} >= {"Automatic payment is paused", "Automatic payment is on again"}
    assert len(letters("autopay.coming")) == 2


def test_ended_it_stays_ended(ana, account):
    invoice = make_invoice(ana)
    agreement = make_agreed(ana, account)
    collection = planned(invoice)
    end_agreement(agreement.public_id, by=keeper(ana))
    end_agreement(agreement.public_id, by=keeper(ana))
    collection.refresh_from_db()
    assert (collection.state, collection.why) == ("stopped", "ended")
    assert Record.objects.filter(tag="agreement:end").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(state="active")


def test_staff_end_it_with_a_reason_that_the_customer_reads(ana, account):
    agreement = make_agreed(ana, account)
    with pytest.raises(BadInput):
        end_agreement(agreement.public_id, by=DAN)
    end_agreement(agreement.public_id, by=DAN, reason="The card was reported lost by phone.")
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ended_why) == ("ended", "staff")
    assert any("reported lost by phone" in one.body_text for one in letters())


def test_a_removed_method_ends_what_was_agreed_about_it(ana, account):
    agreement = make_agreed(ana, account)
    forget_method(agreement.method.public_id, by=keeper(ana))
    handlers.hear_removed(method_ref=agreement.method.public_id)
    handlers.hear_removed(method_ref=agreement.method.public_id)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ended_why) == ("ended", "method_removed")
    assert any("was removed" in one.body_text for one in letters())


def test_others_neither_see_nor_touch_it(ana, account):
    agreement = make_agreed(ana, account)
    ben = keeper(make_customer("Ben Cruz"), "ben")
    for verb in (pause_agreement, resume_agreement, end_agreement):
        with pytest.raises(NotFound):
            verb(agreement.public_id, by=ben)
        with pytest.raises(ProofTooLow):
            verb(agreement.public_id, by=payer("ana", ana.public_id))
    assert not Collection.objects.visible_to(ben).exists()
    assert Agreement.objects.get().state == "active"
