import pytest

from tiwala.events import registry
from tiwala.events.tests.conftest import CupFilled, drink, wash
from tiwala.kit.errors import InvariantBroken


def test_a_handler_asks_for_fields_by_name():
    assert registry.handlers_of("tests.cup_filled") == (registry.name_of(drink), registry.name_of(wash))
    assert registry.handler(registry.name_of(drink)) is drink


def test_an_unknown_event_reaches_nobody():
    assert registry.handlers_of("tests.unknown") == ()


def test_a_handler_that_wants_more_than_there_is_does_not_fit():
    def greedy(*, cup_ref, colour):
        """Wants a field that is not there."""

    assert "colour" in registry.misfits({CupFilled: [greedy]})[0]
    with pytest.raises(InvariantBroken):
        registry.set_wiring({CupFilled: [greedy]})


def test_nobody_goes_first_who_hears_nothing():
    with pytest.raises(InvariantBroken, match="hears nothing"):
        registry.set_wiring({CupFilled: [drink]}, first=[wash])


def test_a_class_that_is_no_event_does_not_fit():
    assert "is not an event" in registry.misfits({dict: [drink]})[0]
