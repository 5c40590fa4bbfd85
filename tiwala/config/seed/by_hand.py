"""The demo's own account, and two payers who say that they sent money to it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Final

from PIL import Image, ImageDraw

from tiwala.gateways import qrph
from tiwala.invoicing.models import Invoice
from tiwala.kit import clock
from tiwala.kit.actor import SYSTEM, Actor
from tiwala.kit.money import Money
from tiwala.ledger import balances
from tiwala.payments.facts import StartFacts, Target
from tiwala.payments.queries import live_targets
from tiwala.transfers.actions.open_account import open_account
from tiwala.transfers.actions.send_proof import send_proof
from tiwala.transfers.actions.start_transfer import start_transfer
from tiwala.transfers.facts import METHOD, NewAccount, ProofFacts, SentFile
from tiwala.transfers.models import ReceivingAccount

_LOOKED_THROUGH: Final = 60
_PAPER: Final = (480, 640)


def show_transfers(*, but: str) -> None:
    """One account, and two proofs that wait: one as asked, one of another amount. Not of the customer named."""
    account = _account()
    latest = Invoice.objects.filter(state="issued").exclude(customer_ref=but).order_by("-id")[:_LOOKED_THROUGH]
    being_paid = live_targets([one.public_id for one in latest])
    owed = [one for one in latest if one.public_id not in being_paid and _whole(one)]
    for invoice, less in zip(owed[-2:], (0, 5_000), strict=False):
        _send(invoice, account, less=less)


def _whole(invoice: Invoice) -> bool:
    return balances.open_amount(invoice.public_id) == invoice.total_minor


def _account() -> ReceivingAccount:
    inside = {"01": "BNORPHMMXXX", "02": "99964403", "04": "001280456712"}
    code = qrph.write(qrph.NewCode("p2p", inside, "BAYANIHAN FIBER", "Quezon City", "6016"))
    facts = NewAccount("BDO", "Bayanihan Fiber Internet Services", "0012 8045 6712", code.text)
    return open_account(facts, by=SYSTEM)


def _send(invoice: Invoice, account: ReceivingAccount, *, less: int) -> None:
    whole = Money(invoice.total_minor, invoice.currency)
    facts = StartFacts(
        customer_ref=invoice.customer_ref,
        targets=(Target(invoice.public_id, whole),),
        method=METHOD,
        gateway_account_ref=account.public_id,
        key=f"demo:{invoice.public_id}:transfer",
    )
    attempt = start_transfer(facts, by=SYSTEM)
    sent, number = whole - Money(less, whole.currency), f"60{attempt.created_at:%d%H%M%S}{less // 1000}"
    payer = Actor("guest", "lnk_demo", customer_refs=frozenset({invoice.customer_ref}))
    proof = ProofFacts(
        attempt_ref=attempt.public_id,
        file=SentFile(_slip(sent, number=number, reference=attempt.code)),
        amount=sent,
        bank_reference=number,
        paid_on=clock.today("Asia/Manila") - timedelta(days=1),
    )
    send_proof(proof, by=payer)


def _slip(amount: Money, *, number: str, reference: str) -> bytes:
    """What a bank's app shows after a transfer, more or less."""
    paper = Image.new("RGB", _PAPER, "white")
    pen = ImageDraw.Draw(paper)
    pen.rectangle((0, 0, _PAPER[0], 90), fill="#153a7a")
    pen.text((24, 30), "Transfer sent", fill="white", font_size=28)
    lines = ("Amount", str(amount), "To", "BDO 0012 8045 6712", "Message", reference, "Reference number", number)
    for place, words in enumerate(lines):
        is_value = place % 2
        pen.text((24, 130 + 56 * place), words, fill="#111" if is_value else "#777", font_size=24 if is_value else 18)
    made = io.BytesIO()
    paper.save(made, "PNG")
    return made.getvalue()
