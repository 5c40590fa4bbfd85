"""/paybacks"""  # noqa: D400, D415 -- an address

from django.http import HttpRequest
from ninja import Query, Router

from tiwala.api import cursors
from tiwala.api.door import ApiKey
from tiwala.api.shapes.paybacks import PaybackList, PaybackOut, PaybackQuery
from tiwala.kit import ids
from tiwala.kit.policy import actor_of
from tiwala.payments.models import Payback

router = Router(tags=["Paybacks"])
LIST = "paybacks"


@router.get("", response=PaybackList, auth=ApiKey("refund.view"), operation_id="list_paybacks")
def paybacks(request: HttpRequest, query: Query[PaybackQuery]) -> PaybackList:
    """List paybacks, newest first. People ask for them and approve them, at the console."""
    found = Payback.objects.visible_to(actor_of(request)).select_related("payment", "refund")
    if query.payment:
        found = found.filter(payment_id=ids.decode("pay", query.payment))
    if query.customer:
        found = found.filter(customer_ref=query.customer)
    if query.state:
        found = found.filter(state=query.state)
    rows, next_cursor = cursors.page(LIST, found, cursor=query.cursor, limit=query.limit)
    return PaybackList(items=[PaybackOut.of(row) for row in rows], next_cursor=next_cursor)


@router.get("/{payback_id}", response=PaybackOut, auth=ApiKey("refund.view"), operation_id="get_payback")
def one(request: HttpRequest, payback_id: str) -> PaybackOut:
    """One payback."""
    found = Payback.objects.visible_to(actor_of(request)).select_related("payment", "refund")
    return PaybackOut.of(found.by_public_id(payback_id))
