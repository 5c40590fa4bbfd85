"""Events: what happened to a resource, told to the account's webhook if it asked for that."""

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.notices import Written, meet
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf

REFERENCE = ("checkout_session.payment.paid", "link.payment.paid", "payment.paid", "payment.failed", "payment.refunded",
             "payment.refund.updated", "qrph.expired", "source.chargeable")  # fmt: skip
"""What the webhook resource's page lists."""
NEWER = ("payment_intent.succeeded", "payment_intent.awaiting_payment_method", "refund.succeeded", "dispute.created",
         "dispute.resolved", "qr.paid", "qr.expired", "payout.deposited", "payout.returned")  # fmt: skip
"""What only the newer page on events lists; accounts whose name begins with "old" know nothing of them."""


def known_to(account: str) -> tuple[str, ...]:
    """The events an account may ask for."""
    return REFERENCE if is_old(account) else REFERENCE + NEWER


def is_old(account: str) -> bool:
    """Whether an account has only what the reference's pages are sure of."""
    return account.startswith("old")


def tell(bank: Bank, about: str, kind: str, resource: Row, *, account: str) -> None:
    """An event with the resource as it is now, unless the account's webhook is off or did not ask for it."""
    hooks = [one["attributes"] for one in shelf.all_of(bank, "webhook", account=account)]
    if hooks and not any(one["status"] == "enabled" and kind in one["events"] for one in hooks):
        return
    now, ident = int(bank.now()), new_id("evt")
    attributes = {
        "type": kind,
        "livemode": False,
        "data": resource,
        "previous_data": {},
        "created_at": now,
        "updated_at": now,
    }
    body = {"data": {"id": ident, "type": "event", "attributes": attributes}}
    meet(bank, Written(ident, account, about, kind, body))
