"""Entries of lists: what is refused, what is kept, how they end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tiwala.audit.models import Record
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.fraud.actions.end_listing import end_listing
from tiwala.fraud.facts import CardFacts
from tiwala.fraud.models import ListEntry, Review
from tiwala.fraud.tests.makers import OFFICE, tried
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotFound

pytestmark = pytest.mark.django_db
SOON = timedelta(days=3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"side": "allow"},
        {"side": "allow", "ends_at": -SOON},
        {"side": "allow", "ends_at": SOON, "scope": "nothing"},
        {"scope": "velocity"},
        {"reason": "  "},
        {"key": "not an address"},
        {"about": "mail_domain", "key": "@"},
        {"about": "customer", "key": ""},
        {"about": "bin", "key": "4111 1111 1111 1111"},
        {"about": "bin", "key": "4111111"},
        {"about": "bin", "key": "４１１１１１"},
        {"about": "bin", "key": "411"},
        {"side": "watch", "scope": "velocity"},
        {"side": "watching"},
    ],
    ids=str,
)
def test_it_refuses_what_makes_no_sense(wrong):
    asked = {"side": "deny", "about": "ip", "key": OFFICE, "reason": "card testing", **wrong}
    if "ends_at" in asked:
        asked["ends_at"] = clock.now() + asked["ends_at"]
    with pytest.raises(BadInput):
        add_to_list(EntryFacts(**asked), by=SYSTEM)
    assert not ListEntry.objects.exists()


@pytest.mark.parametrize(
    ("about", "key"), [("ip", OFFICE), ("net", OFFICE), ("customer", "cus_ana"), ("mail_domain", "X@Example.TEST")]
)
def test_every_kind_of_key_is_met_as_tries_have_it_and_ends_when_ended(about, key):
    entry = add_to_list(EntryFacts("deny", about, key, "card testing"), by=SYSTEM)
    asked = {"ip": OFFICE, "mail": "ana@example.test"}
    assert tried(**asked).listed[0].entry_ref == entry.public_id
    end_listing(entry.public_id, by=SYSTEM)
    end_listing(entry.public_id, by=SYSTEM)
    assert tried(**asked).verdict == "accept"
    tags = Record.objects.filter(subject_ref=entry.public_id).order_by("seq").values_list("tag", flat=True)
    assert list(tags) == ["fraud_list:add", "fraud_list:end"]


def kept_card(digits: str) -> CardFacts:
    return CardFacts(scope="acc", fingerprint=f"card of {digits}", bin=digits)


@pytest.mark.parametrize(
    ("listed", "told", "verdict"),
    [
        ("411111", "411111", "block"),
        ("411111", "41111122", "block"),
        ("4111 1122", "41111122", "block"),
        ("41111122", "41111133", "accept"),
        ("41111122", "411111", "accept"),
        ("411111", "4111112233334444", "accept"),
        ("411111", "", "accept"),
    ],
)
def test_the_first_digits_of_a_card_are_met_and_never_more_than_eight(listed, told, verdict):
    entry = add_to_list(EntryFacts("deny", "bin", listed, "a stolen batch"), by=SYSTEM)
    assert entry.shown == listed.replace(" ", "")
    assert tried(card=kept_card(told)).verdict == verdict


def test_what_is_watched_goes_on_and_a_person_looks_each_time():
    entry = add_to_list(EntryFacts("watch", "bin", "411111", "many of them came back"), by=SYSTEM)
    for _again in range(2):
        done = tried(card=kept_card("41111122"))
        assert (done.verdict, done.listed[0].side, done.listed[0].entry_ref) == ("review", "watch", entry.public_id)
    assert Review.objects.count() == 2
    assert tried(card=kept_card("52000000")).verdict == "accept"
    add_to_list(EntryFacts("allow", "customer", "cus_ana", "we know her", ends_at=clock.now() + SOON), by=SYSTEM)
    assert tried(card=kept_card("41111122")).verdict == "accept"
    add_to_list(EntryFacts("deny", "bin", "411111", "a stolen batch"), by=SYSTEM)
    assert tried(card=kept_card("41111122")).verdict == "block"


def test_the_database_knows_no_other_side_and_gives_a_scope_to_trust_alone():
    for wrong in ({"side": "other"}, {"side": "watch", "scope": "velocity"}, {"side": "allow"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ListEntry.objects.create(**{"about": "ip", "mark": b"m", "reason": "why", "owner_ref": "tiwala", **wrong})


def test_what_is_not_there_cannot_be_ended():
    with pytest.raises(NotFound):
        end_listing("fle_" + "0" * 26, by=SYSTEM)


def test_the_database_refuses_to_change_or_drop_an_entry():
    entry = add_to_list(EntryFacts("deny", "ip", OFFICE, "card testing"), by=SYSTEM)
    for change in (lambda: ListEntry.objects.update(side="allow"), entry.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
