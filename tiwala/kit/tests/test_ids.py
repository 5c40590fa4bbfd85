"""Ids go out wearing their type and come back as what they were, or not at all."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiwala.kit import clock, ids
from tiwala.kit.errors import BadId


@given(st.uuids(), st.sampled_from(sorted(ids.PREFIXES)))
def test_what_goes_out_comes_back(value, prefix):
    assert ids.decode(prefix, ids.encode(prefix, value)) == value


@given(st.text(max_size=40))
def test_hostile_text_is_refused(text):
    with pytest.raises(BadId):
        ids.decode("inv", text)


@pytest.mark.parametrize(
    "text",
    [
        "inv_",
        "inv_" + "0" * 25,
        "inv_" + "0" * 27,
        "inv_" + "z" * 26,
        "inv_" + "I" * 26,
        "pay_" + "0" * 26,
        "inv" + "0" * 26,
    ],
)
def test_near_misses_are_refused(text):
    with pytest.raises(BadId):
        ids.decode("inv", text)


def test_an_unknown_prefix_is_a_broken_invariant():
    with pytest.raises(AssertionError):
        ids.encode("xxx", UUID(int=0))


def test_a_new_id_is_a_version_seven_that_sorts_by_birth():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    born = []
    for second in range(5):
        with clock.hold(start + timedelta(seconds=second)):
            born.append(ids.uuid7())
    assert born == sorted(born)
    assert {(one.version, one.variant) for one in born} == {(7, "specified in RFC 4122")}
    assert [ids.encode("inv", one) for one in born] == sorted(ids.encode("inv", one) for one in born)
