"""Paying by sending money to the business's own account: begun, called off, and the form for its proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tiwala.home.forms import DIGITS_MAX
from tiwala.invoicing.queries import branch_of
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadInput, BadMoney, Refusal
from tiwala.kit.money import Money
from tiwala.payments.actions.cancel_attempt import cancel_attempt
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.facts import StartFacts
from tiwala.payments.models import Attempt
from tiwala.transfers.actions.cancel_transfer import cancel_transfer
from tiwala.transfers.actions.start_transfer import start_transfer
from tiwala.transfers.errors import BadProof, ProofHasVirus, ProofWaits
from tiwala.transfers.facts import METHOD, ProofFacts, SentFile
from tiwala.transfers.files import MOST_BYTES
from tiwala.transfers.queries import is_by_hand

_TEXT_MAX: Final = 60
ACCEPTS: Final = "image/jpeg,image/png,image/webp,application/pdf"
"""Told to the browser, so that a phone hands over a JPEG of a picture it keeps in another way."""


def begin(facts: StartFacts, *, by: Actor) -> Attempt:
    """Start what the form asks for: at a gateway, with the branch that sold it; or by hand."""
    if facts.method == METHOD:
        return start_transfer(facts, by=by)
    return start_payment(replace(facts, branch_ref=branch_of(facts.targets)), by=by)


def call_off(attempt: Attempt, *, by: Actor) -> Attempt:
    """Call a try off. One whose money a person is looking for stays as it is."""
    if not is_by_hand(attempt):
        return cancel_attempt(attempt.id, by=by)
    try:
        return cancel_transfer(attempt.id, by=by)
    except ProofWaits:
        return attempt


@dataclass(frozen=True, slots=True)
class ProofForm:
    """What the payer typed about a transfer, to be shown again with what is wrong beside it."""

    amount: str = ""
    bank_reference: str = ""
    paid_on: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""
    status: int = 200
    accepts: str = ACCEPTS

    @classmethod
    def empty(cls) -> ProofForm:
        """As it is first shown: sent today, the amount to be typed."""
        return cls(paid_on=clock.today("Asia/Manila").isoformat())

    @classmethod
    def refusing(cls, request: HttpRequest, refusal: Refusal) -> ProofForm:
        """What was typed, and why it was not taken. A file cannot be kept in a form: it is chosen again."""
        posted = {name: request.POST.get(name, "")[:_TEXT_MAX] for name in ("amount", "bank_reference", "paid_on")}
        errors = refusal.fields if isinstance(refusal, BadInput) else {}
        if isinstance(refusal, BadProof | ProofHasVirus):
            errors = {"file": refusal.text}
        return cls(**posted, errors=errors, refused="" if errors else refusal.text, status=refusal.status)


def read_proof(request: HttpRequest, attempt: Attempt) -> ProofFacts:
    """The form of a proof; refuses what is missing or makes no sense, all at once."""
    wrong: dict[str, str] = {}
    sent = request.FILES.get("file")
    data = sent.read(MOST_BYTES + 1) if sent else b""
    if not data:
        wrong["file"] = _("Choose the picture or PDF of your transfer, at most 5 MB.")
    amount = _amount(request.POST.get("amount", ""), attempt.currency)
    if amount is None:
        wrong["amount"] = _("Write the amount you sent, such as 1,250.50.")
    paid_on = _day(request.POST.get("paid_on", ""))
    if paid_on is None:
        wrong["paid_on"] = _("Choose the day you sent it; it cannot be in the future.")
    if wrong or amount is None or paid_on is None:
        raise BadInput(fields=wrong)
    return ProofFacts(
        attempt_ref=attempt.public_id,
        file=SentFile(data),
        amount=amount,
        bank_reference=request.POST.get("bank_reference", "")[:_TEXT_MAX],
        paid_on=paid_on,
    )


def _amount(text: str, currency: str) -> Money | None:
    try:
        found = Money.parse(text[: 2 * DIGITS_MAX], currency)
    except BadMoney:
        return None
    return found if found.minor > 0 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
