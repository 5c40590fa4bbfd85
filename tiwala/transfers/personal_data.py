"""What this room holds about a person. Erased by shredding the customer's keyset; a test keeps the list whole."""

from __future__ import annotations

from tiwala.transfers.models import Proof

PERSONAL_FIELDS = {
    "Proof.content": "a picture or PDF of a transfer, with the payer's account on it; deleted 180 days after"
    " it was decided about (conf.pay.proof_keep_days)",
    "Proof.words": "why a proof was not accepted; deleted with the file",
}
BUSINESS_FIELDS = {
    "ReceivingAccount.holder": "in whose name the business's account is, under the business's own keys",
    "ReceivingAccount.number": "the business's account",
    "ReceivingAccount.qr_text": "the business's QR Ph code",
}


def held_about(customer_ref: str) -> list[dict[str, str]]:
    """The proofs of this customer, oldest first, for a copy of one's data; the files by kind and size."""
    return [
        {
            "proof": one.public_id,
            "sent_at": one.created_at.isoformat(),
            "amount": str(one.claimed),
            "bank_reference": one.bank_reference,
            "paid_on": one.paid_on.isoformat(),
            "file": "deleted" if one.wiped_at else f"{one.media_type}, {len(one.content or b'')} bytes",
            "state": one.state,
            "words": one.words or "",
        }
        for one in Proof.objects.filter(customer_ref=customer_ref).order_by("id")
    ]
