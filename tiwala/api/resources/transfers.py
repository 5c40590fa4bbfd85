"""/transfers"""  # noqa: D400, D415 -- an address

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from ninja import Query, Router

from tiwala.api import cursors
from tiwala.api.door import ApiKey
from tiwala.api.shapes.transfers import TransferList, TransferOut, TransferQuery
from tiwala.kit import ids
from tiwala.kit.policy import actor_of
from tiwala.transfers.models import Proof, Transfer
from tiwala.transfers.models.transfer import TransferQuerySet

router = Router(tags=["Transfers"])
LIST = "transfers"


@router.get("", response=TransferList, auth=ApiKey("payment.view"), operation_id="list_transfers")
def transfers(request: HttpRequest, query: Query[TransferQuery]) -> TransferList:
    """List transfers, newest first. A person confirms them, at the console; proofs stay there."""
    found = _visible(request)
    if query.payment:
        found = found.filter(attempt__payment_id=ids.decode("pay", query.payment))
    if query.customer:
        found = found.filter(customer_ref=query.customer)
    if query.state:
        found = found.filter(attempt__state=query.state)
    rows, next_cursor = cursors.page(LIST, found, cursor=query.cursor, limit=query.limit)
    return TransferList(items=[_shown(row) for row in rows], next_cursor=next_cursor)


@router.get("/{transfer_id}", response=TransferOut, auth=ApiKey("payment.view"), operation_id="get_transfer")
def one(request: HttpRequest, transfer_id: str) -> TransferOut:
    """One transfer."""
    return _shown(_visible(request).by_public_id(transfer_id))


def _visible(request: HttpRequest) -> TransferQuerySet:
    waiting = Proof.objects.waiting().filter(transfer_id=OuterRef("pk"))
    found = Transfer.objects.visible_to(actor_of(request)).select_related("attempt__payment", "account", "seen")
    return found.annotate(proof_waits=Exists(waiting))


def _shown(transfer: Transfer) -> TransferOut:
    return TransferOut.of(transfer, proof_waits=bool(getattr(transfer, "proof_waits", False)))
