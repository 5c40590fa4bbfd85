"""The sandbox's JSON in our types. Strict: what is not as promised is unreadable, never a guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from tiwala.gateways.adapters.sandbox import codes
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
    Declined,
    Expired,
    MethodFacts,
    NeedsPayer,
    Outcome,
    Pending,
    RefundDone,
    RefundFailed,
    RefundFailure,
    RefundOutcome,
    RefundPending,
    Reversed,
    SavedMethod,
)
from tiwala.gateways.port import (
    DisputeFacts,
    DisputeState,
    LineKind,
    NoticeFacts,
    NoticeKind,
    RefundRequest,
    StartRequest,
    StatementLine,
    WarningFacts,
)
from tiwala.gateways.reading import Json, UnreadableError, an_object, instant, minor, one_line, rows, text
from tiwala.kit.money import Money

_TRUTH_FIRST = ("paid", "reversed", "authorized", "open", "failed", "cancelled", "expired")
_DIRECT = ("qrph", "otc")
_KINDS: dict[str, NoticeKind] = {"checkout": "payment", "refund": "refund", "dispute": "dispute", "warning": "warning"}
_DISPUTES: dict[str, DisputeState] = {
    "open": "needs_answer",
    "answered": "under_review",
    "won": "won",
    "lost": "lost",
}
_LINES = ("payment", "refund", "fee", "reversal", "dispute", "dispute_won", "payout")


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
        "description": one_line(request.description),
        "cancel_url": request.cancel_url,
        "customer_label": request.payer_label[:100],
        "save_method": request.save_method,
        "challenge": request.challenge and request.method == "card",
        "direct": request.method if request.direct and request.method in _DIRECT else "",
    }
    return body | {name: value for name, value in optional.items() if value}


def charge_body(request: StartRequest) -> dict[str, Any]:
    """What to post to /v1/methods/{token}/charges."""
    body: dict[str, Any] = {"reference": request.attempt_key, **request.amount.as_json()}
    if request.payer_present:
        body |= {"payer_present": True, "return_url": request.return_url}
        body |= {"challenge": True} if request.challenge else {}
    optional = {"description": one_line(request.description), "customer_label": request.payer_label[:100]}
    return body | {name: value for name, value in optional.items() if value}


def refund_body(request: RefundRequest) -> dict[str, Any]:
    """What to post to /v1/refunds."""
    body: dict[str, Any] = {"checkout": request.reference, "reference": request.key}
    reason = one_line(request.reason)
    return body | {"amount_minor": request.amount.minor} | ({"reason": reason} if reason else {})


def checkout(data: Json) -> Outcome:
    """A checkout as an outcome. Amount and currency are the payment's: what really moved."""
    reference, status = text(data, "id"), text(data, "status")
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
    several = rows(found)
    if not several:
        return None
    known = [row for row in several if row.get("status") in _TRUTH_FIRST]
    if not known:
        raise UnreadableError("unknown status")
    return min(known, key=lambda row: _TRUTH_FIRST.index(row["status"]))


def refund(data: Json) -> RefundOutcome:
    """A refund as an outcome."""
    reference, status = text(data, "id"), text(data, "status")
    match status:
        case "pending":
            return RefundPending(reference)
        case "failed":
            return RefundFailed(RefundFailure.BANK_REFUSED, reference)
        case "done":
            key, account = text(data, "reference"), text(data, "account")
            return RefundDone(
                reference,
                _money(data),
                key=key,
                account=account,
                done_at=instant(data, "done_at"),
            )
        case _:
            raise UnreadableError("unknown status")


def first_refund(found: Json) -> Json | None:
    """The refund under our key; None when there is none."""
    return next(iter(rows(found)), None)


def dispute(data: Json) -> DisputeFacts:
    """A dispute as facts."""
    state = _DISPUTES.get(text(data, "status"))
    if state is None:
        raise UnreadableError("unknown status")
    return DisputeFacts(
        reference=text(data, "id"),
        payment_reference=text(data, "checkout"),
        amount=_money(data),
        state=state,
        opened_at=instant(data, "opened_at"),
        attempt_key=text(data, "reference"),
        account=text(data, "account"),
        reason=text(data, "reason")[:60],
        fee=_money(data, "fee_minor"),
        answer_by=instant(data, "answer_by"),
    )


def warning(data: Json) -> WarningFacts:
    """An early warning as facts."""
    return WarningFacts(
        reference=text(data, "id"),
        at=instant(data, "created_at"),
        payment_reference=text(data, "checkout"),
        attempt_key=text(data, "reference"),
        account=text(data, "account"),
        reason=text(data, "reason")[:60],
    )


def notice(event: Json) -> NoticeFacts:
    """A proven notice as facts. Names we do not know are kind "other": kept and not acted on."""
    data = an_object(event.get("data"))
    kind: NoticeKind = _KINDS.get(str(data.get("object")), "other")
    known = kind != "other"
    return NoticeFacts(
        event_id=text(event, "id"),
        kind=kind,
        attempt_key=text(data, "reference") if known else "",
        reference=text(data, "id") if known else "",
        account=text(event, "account"),
        name=text(event, "type"),
    )


def statement_page(page: Json) -> tuple[list[StatementLine], str]:
    """The lines of a page, and the cursor of the next one, empty at the end."""
    lines = [line(row) for row in rows(page, "lines")]
    following = page.get("next_cursor")
    return lines, following if isinstance(following, str) else ""


def dispute_page(page: Json) -> tuple[list[str], str]:
    """The ids of a page of disputes, and the cursor of the next one, empty at the end."""
    following = page.get("next_cursor")
    return [text(row, "id") for row in rows(page)], following if isinstance(following, str) else ""


def line(data: Json) -> StatementLine:
    """A statement line; the sums must agree, or the line is unreadable."""
    gross, fee, net = (_money(data, name) for name in ("gross_minor", "fee_minor", "net_minor"))
    if gross - fee != net:
        raise UnreadableError("net is not gross less fee")
    kind = text(data, "kind")
    return StatementLine(
        line_id=text(data, "id"),
        kind=cast("LineKind", kind) if kind in _LINES else "other",
        at=instant(data, "at"),
        gross=gross,
        fee=fee,
        net=net,
        attempt_key=str(data.get("reference") or ""),
        reference=str(data.get("refund") or data.get("dispute") or data.get("checkout") or ""),
        payout=str(data.get("payout") or ""),
        method=str(data.get("method") or ""),
    )


def _open(data: Json, reference: str) -> NeedsPayer | Pending:
    if data.get("processing") is True:
        return Pending(reference)
    qr, code = data.get("qr_payload"), data.get("code")
    return NeedsPayer(
        redirect_url=text(data, "url"),
        reference=reference,
        qr_payload=qr if isinstance(qr, str) else None,
        code=code if isinstance(code, str) else None,
        expires_at=instant(data, "expires_at"),
    )


def _failed(data: Json, reference: str) -> Declined:
    payment = data.get("payment")
    told = an_object(payment) if payment is not None else {}
    return Declined(codes.decline_reason(told.get("decline_code")), reference, facts=_facts(told.get("card")))


def _reversed(data: Json, reference: str) -> Reversed:
    payment = an_object(data.get("payment"))
    return Reversed(
        reference,
        _money(payment) - _money(payment, "refunded_minor"),
    )


def _authorized(data: Json, reference: str) -> Authorized:
    payment = an_object(data.get("payment"))
    return Authorized(
        reference=reference,
        amount=_money(payment),
        account=text(data, "account"),
        attempt_key=text(data, "reference"),
        authorized_at=instant(payment, "authorized_at"),
        method=text(data, "method"),
        masked=str(payment.get("masked") or "")[:60],
    )


def _paid(data: Json, reference: str) -> Approved:
    payment = an_object(data.get("payment"))
    return Approved(
        reference=reference,
        amount=_money(payment),
        account=text(data, "account"),
        attempt_key=text(data, "reference"),
        captured_at=instant(payment, "captured_at"),
        method=text(data, "method"),
        fee=None if payment.get("fee_minor") is None else _money(payment, "fee_minor"),
        masked=str(payment.get("masked") or "")[:60],
        saved=_saved(payment),
        facts=_facts(payment.get("card")),
    )


def _saved(payment: Json) -> SavedMethod | None:
    token = str(payment.get("method_token") or "")[:100]
    return SavedMethod(token, _facts(payment.get("kept"))) if token else None


def _facts(kept: object) -> MethodFacts:
    """The masked facts of a card or wallet; what is not said stays empty."""
    told = an_object(kept) if kept is not None else {}
    year, _dash, month = str(told.get("expires") or "").partition("-")
    return MethodFacts(
        brand=str(told.get("brand") or "")[:30],
        last_four=str(told.get("last_four") or "")[-4:],
        expires_month=int(month) if month.isdigit() else 0,
        expires_year=int(year) if year.isdigit() else 0,
        wallet=str(told.get("wallet") or "")[:40],
        bin=str(told.get("bin") or "")[:8],
        fingerprint=str(told.get("fingerprint") or "")[:40],
        country=str(told.get("country") or "")[:2],
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


def _money(data: Json, name: str = "amount_minor") -> Money:
    return minor(data, name, text(data, "currency"))
