"""A key with a new text, and the old one beside it for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiwala.audit.models import Record
from tiwala.identity.actions.authenticate_key import authenticate_key
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.actions.revoke_key import revoke_key
from tiwala.identity.actions.rotate_key import rotate_key
from tiwala.identity.actions.tighten_rule import tighten_rule
from tiwala.identity.refusals import KeyGone, NotYoursToGive
from tiwala.identity.tests.people import as_actor, make_cora
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput

FACTS = KeyFacts("Shop", frozenset({"invoice.view"}), networks=("203.0.113.0/24",))
HERE = "203.0.113.5"


def test_both_texts_are_the_same_key_until_the_overlap_ends() -> None:
    key, old = issue_key(FACTS, by=SYSTEM)
    now = clock.now()
    with clock.hold(now):
        same, new = rotate_key(key.pk, overlap_hours=24, by=SYSTEM)
    assert same.public_id == key.public_id
    with clock.hold(now + timedelta(hours=24, seconds=-1)):
        assert [getattr(authenticate_key(text, ip=HERE), "id", None) for text in (old, new)] == [key.public_id] * 2
    with clock.hold(now + timedelta(hours=24)):
        assert authenticate_key(old, ip=HERE) is None
        assert authenticate_key(new, ip=HERE) is not None
    assert Record.objects.filter(tag="api_key:rotate", subject_ref=key.public_id).count() == 1


def test_scopes_and_addresses_stay_and_the_end_is_new() -> None:
    key, _old = issue_key(FACTS, by=SYSTEM)
    with clock.hold(clock.now() + timedelta(days=60)):
        same, new = rotate_key(key.pk, overlap_hours=1, by=SYSTEM)
        assert same.expires_at == clock.now() + timedelta(days=90)
        assert authenticate_key(new, ip="192.0.2.1") is None
    assert (same.scopes, same.networks) == (["invoice.view"], ["203.0.113.0/24"])


def test_without_an_overlap_the_old_text_is_good_no_more() -> None:
    key, old = issue_key(FACTS, by=SYSTEM)
    rotate_key(key.pk, overlap_hours=0, by=SYSTEM)
    assert authenticate_key(old, ip=HERE) is None


def test_rotated_twice_only_the_last_two_texts_are_good() -> None:
    key, first = issue_key(FACTS, by=SYSTEM)
    _, second = rotate_key(key.pk, overlap_hours=24, by=SYSTEM)
    _, third = rotate_key(key.pk, overlap_hours=24, by=SYSTEM)
    assert [authenticate_key(text, ip=HERE) is not None for text in (first, second, third)] == [False, True, True]


def test_an_overlap_outlives_neither_the_old_end_nor_the_rule() -> None:
    key, old = issue_key(KeyFacts("Shop", FACTS.scopes, expires_at=clock.now() + timedelta(hours=2)), by=SYSTEM)
    rotate_key(key.pk, overlap_hours=24, by=SYSTEM)
    with clock.hold(clock.now() + timedelta(hours=3)):
        assert authenticate_key(old) is None
    for hours in (-1, 169):
        with pytest.raises(BadInput):
            rotate_key(key.pk, overlap_hours=hours, by=SYSTEM)
    tighten_rule("key_overlap_hours", number=24, by=SYSTEM)
    with pytest.raises(BadInput):
        rotate_key(key.pk, overlap_hours=25, by=SYSTEM)


def test_a_withdrawn_key_gets_no_new_text_and_neither_text_opens() -> None:
    key, old = issue_key(FACTS, by=SYSTEM)
    _, new = rotate_key(key.pk, overlap_hours=24, by=SYSTEM)
    revoke_key(key.pk, by=SYSTEM)
    assert authenticate_key(old, ip=HERE) is authenticate_key(new, ip=HERE) is None
    with pytest.raises(KeyGone):
        rotate_key(key.pk, overlap_hours=0, by=SYSTEM)


def test_nobody_rotates_themselves_a_key_that_can_do_more_than_they_can() -> None:
    key, old = issue_key(KeyFacts("Strong", frozenset({"gateway.edit"})), by=SYSTEM)
    with pytest.raises(NotYoursToGive):
        rotate_key(key.pk, overlap_hours=0, by=as_actor(make_cora("admin")))
    assert authenticate_key(old) is not None
