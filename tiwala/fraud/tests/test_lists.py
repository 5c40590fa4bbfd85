"""Entries of lists: what is refused, what is kept, how they end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tiwala.audit.models import Record
from tiwala.fraud.actions.add_to_list import EntryFacts, add_to_list
from tiwala.fraud.actions.end_listing import end_listing
from tiwala.fraud.models import ListEntry
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


def test_what_is_not_there_cannot_be_ended():
    with pytest.raises(NotFound):
        end_listing("fle_" + "0" * 26, by=SYSTEM)


def test_the_database_refuses_to_change_or_drop_an_entry():
    entry = add_to_list(EntryFacts("deny", "ip", OFFICE, "card testing"), by=SYSTEM)
    for change in (lambda: ListEntry.objects.update(side="allow"), entry.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
