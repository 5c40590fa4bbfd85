from __future__ import annotations

import pytest

from tiwala.audit.models import Record
from tiwala.customers import queries
from tiwala.customers.actions.register_customers import BATCH_MAX, register_customers
from tiwala.customers.models import Customer
from tiwala.customers.tests.makers import customer_facts
from tiwala.events.models import Message
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import BadInput

pytestmark = pytest.mark.django_db


def test_all_are_taken_in_and_each_can_be_found() -> None:
    made = register_customers([customer_facts(name=f"Buyer {number}") for number in range(30)], by=SYSTEM)
    assert [each.name for each in made] == [f"Buyer {number}" for number in range(30)]
    assert Customer.objects.get(pk=made[7].pk).name == "Buyer 7"
    assert queries.search("buyer 29", by=SYSTEM).get().pk == made[29].pk
    assert Record.objects.filter(tag="customer:register").count() == 30
    assert Message.objects.filter(name="customers.customer_registered").count() == 30


def test_one_bad_row_and_none_is_taken_in() -> None:
    with pytest.raises(BadInput):
        register_customers([customer_facts(), customer_facts(name="")], by=SYSTEM)
    assert not Customer.objects.exists()


def test_it_refuses_too_many_at_once() -> None:
    with pytest.raises(BadInput):
        register_customers([customer_facts()] * (BATCH_MAX + 1), by=SYSTEM)
