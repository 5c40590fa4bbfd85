"""Every gateway can be told of before there is an account."""

from __future__ import annotations

import pytest

from tiwala.gateways.registry import GATEWAYS
from tiwala.gateways.wording import FieldWords


@pytest.mark.parametrize(("name", "mode"), [(name, mode) for name, known in GATEWAYS.items() for mode in known.modes])
def test_it_says_what_it_can_before_there_are_keys(name, mode):
    assert GATEWAYS[name].can(mode).methods


@pytest.mark.parametrize("name", GATEWAYS)
def test_the_wizard_has_words_for_every_key(name):
    words = GATEWAYS[name].words
    assert words is not None
    assert set(words.keys) == set(GATEWAYS[name].needs)
    assert set(words.settings) == set(GATEWAYS[name].may_have)
    assert str(words.about)
    assert all(word.isalpha() and asked for setting in words.settings.values() for word, asked in setting.items())


def test_a_live_key_does_not_fit_a_test_account():
    field = FieldWords("Key", begins={"test": "sk_test_", "live": "sk_live_"})
    assert field.fits("sk_test_1", "test")
    assert not field.fits("sk_live_1", "test")
    assert FieldWords("Key").fits("anything", "live")
