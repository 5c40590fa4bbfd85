"""Believable customers for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tiwala.customers.actions.register_customer import register_customer
from tiwala.customers.facts import CustomerFacts
from tiwala.customers.models import Customer
from tiwala.kit.actor import SYSTEM, Actor

FACTS = CustomerFacts(
    name="Ana Peñaflor-Reyes",
    email="Ana.Reyes@mail.example",
    phone="0917 555 0199",
    address="7 Rizal Ave., Marikina",
    tin="987-654-321-000",
    tax_kind="vat",
    language="fil",
)
PLANTED = ("Ana", "Peñaflor", "Reyes", "mail.example", "5550199", "Rizal", "987-654")


def customer_facts(**changes: Any) -> CustomerFacts:
    return replace(FACTS, **changes)


def a_customer(**changes: Any) -> Customer:
    return register_customer(customer_facts(**changes), by=SYSTEM)


def as_staff(*permissions: str) -> Actor:
    return Actor("person", "usr_staff", permissions=frozenset(permissions), is_staff=True)


def as_customer(*customers: Customer) -> Actor:
    return Actor("person", "usr_customer", customer_refs=frozenset(each.public_id for each in customers))
