"""A rule as people read it, in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from tiwala.fraud.attribute_words import said
from tiwala.fraud.attributes import ATTRIBUTES, KINDS
from tiwala.fraud.language.tree import read_rule
from tiwala.fraud.language.words import Reading, reading
from tiwala.fraud.packs import FIRST_DAY


def read(text: str) -> Reading:
    return reading(read_rule(text, KINDS), said)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ip_declines_1h >= 4", "declined tries from this address in the last hour: at least 4"),
        ("not ip_declines_1h >= 4", "declined tries from this address in the last hour: less than 4"),
        ("is_kept_method", "whether a kept method pays: yes"),
        ("not is_kept_method", "whether a kept method pays: no"),
        ('method in ["card", "gcash"]', "the way of paying, such as card or gcash: exactly “card”, “gcash”"),
        ("missing(customer_age_h)", "hours since the customer was first written down: not known"),
        ("amount_minor > 1250000.5", "the amount asked, in the currency's smallest unit: more than 1,250,000.5"),
        ("amount_minor * 2 > 4", "the amount asked, in the currency's smallest unit × 2: more than 4"),
    ],
)
def test_a_condition_in_plain_words(text, words):
    assert read(text).text == words


def test_joined_conditions_are_a_list_and_not_turns_each_of_them():
    found = read("not (is_kept_method and (amount_minor > 5 or is_payer_present))")
    assert found.text == "At least one of these holds:"
    assert found.parts[0].text.endswith(": no")
    assert found.parts[1].text == "All of these hold:"
    assert [one.text.rpartition(": ")[2] for one in found.parts[1].parts] == ["at most 5", "no"]


def test_every_rule_of_the_packs_can_be_read_in_both_languages():
    for language in ("en", "fil"):
        with translation.override(language):
            for one in FIRST_DAY:
                assert read(one.text).text


def test_every_attribute_says_what_it_means_in_filipino():
    with translation.override("en"):
        english = {name: said(name) for name in ATTRIBUTES}
    with translation.override("fil"):
        same = [name for name, words in english.items() if said(name) == words]
    assert not same, f"add what these say to fraud's catalogue: {same}"
