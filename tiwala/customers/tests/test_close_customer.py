from __future__ import annotations

import pytest

from tiwala.audit.models import Record
from tiwala.customers.actions.close_customer import close_customer
from tiwala.customers.models import Customer
from tiwala.customers.tests.makers import a_customer
from tiwala.events.models import Message
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import WrongState

pytestmark = pytest.mark.django_db


def test_it_closes_and_keeps_the_history() -> None:
    customer = close_customer(a_customer().pk, by=SYSTEM)
    kept = Customer.objects.get(pk=customer.pk)
    assert (kept.state, kept.name) == ("closed", "Ana Peñaflor-Reyes")
    assert Record.objects.filter(tag="customer:close").count() == 1
    assert Message.objects.filter(name="customers.customer_closed").count() == 1


def test_it_refuses_a_second_closing() -> None:
    customer = close_customer(a_customer().pk, by=SYSTEM)
    with pytest.raises(WrongState):
        close_customer(customer.pk, by=SYSTEM)
