from __future__ import annotations

import pytest
from django.db import connection

from tiwala.audit.models import Record
from tiwala.customers.actions.register_customer import register_customer
from tiwala.customers.models import Customer
from tiwala.customers.tests.makers import PLANTED, a_customer, customer_facts
from tiwala.events.models import Message
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput

pytestmark = pytest.mark.django_db


def test_it_writes_down_the_customer_in_one_spelling() -> None:
    found = Customer.objects.get(pk=a_customer(name="  Ana   Reyes ", tin="987654321").pk)
    assert (found.name, found.phone, found.tin) == ("Ana Reyes", "+639175550199", "987-654-321-00000")
    assert (found.state, found.language) == ("active", "fil")


def test_it_is_recorded_and_told_by_id_only() -> None:
    customer = a_customer()
    assert Record.objects.get(tag="customer:register").subject_ref == customer.public_id
    assert Message.objects.get(name="customers.customer_registered").payload == {"customer_ref": customer.public_id}


def test_only_the_name_is_needed() -> None:
    customer = a_customer(email="", phone="", address="", tin="", tax_kind="")
    assert Customer.objects.get(pk=customer.pk).email == ""


def test_the_same_key_again_gives_the_same_customer() -> None:
    first = register_customer(customer_facts(), by=SYSTEM, key="import-1")
    again = register_customer(customer_facts(name="Somebody Else"), by=SYSTEM, key="import-1")
    assert again.pk == first.pk
    assert Customer.objects.count() == 1


def test_without_a_key_two_people_may_be_called_the_same() -> None:
    assert a_customer().pk != a_customer().pk


def test_it_names_every_field_that_is_wrong_at_once() -> None:
    bad = customer_facts(name="", email="no", phone="12", address="x" * 301, tin="1", tax_kind="?", language="de")
    with pytest.raises(BadInput) as refused:
        register_customer(bad, by=SYSTEM)
    assert set(refused.value.fields) == {"name", "email", "phone", "address", "tin", "tax_kind", "language"}


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Ana\nBcc: eve@mail.example"[:4] + "\x00"},
        {"name": "x" * 121},
        {"email": "ana@mail.example\nBcc: eve@mail.example"},
        {"email": "a" * 110 + "@mail.example"},
        {"phone": "0" * 60},
    ],
)
def test_it_refuses_what_could_break_a_letter_or_a_page(changes: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        register_customer(customer_facts(**changes), by=SYSTEM)


def test_nothing_personal_is_readable_in_any_table_it_touches() -> None:
    a_customer()
    tables = ("customers_customer", "audit_record", "events_message", "events_delivery")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")  # noqa: S608 -- ours
            raw = cursor.fetchone()[0]
            raw += "".join(_bytes_in(raw))
            assert not [planted for planted in PLANTED if planted in raw], table


def _bytes_in(raw: str) -> list[str]:
    """What the bytea columns say when their hexadecimal is read as text."""
    pieces = raw.replace('"', " ").replace(",", " ").split("\\x")[1:]
    found = [piece.split(" ")[0].rstrip("\\})") for piece in pieces]
    return [bytes.fromhex(piece).decode(errors="ignore") for piece in found if len(piece) % 2 == 0]
