"""From which addresses a key may be used."""

from __future__ import annotations

import pytest

from tiwala.audit.models import Record
from tiwala.identity.actions.issue_key import KeyFacts, issue_key
from tiwala.identity.actions.restrict_key import restrict_key
from tiwala.identity.actions.revoke_key import revoke_key
from tiwala.identity.networks import MOST, clean_networks
from tiwala.identity.refusals import KeyGone
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput

FACTS = KeyFacts("Shop", frozenset({"invoice.view"}))


def test_it_is_changed_and_written_down_once() -> None:
    key, _ = issue_key(FACTS, by=SYSTEM)
    for _again in range(2):
        restrict_key(key.pk, networks=["203.0.113.7"], by=SYSTEM)
    key.refresh_from_db()
    assert key.networks == ["203.0.113.7/32"]
    assert Record.objects.filter(tag="api_key:restrict").count() == 1


def test_a_withdrawn_key_is_left_alone() -> None:
    key, _ = issue_key(FACTS, by=SYSTEM)
    revoke_key(key.pk, by=SYSTEM)
    with pytest.raises(KeyGone):
        restrict_key(key.pk, networks=[], by=SYSTEM)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (["203.0.113.7"], ["203.0.113.7/32"]),
        ([" 203.0.113.0/24 ", "", "203.0.113.0/24"], ["203.0.113.0/24"]),
        (["2001:DB8::/32", "10.0.0.1"], ["10.0.0.1/32", "2001:db8::/32"]),
        (["::ffff:203.0.113.7"], ["203.0.113.7/32"]),
        (["::ffff:203.0.113.0/120"], ["203.0.113.0/24"]),
    ],
)
def test_addresses_of_both_kinds_are_kept_in_one_form(written: list[str], kept: list[str]) -> None:
    assert clean_networks(written) == kept


@pytest.mark.parametrize(
    "text",
    ["x", "203.0.113.7/24", "203.0.113.256", "0.0.0.0/0", "::/0", "::ffff:0:0/96", "1.2.3", "10.0.0.1/33", "٣.1.1.1"],
)
def test_what_is_no_network_or_is_everything_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        clean_networks([text])


def test_there_are_not_endlessly_many() -> None:
    with pytest.raises(BadInput):
        clean_networks([f"10.0.0.{number}" for number in range(MOST + 1)])
