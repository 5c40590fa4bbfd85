"""Customers over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from tiwala.api.shapes.parts import Input, Paged
from tiwala.customers.facts import ADDRESS_MAX, NAME_MAX, CustomerFacts
from tiwala.customers.models import Customer
from tiwala.customers.queries import SEARCH_MAX

_LINE = 200


class CustomerIn(Input):
    """Who pays. Only the name is needed."""

    name: str = Field(min_length=1, max_length=NAME_MAX)
    email: str = Field("", max_length=_LINE)
    phone: str = Field("", max_length=_LINE)
    address: str = Field("", max_length=ADDRESS_MAX)
    tin: str = Field("", max_length=_LINE)
    tax_kind: Literal["", "vat", "non_vat"] = ""
    language: Literal["en", "fil"] = "en"

    def facts(self) -> CustomerFacts:
        """As the room takes them."""
        return CustomerFacts(**self.model_dump())


class CustomerOut(Schema):
    """A customer."""

    id: str
    name: str
    email: str
    phone: str
    address: str
    tin: str
    tax_kind: str
    language: str
    state: str
    created_at: datetime

    @classmethod
    def of(cls, customer: Customer) -> CustomerOut:
        """The row, unsealed."""
        return cls(
            id=customer.public_id,
            name=customer.name,
            email=customer.email,
            phone=customer.phone,
            address=customer.address,
            tin=customer.tin,
            tax_kind=customer.tax_kind,
            language=customer.language,
            state=customer.state,
            created_at=customer.created_at,
        )


class CustomerList(Schema):
    """A page of customers; `next_cursor` is empty on the last one."""

    items: list[CustomerOut]
    next_cursor: str


class CustomerQuery(Paged):
    """`search`: an id, a whole e-mail, a phone or its last four digits, or words of the name."""

    search: str = Field("", max_length=SEARCH_MAX, pattern=r"^[^\x00]*$")
