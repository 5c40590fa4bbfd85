"""PayMongo's JSON in our types: data and attributes, whole centavos, unix seconds. Strict, never a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from tiwala.gateways.adapters.paymongo.methods import INSTALMENTS, OUR_NAMES, THEIR_NAMES
from tiwala.gateways.capabilities import Mode
from tiwala.gateways.outcomes import (
    Approved,
    Authorized,
    Cancelled,
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
)
from tiwala.gateways.port import RefundRequest, StartRequest
from tiwala.gateways.reading import (
    Json,
    UnreadableError,
    an_object,
    instant,
    maybe,
    minor,
    one_line,
    part,
    rows,
    text,
    unix,
)
from tiwala.kit.money import Money

KEY: Final = "attempt"
REFUND_KEY: Final = "refund"
OWN: Final = {"tiwala": "code"}
"""On payment intents that we made: those behind a session are never told under their own id."""
_CAME: Final = ("paid", "partially_refunded", "refunded")
_NOTES_LETTERS: Final = 255
_WORDS_LETTERS: Final = 400
_WALLETS: Final = ("gcash", "paymaya", "grab_pay", "shopee_pay")
THEIR_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
_KEY_IN_WORDS: Final = re.compile(r"\[([A-Za-z0-9_-]{8,80})\]\Z")


def start_body(request: StartRequest) -> dict[str, Any]:
    """What to post to /v1/checkout_sessions. Nothing in it is about a person.

    The payment made of it carries its description and, by their sample, no reference: so our key ends the description,
    which the page does not show.
    """
    words = one_line(request.description) or request.attempt_key
    attributes: dict[str, Any] = {
        "line_items": [
            {"name": words, "amount": request.amount.minor, "currency": request.amount.currency, "quantity": 1}
        ],
        "payment_method_types": [THEIR_NAMES.get(request.method, "card")],
        "reference_number": request.attempt_key,
        "description": f"{words} [{request.attempt_key}]",
        "show_description": False,
        "success_url": request.return_url,
        "cancel_url": request.cancel_url or request.return_url,
        "send_email_receipt": False,
        "metadata": {KEY: request.attempt_key},
    }
    if request.method == INSTALMENTS:
        attributes["payment_method_options"] = {"card": {"installments": {"enabled": True}}}
    return wrapped(attributes)


def refund_body(request: RefundRequest, payment_id: str) -> dict[str, Any]:
    """What to post to /v1/refunds. Our key is its metadata and ends its notes: one of the two is found again."""
    mark = f"[{request.key}]"
    attributes: dict[str, Any] = {
        "amount": request.amount.minor,
        "payment_id": payment_id,
        "reason": "requested_by_customer",
        "notes": f"{one_line(request.reason, most=_NOTES_LETTERS - len(mark) - 1)} {mark}".strip(),
        "metadata": {REFUND_KEY: request.key},
    }
    return wrapped(attributes)


def session(found: Json, *, account: str, mode: Mode) -> Outcome:
    """A checkout session as an outcome: decided by its payments and its intent, not by its own status."""
    data = part(found, "data")
    reference, attributes = text(data, "id"), _of_mode(data, mode)
    came = paid(attributes)
    if came:
        return _approved(came, reference=reference, key=text(attributes, "reference_number"), account=account)
    process = _process(attributes)
    match maybe(process, "status"):
        case "processing" | "succeeded":
            return Pending(reference)
        case "awaiting_capture":
            return _authorized(process, attributes, reference=reference, account=account)
        case "cancelled":
            return Cancelled(reference)
    match text(attributes, "status"):
        case "active":
            return NeedsPayer(redirect_url=_page(attributes, mode), reference=reference)
        case "expired":
            return Expired(reference)
    raise UnreadableError("unknown status")


def code(found: Json, *, account: str, mode: Mode) -> Outcome:
    """A payment intent of our own with its code, as an outcome. It waits for another method again once that is over."""
    data = part(found, "data")
    reference, attributes = id_of(data), _of_mode(data, mode)
    if not OWN.items() <= _metadata(attributes).items():
        raise UnreadableError("not made by us")
    came = paid(attributes)
    if came:
        return _approved(came, reference=reference, key=key_of(attributes), account=account)
    match text(attributes, "status"):
        case "processing" | "succeeded":
            return Pending(reference)
        case "awaiting_next_action":
            return NeedsPayer(redirect_url="", reference=reference, expires_at=_code_ends(attributes))
        case "cancelled":
            return Cancelled(reference)
        case "awaiting_payment_method":
            return Expired(reference)
    raise UnreadableError("unknown status")


def asked_for(found: Json, amount: Money, *, mode: Mode) -> str:
    """The id of a payment intent that asks for this amount; empty when it asks for another."""
    data = part(found, "data")
    attributes = _of_mode(data, mode)
    return id_of(data) if minor(attributes, "amount", text(attributes, "currency")) == amount else ""


def id_of(data: Json) -> str:
    """Their id of a thing, as it may stand in a path."""
    found = text(data, "id")
    if not THEIR_ID.fullmatch(found):
        raise UnreadableError("id")
    return found


def payment_alone(found: Json, *, account: str, mode: Mode) -> Outcome:
    """A payment that is asked about by its own id, as an outcome under that id."""
    data = part(found, "data")
    attributes = _of_mode(data, mode)
    if maybe(attributes, "status") not in _CAME:
        return Pending(text(data, "id"))
    return _approved([data], reference=text(data, "id"), key=key_of(attributes), account=account)


def payment_ids(found: Json) -> tuple[str, ...]:
    """The ids of the payments that brought money to a session."""
    return tuple(text(one, "id") for one in paid(part(found, "data", "attributes")))


def payment_to_refund(found: Json, amount: Money) -> str:
    """The id of the payment of a session to take this back from; empty when none brought money."""
    came = paid(part(found, "data", "attributes"))
    enough = [one for one in came if _left(part(one, "attributes")) >= amount.minor]
    return text((enough or came)[0], "id") if came else ""


def session_process_id(found: Json) -> str:
    """The id of a session's payment intent."""
    return text(part(found, "data", "attributes", "payment_intent"), "id")


def paid(attributes: Json) -> list[Json]:
    """The payments of a session or intent that brought money: by their documents never more than one."""
    return [one for one in rows(attributes, "payments") if _status(one) in _CAME]


def _code_ends(attributes: Json) -> datetime | None:
    """When the code is over: their reference does not name it, so it may be missing."""
    action = attributes.get("next_action")
    found = action.get("code") if isinstance(action, dict) else None
    try:
        return instant(found, "expires_at") if isinstance(found, dict) else None
    except UnreadableError:
        return None


def is_about(found: Json, amount: Money) -> bool:
    """Whether a session asks for this amount."""
    items = rows(part(found, "data", "attributes"), "line_items")
    sums = [minor(item, "amount", text(item, "currency")) for item in items]
    return sums == [amount]


def refund(data: Json, *, account: str, mode: Mode) -> RefundOutcome:
    """A refund's resource as an outcome."""
    reference, attributes = text(data, "id"), _of_mode(data, mode)
    match text(attributes, "status"):
        case "pending" | "processing":
            return RefundPending(reference)
        case "failed":
            return RefundFailed(RefundFailure.BANK_REFUSED, reference)
        case "succeeded":
            amount = minor(attributes, "amount", text(attributes, "currency"))
            done_at = unix(attributes, "updated_at")
            return RefundDone(reference, amount, key=refund_key(attributes), account=account, done_at=done_at)
    raise UnreadableError("unknown status")


def key_of(attributes: Json) -> str:
    """Our name of the try that a payment or session carries, our own marks first; empty when it carries none."""
    mark = maybe(_metadata(attributes), KEY)
    references = (maybe(attributes, name) for name in ("reference_number", "external_reference_number"))
    return mark or _key_in(attributes, "description") or next((one for one in references if one), "")


def refund_key(attributes: Json) -> str:
    """Our name of a refund, empty when it carries none."""
    return maybe(_metadata(attributes), REFUND_KEY) or _key_in(attributes, "notes")


def is_by_code(attributes: Json) -> bool:
    """Whether a payment came by QR Ph."""
    return maybe(_source(attributes), "type") == THEIR_NAMES["qrph"]


def _key_in(attributes: Json, name: str) -> str:
    found = _KEY_IN_WORDS.search(maybe(attributes, name, most=_WORDS_LETTERS))
    return found[1] if found else ""


def _page(attributes: Json, mode: Mode) -> str:
    """Where the payer goes on; only a stand-in may do without a certificate."""
    url = text(attributes, "checkout_url")
    if not url.startswith("https://") and (mode == "live" or not url.startswith("http://")):
        raise UnreadableError("checkout_url")
    return url


def _approved(came: Sequence[Json], *, reference: str, key: str, account: str) -> Approved:
    """All the money that came: a second payment makes the sum another than we asked for, and it is held."""
    attributes = part(came[0], "attributes")
    currency = text(attributes, "currency")
    source = _source(attributes)
    kind = maybe(source, "type")
    return Approved(
        reference=reference,
        amount=sum((_amount(one, currency) for one in came), Money.zero(currency.upper())),
        account=account,
        attempt_key=key,
        captured_at=unix(attributes, "paid_at"),
        method=OUR_NAMES.get(kind, kind),
        fee=_fee(attributes, currency) if len(came) == 1 else None,
        masked=_masked(source),
        facts=_facts(source),
    )


def _authorized(process: Json, attributes: Json, *, reference: str, account: str) -> Authorized:
    return Authorized(
        reference=reference,
        amount=minor(process, "amount", text(process, "currency")),
        account=account,
        attempt_key=text(attributes, "reference_number"),
        authorized_at=unix(attributes, "updated_at"),
        method="card",
    )


def _amount(payment: Json, currency: str) -> Money:
    attributes = part(payment, "attributes")
    if text(attributes, "currency") != currency:
        raise UnreadableError("paid in two currencies")
    return minor(attributes, "amount", currency)


def _left(attributes: Json) -> int:
    """What is left of a payment as the copy in its session tells it; they check it themselves."""
    gone = rows(attributes, "refunds") if attributes.get("refunds") is not None else ()
    back = [part(one, "attributes") for one in gone]
    currency = text(attributes, "currency")
    sums = [minor(one, "amount", currency).minor for one in back if maybe(one, "status") != "failed"]
    return minor(attributes, "amount", currency).minor - sum(sums)


def _fee(attributes: Json, currency: str) -> Money | None:
    """All that they keep of it, taxes on their fee included; None when they do not say yet."""
    if type(attributes.get("net_amount")) is not int:
        return None
    return minor(attributes, "amount", currency) - minor(attributes, "net_amount", currency)


def _process(attributes: Json) -> Json:
    process = attributes.get("payment_intent")
    return part(an_object(process), "attributes") if process is not None else {}


def _source(attributes: Json) -> Json:
    source = attributes.get("source")
    return source if isinstance(source, dict) else {}


def _facts(source: Json) -> MethodFacts:
    kind = maybe(source, "type")
    return MethodFacts(
        brand=maybe(source, "brand", most=30),
        last_four=maybe(source, "last4", most=4),
        country=maybe(source, "country", most=2).upper(),
        wallet=OUR_NAMES[kind] if kind in _WALLETS else "",
    )


def _masked(source: Json) -> str:
    facts = _facts(source)
    return f"{facts.brand.capitalize()} •••• {facts.last_four}".strip() if facts.last_four else ""


def _metadata(attributes: Json) -> Json:
    found = attributes.get("metadata")
    return found if isinstance(found, dict) else {}


def _status(data: Json) -> str:
    return maybe(part(data, "attributes"), "status")


def _of_mode(data: Json, mode: Mode) -> Json:
    """The attributes, if they are of our mode: test and live have one address there."""
    attributes = part(data, "attributes")
    if attributes.get("livemode") is not (mode == "live"):
        raise UnreadableError("livemode")
    return attributes


def wrapped(attributes: dict[str, Any]) -> dict[str, Any]:
    """Attributes in their envelope."""
    return {"data": {"attributes": attributes}}
