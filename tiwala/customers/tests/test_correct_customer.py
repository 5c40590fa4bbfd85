from __future__ import annotations

import pytest

from tiwala.audit.models import Record
from tiwala.customers import queries
from tiwala.customers.actions.close_customer import close_customer
from tiwala.customers.actions.correct_customer import correct_customer
from tiwala.customers.models import Customer
from tiwala.customers.tests.makers import a_customer, customer_facts
from tiwala.events.models import Message
from tiwala.kit import ids
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput, NotFound, WrongState

pytestmark = pytest.mark.django_db


def test_the_new_facts_are_found_and_the_old_ones_are_not() -> None:
    customer = a_customer()
    correct_customer(customer.pk, facts=customer_facts(name="Ana Cruz", email="ana@new.example"), by=SYSTEM)
    assert Customer.objects.get(pk=customer.pk).name == "Ana Cruz"
    assert queries.search("cruz", by=SYSTEM).count() == 1
    assert queries.search("ana@new.example", by=SYSTEM).count() == 1
    assert queries.search("reyes", by=SYSTEM).count() == 0
    assert queries.search("ana.reyes@mail.example", by=SYSTEM).count() == 0


def test_it_tells_which_fields_changed_and_not_how() -> None:
    customer = a_customer()
    correct_customer(customer.pk, facts=customer_facts(phone="0918 555 0100"), by=SYSTEM)
    assert Record.objects.get(tag="customer:correct").facts == {"fields": "phone"}
    assert Message.objects.get(name="customers.customer_corrected").payload["fields"] == ["phone"]


def test_nothing_changed_is_nothing_recorded() -> None:
    customer = a_customer()
    correct_customer(customer.pk, facts=customer_facts(), by=SYSTEM)
    assert not Record.objects.filter(tag="customer:correct").exists()


def test_it_refuses_bad_facts_a_closed_customer_and_a_stranger() -> None:
    customer = a_customer()
    with pytest.raises(BadInput):
        correct_customer(customer.pk, facts=customer_facts(email="no"), by=SYSTEM)
    close_customer(customer.pk, by=SYSTEM)
    with pytest.raises(WrongState):
        correct_customer(customer.pk, facts=customer_facts(name="Ana Cruz"), by=SYSTEM)
    with pytest.raises(NotFound):
        correct_customer(ids.uuid7(), facts=customer_facts(), by=SYSTEM)
