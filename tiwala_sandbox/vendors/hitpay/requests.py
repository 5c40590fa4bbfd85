"""Payment requests: POST, GET, DELETE /v1/payment-requests, and their list."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.qrph import payload
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.hitpay.dialect import bare, wrong
from tiwala_sandbox.vendors.hitpay.things import fixed, fresh, mine, minor_of, shown, told

METHODS: Final = ("card", "gcash", "gcash_qr", "grabpay_direct", "shopee_pay", "qrph_netbank", "billease", "upay_bayad",
                  "upay_ecpy", "upay_plwn", "upay_instapay")  # fmt: skip
QR: Final = ("qrph_netbank", "shopee_pay")
MOST_ROWS: Final = 100
LOCAL: Final = ("localhost", "127.0.0.1", "::1")
_AFTER: Final = re.compile(r"([1-9][0-9]{0,5}) (mins|hours|days)")
_SECONDS: Final = {"mins": 60, "hours": 3600, "days": 86_400}


def create(call: Call) -> Answer:
    """Open a page."""
    asked, bank, now = call.json, call.bank, call.bank.now()
    if asked.get("amount") is None:
        raise wrong("amount")
    minor, currency = minor_of(asked["amount"]), asked.get("currency")
    if not isinstance(currency, str) or not currency:
        raise wrong("currency")
    methods = _methods(asked)
    lasts_s = _lasts(asked.get("expires_after"))
    for name in ("redirect_url", "webhook"):
        _public(name, asked.get(name))
    ident = fresh()
    body = {
        "id": ident,
        **dict.fromkeys(("name", "email", "phone")),
        "amount": fixed(minor),
        "currency": currency.lower(),
        "is_currency_editable": False,
        "status": "pending",
        "purpose": _text(asked, "purpose"),
        "reference_number": _text(asked, "reference_number"),
        "payment_methods": methods,
        "url": f"{call.base_url}/hosted/{ident}",
        "redirect_url": asked.get("redirect_url"),
        "webhook": asked.get("webhook"),
        "send_sms": asked.get("send_sms", "true") == "true",
        "send_email": asked.get("send_email") == "true",
        "allow_repeated_payments": asked.get("allow_repeated_payments") == "true",
        "expiry_date": bare(now + lasts_s) if lasts_s else None,
        "created_at": bare(now),
        "updated_at": bare(now),
        "metadata": asked.get("metadata") or {},
        "_minor": minor,
        "_account": call.account,
    }
    if asked.get("generate_qr") is True and set(methods) & set(QR):
        body["qr_code_data"] = {"qr_code": payload(minor, merchant=call.account, reference=ident[-12:])}
    shelf.keep(bank, "request", ident, body, account=call.account, reference=body["reference_number"] or "")
    if lasts_s:
        bank.later(lasts_s, "run_out", thing=ident)
    return told(body)


def show(call: Call) -> Answer:
    """One, with what was paid for it."""
    return Answer(with_payments(call.bank, mine(call, "request", call.path["id"])))


def listed(call: Call) -> Answer:
    """Those whose id, mail or reference holds a word, page by page."""
    word, size = call.query.get("search", ""), int(call.query.get("per_page", "10"))
    if not 0 < size <= MOST_ROWS:
        raise wrong("per_page", f"The per page may not be greater than {MOST_ROWS}.")

    def fits(row: Row) -> bool:
        return not row.get("_deleted") and (word in row["id"] or word in (row["reference_number"] or ""))

    rows = shelf.all_of(call.bank, "request", account=call.account, fits=fits)
    page = int(call.query.get("current_page", "1"))
    meta = {"current_page": page, "per_page": size, "total": len(rows), "last_page": max(1, -(-len(rows) // size))}
    return Answer({"data": [shown(row) for row in rows[(page - 1) * size : page * size]], "meta": meta})


def delete(call: Call) -> Answer:
    """Call one off. A completed one stays."""
    found = mine(call, "request", call.path["id"])
    if found["status"] == "completed":
        raise Problem("completed", "We don't allow to delete the completed payment request.", status=422)
    shelf.change(call.bank, found["id"], _deleted=True)
    return Answer({"success": True})


def run_out(bank: Bank, thing: str) -> None:
    """Its time is over, if nobody has paid."""
    found = shelf.get(bank, thing)
    if found["status"] == "pending" and not found.get("_deleted"):
        shelf.change(bank, thing, status="expired", updated_at=bare(bank.now()))


def with_payments(bank: Bank, body: Row) -> Row:
    """As it is shown: with its payments, oldest first, once there are any."""
    paid = [
        {
            "id": one["id"],
            "quantity": 1,
            "status": one["status"],
            "buyer_name": None,
            "buyer_phone": None,
            "buyer_email": None,
            "currency": one["currency"],
            "amount": fixed(one["_minor"]),
            "payment_type": one["payment_method"]["name"],
            "fees": fixed(one["_fee"]),
            "created_at": bare(one["_at"]),
            "updated_at": bare(one["_at"]),
        }
        for one in reversed(shelf.children(bank, body["id"], "charge"))
    ]
    return shown(body) | ({"payments": paid} if paid else {})


def _methods(asked: Row) -> list[str]:
    named = asked.get("payment_methods")
    if named is None:
        return list(METHODS)
    if not isinstance(named, list) or not named or any(one not in METHODS for one in named):
        raise wrong("payment_methods", "The selected payment methods is invalid.")
    return named


def _lasts(text: Any) -> int:
    if text is None:
        return 0
    found = _AFTER.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise wrong("expires_after", "The expires after format is invalid.")
    return int(found[1]) * _SECONDS[found[2]]


def _public(name: str, url: Any) -> None:
    """An address that their sandbox takes: it knows no localhost."""
    if url is None:
        return
    site = urlsplit(url) if isinstance(url, str) else urlsplit("")
    if site.scheme not in ("https", "http") or not site.hostname:
        raise wrong(name, f"The {name.replace('_', ' ')} format is invalid.")
    if site.hostname in LOCAL:
        raise wrong(name, "localhost not work for this field")


def _text(asked: Row, name: str, *, most: int = 255) -> str | None:
    found = asked.get(name)
    if found is None:
        return None
    if not isinstance(found, str) or len(found) > most:
        raise wrong(name, f"The {name.replace('_', ' ')} may not be greater than {most} characters.")
    return found
