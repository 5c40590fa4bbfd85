"""/disputes"""  # noqa: D400, D415 -- an address

from django.http import HttpRequest
from ninja import Query, Router

from tiwala.api import cursors
from tiwala.api.door import ApiKey
from tiwala.api.shapes.disputes import DisputeList, DisputeOut, DisputeQuery
from tiwala.kit import ids
from tiwala.kit.policy import actor_of
from tiwala.payments.models import Dispute

router = Router(tags=["Disputes"])
LIST = "disputes"


@router.get("", response=DisputeList, auth=ApiKey("dispute.view"), operation_id="list_disputes")
def disputes(request: HttpRequest, query: Query[DisputeQuery]) -> DisputeList:
    """List disputes, newest first. They are answered by people, at the console."""
    found = Dispute.objects.visible_to(actor_of(request)).select_related("payment")
    if query.payment:
        found = found.filter(payment_id=ids.decode("pay", query.payment))
    if query.customer:
        found = found.filter(customer_ref=query.customer)
    if query.state:
        found = found.filter(state=query.state)
    rows, next_cursor = cursors.page(LIST, found, cursor=query.cursor, limit=query.limit)
    return DisputeList(items=[DisputeOut.of(row) for row in rows], next_cursor=next_cursor)


@router.get("/{dispute_id}", response=DisputeOut, auth=ApiKey("dispute.view"), operation_id="get_dispute")
def one(request: HttpRequest, dispute_id: str) -> DisputeOut:
    """One dispute."""
    found = Dispute.objects.visible_to(actor_of(request)).select_related("payment")
    return DisputeOut.of(found.by_public_id(dispute_id))
