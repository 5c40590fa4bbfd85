"""What is kept and told. Names that begin with "_" are ours and never leave."""

import uuid
from typing import Any

from tiwala_sandbox.calls import Answer
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.notices import Written, meet
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row, new_id
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.doors import Call
from tiwala_sandbox.vendors.xendit.dialect import stamp


def fresh(prefix: str) -> str:
    """A new id as theirs look."""
    return f"{prefix}-{uuid.uuid4()}"


def shown(body: Row) -> Row:
    """A thing as it is told."""
    return {name: value for name, value in body.items() if not name.startswith("_")}


def told(body: Row, status: int = 200) -> Answer:
    """A thing as an answer."""
    return Answer(shown(body), status=status)


def mine(call: Call, kind: str, name: str, *, code: str = "DATA_NOT_FOUND") -> Row:
    """The thing of this kind that the path names."""
    try:
        return shelf.get(call.bank, call.path[name], kind=kind, account=call.account)
    except Problem as problem:
        raise Problem(code, "ID specified in request cannot be found.", status=404) from problem


def change(bank: Bank, ident: str, **values: Any) -> Row:
    """Change a thing; when, is noted."""
    return shelf.change(bank, ident, updated=stamp(bank.now()), **values)


def tell(bank: Bank, event: str, data: Row, *, about: str) -> None:
    """A notice in their usual envelope; a refund's is nested twice, as in their sample."""
    account = shelf.account_of(bank, about)
    envelope = {"event": event, "business_id": account, "created": stamp(bank.now())}
    inner = {**envelope, "data": shown(data)} if event.startswith("refund.") else shown(data)
    write(bank, event, {**envelope, "data": inner}, about=about)


def write(bank: Bank, event: str, body: Row, *, about: str) -> None:
    """A notice with a body of its own."""
    meet(bank, Written(new_id("wh"), shelf.account_of(bank, about), about, event, body))


def need(body: Row, *names: str) -> None:
    """Refuse a body that lacks one of these."""
    for name in names:
        if body.get(name) in (None, ""):
            message = f"must have required property '{name}'"
            errors = [{"message": message, "path": f"/body/{name}"}]
            raise Problem("API_VALIDATION_ERROR", f"request/body {message}", status=400, errors=errors)


def secure(url: Any) -> None:
    """Refuse an address that is not https; none is fine."""
    if url is not None and not (isinstance(url, str) and url.startswith("https://")):
        raise Problem("INVALID_URL", "Please provide a valid HTTPS URL", status=400)
