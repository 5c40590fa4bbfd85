"""Accounts of the business's own, transfers to them, and files that show one."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from tiwala.gateways import qrph
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock, ids
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.money import Money
from tiwala.payments.facts import StartFacts, Target
from tiwala.payments.models import Attempt
from tiwala.transfers.actions.open_account import open_account
from tiwala.transfers.actions.send_proof import send_proof
from tiwala.transfers.actions.start_transfer import start_transfer
from tiwala.transfers.facts import METHOD, NewAccount, ProofFacts, SeenFacts, SentFile
from tiwala.transfers.models import Proof, ReceivingAccount, Transfer

QR_TEXT = qrph.write(
    qrph.NewCode("p2p", {"01": "BNORPHMMXXX", "04": "001234567890"}, "SAMPAGUITA CLINIC", "Quezon City", "6016")
).text


def make_receiving(bank: str = "BDO", **more: Any) -> ReceivingAccount:
    """An open account of the business's own."""
    facts: dict[str, Any] = {"holder": "Sampaguita Clinic", "number": "0012 3456 7890"}
    return open_account(NewAccount(bank, **facts | more), by=SYSTEM)


def begin_transfer(
    *invoices: Invoice, account: ReceivingAccount | None = None, by: Actor = SYSTEM, **more: Any
) -> Attempt:
    """A transfer that is awaited."""
    account = account or ReceivingAccount.objects.open().first() or make_receiving()
    amount_minor = more.pop("amount_minor", None)
    targets = tuple(Target(one.public_id, Money(amount_minor or one.total_minor, "PHP")) for one in invoices)
    facts: dict[str, Any] = {"key": ids.uuid7().hex, "method": METHOD, "gateway_account_ref": account.public_id}
    return start_transfer(StartFacts(invoices[0].customer_ref, targets, **facts | more), by=by)


def transfer_of(attempt: Attempt) -> Transfer:
    """The transfer of this attempt."""
    return Transfer.objects.get(attempt_id=attempt.pk)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 90), colour: Any = "white", **saving: Any) -> bytes:
    """A small picture, another one for another colour."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, kind, **saving)
    return made.getvalue()


def pdf(pages: int = 1) -> bytes:
    """A PDF of so many empty pages."""
    parts = [b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"]
    kids = b" ".join(b"%d 0 R" % (3 + page) for page in range(pages))
    parts.append(b"2 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\n" % (pages, kids))
    parts += [b"%d 0 obj<</Type/Page/Parent 2 0 R>>endobj\n" % (3 + page) for page in range(pages)]
    return b"".join([*parts, b"trailer<</Root 1 0 R>>\n%%EOF\n"])


def proof_facts(attempt: Attempt, **more: Any) -> ProofFacts:
    """What a payer says who sent just what was asked, today."""
    facts: dict[str, Any] = {
        "file": SentFile(picture(colour=(hash(attempt.key) % 256, 10, 10))),
        "amount": attempt.amount,
        "bank_reference": f"REF{attempt.key[-8:]}",
        "paid_on": clock.today("Asia/Manila"),
    }
    return ProofFacts(attempt.public_id, **facts | more)


def show_proof(attempt: Attempt, *, by: Actor | None = None, **more: Any) -> Proof:
    """A proof that waits for a person, sent by whoever holds the pay link."""
    payer = Actor("guest", "lnk_somebody", customer_refs=frozenset({attempt.customer_ref}))
    return send_proof(proof_facts(attempt, **more), by=by or payer)


def seen(attempt: Attempt, **more: Any) -> SeenFacts:
    """What a person saw at the bank: just what was asked, today."""
    facts: dict[str, Any] = {
        "amount": attempt.amount,
        "bank_reference": f"BANK{attempt.key[-8:]}",
        "seen_on": clock.today("Asia/Manila"),
    }
    return SeenFacts(transfer_of(attempt).public_id, **facts | more)
