"""/refunds"""  # noqa: D400, D415 -- an address

from django.http import HttpRequest
from ninja import Query, Router

from tiwala.api import cursors
from tiwala.api.door import ApiKey, action_key, once_per_key
from tiwala.api.shapes.refunds import RefundIn, RefundList, RefundOut, RefundQuery, WaitingOut
from tiwala.kit import ids
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of
from tiwala.payments.actions.ask_for_refund import ask_for_refund
from tiwala.payments.models import Payment, Refund

router = Router(tags=["Refunds"])
LIST = "refunds"


@router.get("", response=RefundList, auth=ApiKey("refund.view"), operation_id="list_refunds")
def refunds(request: HttpRequest, query: Query[RefundQuery]) -> RefundList:
    """List refunds, newest first."""
    found = Refund.objects.visible_to(actor_of(request)).select_related("payment", "attempt")
    if query.payment:
        found = found.filter(payment_id=ids.decode("pay", query.payment))
    if query.state:
        found = found.filter(state=query.state)
    rows, next_cursor = cursors.page(LIST, found, cursor=query.cursor, limit=query.limit)
    return RefundList(items=[RefundOut.of(row) for row in rows], next_cursor=next_cursor)


@router.post(
    "", response={201: RefundOut, 202: WaitingOut}, auth=ApiKey("refund.create"), operation_id="refund_payment"
)
@once_per_key(201)
def create(request: HttpRequest, refund: RefundIn) -> RefundOut | WaitingOut:
    """Give money back, never more than came in. `unknown` means that we ask the gateway until we know.

    Over the business's limit it waits for a person there: 202. Ask again with a new question, or list the refunds.
    """
    if not Payment.objects.filter(pk=ids.decode("pay", refund.payment)).exists():
        raise NotFound(wanted="pay")
    made = ask_for_refund(refund.facts(action_key(request)), by=actor_of(request))
    return RefundOut.of(made) if isinstance(made, Refund) else WaitingOut.of(made)


@router.get("/{refund_id}", response=RefundOut, auth=ApiKey("refund.view"), operation_id="get_refund")
def one(request: HttpRequest, refund_id: str) -> RefundOut:
    """One refund."""
    found = Refund.objects.visible_to(actor_of(request)).select_related("payment", "attempt")
    return RefundOut.of(found.by_public_id(refund_id))
