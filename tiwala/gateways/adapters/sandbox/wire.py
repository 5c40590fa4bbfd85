"""The sandbox's JSON in our types. Strict: what is not as promised is unreadable, never a guess."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn, cast

from tiwala.gateways.adapters.sandbox import codes
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    Expired,
    NeedsPayer,
    Outcome,
    Pending,
    RefundDone,
    RefundFailed,
    RefundFailure,
    RefundOutcome,
    RefundPending,
    Reversed,
)
from tiwala.gateways.port import LineKind, NoticeFacts, NoticeKind, RefundRequest, StartRequest, StatementLine
from tiwala.kit.errors import Refusal
from tiwala.kit.money import Money

Json = Mapping[str, Any]
LONGEST = 2000
"""Letters in any id, name or address of theirs: far more than the wire's description allows."""

_TRUTH_FIRST = ("paid", "reversed", "authorized", "open", "failed", "cancelled", "expired")
_DIRECT = ("qrph", "otc")
_KINDS: dict[str, NoticeKind] = {"checkout": "payment", "refund": "refund", "dispute": "dispute"}
_LINES = ("payment", "refund", "fee", "reversal", "dispute", "dispute_won", "payout")


class UnreadableError(Exception):
    """An answer that is not what the wire's description promises."""


def load(body: bytes) -> Json:
    """Bytes to a JSON object, numbers exact."""
    try:
        found = json.loads(body, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("not JSON") from error
    return _object(found)


def start_body(request: StartRequest) -> dict[str, Any]:
    """What to post to /v1/checkouts."""
    body: dict[str, Any] = {
        "reference": request.attempt_key,
        **request.amount.as_json(),
        "return_url": request.return_url,
        "methods": [request.method],
        "capture": request.capture,
    }
    optional = {
        "description": _words(request.description),
        "cancel_url": request.cancel_url,
        "customer_label": request.payer_label[:100],
        "save_method": request.save_method,
        "direct": request.method if request.direct and request.method in _DIRECT else "",
    }
    return body | {name: value for name, value in optional.items() if value}


def charge_body(request: StartRequest) -> dict[str, Any]:
    """What to post to /v1/methods/{token}/charges."""
    body: dict[str, Any] = {"reference": request.attempt_key, **request.amount.as_json()}
    optional = {"description": _words(request.description), "customer_label": request.payer_label[:100]}
    return body | {name: value for name, value in optional.items() if value}


def _words(text: str) -> str:
    """One line that their API takes: no control characters, at most 200 letters; nothing is left out whole."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())[:200]


def refund_body(request: RefundRequest) -> dict[str, Any]:
    """What to post to /v1/refunds."""
    body: dict[str, Any] = {"checkout": request.reference, "reference": request.key}
    reason = _words(request.reason)
    return body | {"amount_minor": request.amount.minor} | ({"reason": reason} if reason else {})


def checkout(data: Json) -> Outcome:
    """A checkout as an outcome. Amount and currency are the payment's: what really moved."""
    reference, status = _text(data, "id"), _text(data, "status")
    reader = _STATUSES.get(status)
    if reader is None:
        raise UnreadableError("unknown status")
    return reader(data, reference)


def is_about(found: Json, amount: Money) -> bool:
    """Whether what is under a reference asks for this amount."""
    row = newest_truth(found)
    return row is not None and _money(row) == amount


def newest_truth(found: Json) -> Json | None:
    """Of several checkouts under one reference, the one where most happened; None when there is none."""
    rows = [_object(row) for row in _list(found)]
    if not rows:
        return None
    known = [row for row in rows if row.get("status") in _TRUTH_FIRST]
    if not known:
        raise UnreadableError("unknown status")
    return min(known, key=lambda row: _TRUTH_FIRST.index(row["status"]))


def refund(data: Json) -> RefundOutcome:
    """A refund as an outcome."""
    reference, status = _text(data, "id"), _text(data, "status")
    match status:
        case "pending":
            return RefundPending(reference)
        case "failed":
            return RefundFailed(RefundFailure.BANK_REFUSED, reference)
        case "done":
            key, account = _text(data, "reference"), _text(data, "account")
            return RefundDone(reference, _money(data), key=key, account=account, done_at=_instant(data, "done_at"))
        case _:
            raise UnreadableError("unknown status")


def first_refund(found: Json) -> Json | None:
    """The refund under our key; None when there is none."""
    rows = _list(found)
    return _object(rows[0]) if rows else None


def notice(event: Json) -> NoticeFacts:
    """A proven notice as facts. Names we do not know are kind "other": kept and not acted on."""
    data = _object(event.get("data"))
    kind: NoticeKind = _KINDS.get(str(data.get("object")), "other")
    known = kind != "other"
    return NoticeFacts(
        event_id=_text(event, "id"),
        kind=kind,
        attempt_key=_text(data, "reference") if known else "",
        reference=_text(data, "id") if known else "",
        account=_text(event, "account"),
        name=_text(event, "type"),
    )


def statement_page(page: Json) -> tuple[list[StatementLine], str]:
    """The lines of a page, and the cursor of the next one, empty at the end."""
    lines = [line(_object(row)) for row in _list(page, "lines")]
    following = page.get("next_cursor")
    return lines, following if isinstance(following, str) else ""


def line(data: Json) -> StatementLine:
    """A statement line; the sums must agree, or the line is unreadable."""
    gross, fee, net = (_money(data, name) for name in ("gross_minor", "fee_minor", "net_minor"))
    if gross - fee != net:
        raise UnreadableError("net is not gross less fee")
    kind = _text(data, "kind")
    return StatementLine(
        line_id=_text(data, "id"),
        kind=cast("LineKind", kind) if kind in _LINES else "other",
        at=_instant(data, "at"),
        gross=gross,
        fee=fee,
        net=net,
        attempt_key=str(data.get("reference") or ""),
        reference=str(data.get("refund") or data.get("checkout") or ""),
        payout=str(data.get("payout") or ""),
        method=str(data.get("method") or ""),
    )


def _open(data: Json, reference: str) -> NeedsPayer | Pending:
    if data.get("processing") is True:
        return Pending(reference)
    qr, code = data.get("qr_payload"), data.get("code")
    return NeedsPayer(
        redirect_url=_text(data, "url"),
        reference=reference,
        qr_payload=qr if isinstance(qr, str) else None,
        code=code if isinstance(code, str) else None,
        expires_at=_instant(data, "expires_at"),
    )


def _failed(data: Json, reference: str) -> Declined:
    payment = data.get("payment")
    code = _object(payment).get("decline_code") if payment is not None else None
    return Declined(codes.decline_reason(code), reference)


def _reversed(data: Json, reference: str) -> Reversed:
    payment = _object(data.get("payment"))
    return Reversed(reference, _money(payment) - _money(payment, "refunded_minor"))


def _authorized(data: Json, reference: str) -> Authorized:
    payment = _object(data.get("payment"))
    return Authorized(
        reference=reference,
        amount=_money(payment),
        account=_text(data, "account"),
        attempt_key=_text(data, "reference"),
        authorized_at=_instant(payment, "authorized_at"),
        method=_text(data, "method"),
        masked=str(payment.get("masked") or "")[:60],
    )


def _paid(data: Json, reference: str) -> Approved:
    payment = _object(data.get("payment"))
    return Approved(
        reference=reference,
        amount=_money(payment),
        account=_text(data, "account"),
        attempt_key=_text(data, "reference"),
        captured_at=_instant(payment, "captured_at"),
        method=_text(data, "method"),
        fee=None if payment.get("fee_minor") is None else _money(payment, "fee_minor"),
        masked=str(payment.get("masked") or "")[:60],
        saved_token=str(payment.get("method_token") or "")[:100],
    )


_STATUSES: Mapping[str, Callable[[Json, str], Outcome]] = {
    "open": _open,
    "authorized": _authorized,
    "paid": _paid,
    "failed": _failed,
    "expired": lambda _data, reference: Expired(reference),
    "cancelled": lambda _data, reference: Cancelled(reference),
    "reversed": _reversed,
}


def _object(value: object) -> Json:
    if not isinstance(value, Mapping):
        raise UnreadableError("not an object")
    return value


def _list(found: Json, name: str = "data") -> Sequence[object]:
    rows = found.get(name)
    if not isinstance(rows, list):
        raise UnreadableError("not a list")
    return rows


def _text(data: Json, name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST or not (value.isascii() and value.isprintable()):
        raise UnreadableError(name)
    return value


def _money(data: Json, name: str = "amount_minor") -> Money:
    minor = data.get(name)
    if type(minor) is not int:
        raise UnreadableError(name)
    try:
        return Money(minor, _text(data, "currency"))
    except Refusal as error:
        raise UnreadableError(name) from error


def _instant(data: Json, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(_text(data, name))
    except ValueError as error:
        raise UnreadableError(name) from error
    if found.tzinfo is None:
        raise UnreadableError(name)
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
