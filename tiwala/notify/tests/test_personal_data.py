from __future__ import annotations

import pytest

from tiwala.kit.fields import sealed_fields_of
from tiwala.notify.models import Letter
from tiwala.notify.personal_data import PERSONAL_FIELDS, held_about
from tiwala.notify.tests.makers import a_letter


def test_every_sealed_field_is_on_the_list() -> None:
    assert {field.name for field in sealed_fields_of(Letter)} == set(PERSONAL_FIELDS)


@pytest.mark.django_db
def test_a_person_is_given_their_own_letters() -> None:
    letter = a_letter()
    a_letter()
    [held] = held_about(letter.key_owner)
    assert held["to_email"] == "ana.reyes@mail.example"
