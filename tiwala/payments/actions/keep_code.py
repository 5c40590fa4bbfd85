"""A QR Ph code from a gateway is shown only when it asks for this amount."""

from __future__ import annotations

from typing import Any, Final

from tiwala.gateways import qrph
from tiwala.gateways.outcomes import DeclineReason
from tiwala.kit.actor import Actor
from tiwala.kit.db import assert_in_transaction
from tiwala.payments.models import Attempt
from tiwala.payments.states import AttemptState
from tiwala.tasks.actions.raise_task import raise_task

QRPH: Final = "qrph"


def keep_code(attempt: Attempt, text: str, *, by: Actor) -> str:
    """Keep the code for the payer, or keep it from the payer: a step. What is wrong with it in a word, or nothing.

    One that is no QR Ph code, or asks for another amount, is never shown: a person is told once, and the payer may
    choose another way. Codes of other methods are the gateway's own and kept as they are.
    """
    assert_in_transaction()
    wrong = _what_is_wrong(attempt, text) if attempt.method == QRPH else {}
    if not wrong:
        attempt.qr_payload = text.strip()
        return ""
    if not attempt.qr_payload:
        attempt.redirect_url = None  # their page would show the same code
        attempt.decline_reason = DeclineReason.METHOD_UNAVAILABLE
    if attempt.state != AttemptState.SENT:
        raise_task("code_refused", attempt.public_id, by=by, summary_facts=wrong)
    return str(wrong["wrong"])


def _what_is_wrong(attempt: Attempt, text: str) -> dict[str, Any]:
    about = {"account": attempt.gateway_account_ref, "asked": attempt.amount.as_json()}
    try:
        code = qrph.read(text)
    except qrph.NotQrPh as refused:
        return {"wrong": str(refused.wrong), **about}
    if code.pays(attempt.amount):
        return {}
    return {"wrong": "amount", **about} | ({"found": code.amount.as_json()} if code.amount else {})
