from __future__ import annotations

from datetime import timedelta

import pytest

from tiwala.kit import clock
from tiwala.kit.actor import NOBODY, SYSTEM, Actor
from tiwala.kit.errors import NotFound
from tiwala.notify import queries
from tiwala.notify.actions.deliver_letter import deliver_letter
from tiwala.notify.tests.makers import a_letter

pytestmark = pytest.mark.django_db


def test_staff_with_the_permission_read_every_letter() -> None:
    letter = a_letter()
    clerk = Actor("person", "usr_1", permissions=frozenset({"outbox.view"}), is_staff=True)
    assert queries.open_letter(letter.public_id, by=clerk).to_email == "ana.reyes@mail.example"


def test_ana_reads_her_own_letters_and_ben_does_not() -> None:
    letter = a_letter()
    ana = Actor("person", "usr_2", customer_refs=frozenset({letter.key_owner}))
    assert queries.letters(by=ana).count() == 1
    for stranger in (Actor("person", "usr_3", customer_refs=frozenset({"cus_x"})), NOBODY):
        with pytest.raises(NotFound):
            queries.open_letter(letter.public_id, by=stranger)


def test_the_outbox_is_listed_newest_first_and_by_state() -> None:
    first, second = a_letter(), a_letter(about="inv_2")
    deliver_letter(first.pk, by=SYSTEM)
    assert [each.ref for each in queries.opened(queries.letters(by=SYSTEM))] == [second.public_id, first.public_id]
    assert [each.ref for each in queries.opened(queries.letters(by=SYSTEM, state="sent"))] == [first.public_id]
    assert queries.letters(by=SYSTEM, about="inv_2").count() == 1


def test_a_page_of_letters_costs_two_queries(django_assert_max_num_queries: object) -> None:
    for _ in range(8):
        a_letter()
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert len(queries.opened(queries.letters(by=SYSTEM))) == 8


def test_health_tells_how_long_the_oldest_waits() -> None:
    a_letter()
    with clock.hold(clock.now() + timedelta(minutes=3)):
        health = queries.health()
    assert health.waiting == 1
    assert 178 <= health.oldest_waiting_s <= 182
    assert not health.has_server
