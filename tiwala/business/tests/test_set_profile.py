from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tiwala.audit.models import Record
from tiwala.business import queries
from tiwala.business.actions.set_profile import RegimeLocked, set_profile
from tiwala.business.models import Profile, TaxRegime
from tiwala.business.tests.makers import profile_facts
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput

pytestmark = pytest.mark.django_db


def test_it_writes_down_who_collects() -> None:
    profile = set_profile(profile_facts(), by=SYSTEM)
    assert profile.is_ready()
    assert Profile.objects.get().tin == "123-456-789-00000"
    assert TaxRegime.objects.get().vat_status == "vat"
    assert Record.objects.get(tag="business:change").facts["version"] == 1


def test_a_change_makes_a_new_version_and_is_seen_at_once() -> None:
    set_profile(profile_facts(), by=SYSTEM)
    assert queries.profile_facts().name == "Aling Nena's Kusina"
    set_profile(profile_facts(trade_name=""), by=SYSTEM)
    assert queries.profile_facts().name == "Magdalena R. Santos Food Services"
    assert Profile.objects.get().version == 2


def test_vat_status_has_no_default() -> None:
    with pytest.raises(BadInput) as refused:
        set_profile(profile_facts(vat_status=""), by=SYSTEM)
    assert set(refused.value.fields) == {"vat_status"}


def test_it_names_every_field_that_is_wrong_at_once() -> None:
    bad = profile_facts(
        registered_name=" ",
        tin="12",
        address="",
        email="x",
        phone="1",
        time_zone="Mars/Base",
        currency="PHX",
        ac_number="A",
    )
    with pytest.raises(BadInput) as refused:
        set_profile(bad, by=SYSTEM)
    assert set(refused.value.fields) == {
        "registered_name",
        "tin",
        "address",
        "email",
        "phone",
        "time_zone",
        "currency",
        "ac_date",
    }
    assert not Profile.objects.exists()


def test_it_refuses_to_turn_a_non_vat_seller_into_a_vat_seller_in_passing() -> None:
    set_profile(profile_facts(vat_status="non_vat", other_tax="percentage"), by=SYSTEM)
    with pytest.raises(RegimeLocked):
        set_profile(profile_facts(vat_status="vat"), by=SYSTEM)
    assert Profile.objects.get().vat_status == "non_vat"


def test_percentage_tax_is_for_non_vat_sellers() -> None:
    with pytest.raises(BadInput):
        set_profile(profile_facts(vat_status="vat", other_tax="percentage"), by=SYSTEM)


def test_the_certificate_is_kept_with_its_date() -> None:
    set_profile(profile_facts(ac_number="AC_043_112026_000123", ac_date=date(2026, 11, 2)), by=SYSTEM)
    assert Profile.objects.get().ac_date == date(2026, 11, 2)


def test_the_database_holds_no_second_profile() -> None:
    set_profile(profile_facts(), by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE business_profile SET id = 2")


def test_name_and_tin_are_not_readable_in_the_table() -> None:
    set_profile(profile_facts(), by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text, encode(p.registered_name, 'escape') FROM business_profile p")
        raw = " ".join(cursor.fetchone())
    for planted in ("Magdalena", "123-456-789", "Mabini", "hello@nenas", "5550142"):
        assert planted not in raw
