from __future__ import annotations

import pytest

from tiwala.customers.models import Customer
from tiwala.customers.personal_data import INDEX_FIELDS, PERSONAL_FIELDS, held_about
from tiwala.customers.tests.makers import a_customer
from tiwala.kit.fields import BlindIndex, sealed_fields_of


def test_every_sealed_or_indexed_field_is_on_the_list() -> None:
    assert {field.name for field in sealed_fields_of(Customer)} == {field.name for field in PERSONAL_FIELDS}
    blind = {field.name for field in Customer._meta.concrete_fields if isinstance(field, BlindIndex)}
    assert blind == set(INDEX_FIELDS)


@pytest.mark.django_db
def test_a_person_can_be_given_what_we_hold() -> None:
    held = held_about(a_customer())
    assert held["name"] == "Ana Peñaflor-Reyes"
    assert held["tax_kind"] == "vat"
