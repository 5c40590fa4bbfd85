"""/customers"""  # noqa: D400, D415 -- an address

from django.http import HttpRequest
from ninja import Query, Router

from tiwala.api import cursors
from tiwala.api.door import ApiKey, action_key, once_per_key
from tiwala.api.shapes.customers import CustomerIn, CustomerList, CustomerOut, CustomerQuery
from tiwala.customers import queries
from tiwala.customers.actions.correct_customer import correct_customer
from tiwala.customers.actions.register_customer import register_customer
from tiwala.kit import fields
from tiwala.kit.policy import actor_of

router = Router(tags=["Customers"])
LIST = "customers"


@router.get("", response=CustomerList, auth=ApiKey("customer.view"), operation_id="list_customers")
def customers(request: HttpRequest, query: Query[CustomerQuery]) -> CustomerList:
    """List or search customers, newest first."""
    found = queries.search(query.search, by=actor_of(request))
    rows, next_cursor = cursors.page(LIST, found, cursor=query.cursor, limit=query.limit)
    fields.preload(rows)
    return CustomerList(items=[CustomerOut.of(row) for row in rows], next_cursor=next_cursor)


@router.post("", response={201: CustomerOut}, auth=ApiKey("customer.create"), operation_id="create_customer")
@once_per_key(201)
def create(request: HttpRequest, customer: CustomerIn) -> CustomerOut:
    """Take somebody into the books."""
    return CustomerOut.of(register_customer(customer.facts(), by=actor_of(request), key=action_key(request)))


@router.get("/{customer_id}", response=CustomerOut, auth=ApiKey("customer.view"), operation_id="get_customer")
def one(request: HttpRequest, customer_id: str) -> CustomerOut:
    """One customer."""
    return CustomerOut.of(queries.by_ref(customer_id, by=actor_of(request)))


@router.put("/{customer_id}", response=CustomerOut, auth=ApiKey("customer.edit"), operation_id="replace_customer")
def replace(request: HttpRequest, customer_id: str, customer: CustomerIn) -> CustomerOut:
    """Replace the facts as a whole. Issued documents keep the buyer they were issued to."""
    actor = actor_of(request)
    known = queries.by_ref(customer_id, by=actor)
    return CustomerOut.of(correct_customer(known.id, facts=customer.facts(), by=actor))
